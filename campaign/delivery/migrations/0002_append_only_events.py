"""Events are history: PostgreSQL itself refuses to change one. (Deleting stays possible for retention, by journey.)"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION delivery_event_is_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'delivery events are only ever added';
END $$;
CREATE TRIGGER delivery_event_append_only BEFORE UPDATE ON delivery_deliveryevent
    FOR EACH ROW EXECUTE FUNCTION delivery_event_is_history();
"""
ALLOW = """
DROP TRIGGER delivery_event_append_only ON delivery_deliveryevent;
DROP FUNCTION delivery_event_is_history();
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
