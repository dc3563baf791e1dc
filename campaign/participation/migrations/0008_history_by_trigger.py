"""Every change of what is counted becomes a row of history, whoever makes it: by the forms, in SQL, by COPY."""

from django.db import migrations

# By what a person and their letters are counted, from the form on.
DIMENSIONS = (
    "campaign_id",
    "language",
    "province",
    "source",
    "came_before",
    "riding_code",
    "variant",
    "words_changed",
)


def write(row: str, old_state: str, new_state: str) -> str:
    """The statement that writes one change of this row, as seen in `row`."""
    columns = ("id", *DIMENSIONS, "submitted_at", "confirmed_at")
    names = ", ".join(("participation_id", *columns[1:], "from_state", "to_state"))
    values = ", ".join([f"{row}.{column}" for column in columns] + [old_state, new_state])
    return f"INSERT INTO participation_participationevent ({names}) SELECT {values}"


CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in DIMENSIONS)

FORWARDS = f"""
CREATE FUNCTION participation_is_counted_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a participation stays in the figures in which it was counted: {", ".join(DIMENSIONS)}';
END $$;
CREATE TRIGGER participation_counted_by BEFORE UPDATE ON participation_participation
    FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION participation_is_counted_by();

-- A row that comes: one more. One that goes: one less. One whose times change: less, then more.
CREATE FUNCTION participation_is_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {write("NEW", "''", "NEW.state")};
    ELSIF TG_OP = 'DELETE' THEN
        {write("OLD", "OLD.state", "''")};
    ELSIF OLD.submitted_at = NEW.submitted_at
        AND (OLD.confirmed_at IS NOT DISTINCT FROM NEW.confirmed_at OR OLD.confirmed_at IS NULL AND OLD.state = 'pending')
    THEN
        IF OLD.state <> NEW.state THEN
            {write("NEW", "OLD.state", "NEW.state")};
        END IF;
    ELSE
        {write("OLD", "OLD.state", "''")};
        {write("NEW", "''", "NEW.state")};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER participation_counted AFTER INSERT OR DELETE OR UPDATE ON participation_participation
    FOR EACH ROW EXECUTE FUNCTION participation_is_counted();

CREATE FUNCTION participation_event_is_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'changes of participations are only ever added';
END $$;
CREATE TRIGGER participation_event_append_only BEFORE UPDATE OR DELETE ON participation_participationevent
    FOR EACH ROW EXECUTE FUNCTION participation_event_is_history();

{write("r", "''", "r.state")} FROM participation_participation r ORDER BY r.id;
"""
BACKWARDS = """
DROP TRIGGER participation_counted_by ON participation_participation;
DROP FUNCTION participation_is_counted_by();
DROP TRIGGER participation_counted ON participation_participation;
DROP FUNCTION participation_is_counted();
DROP TRIGGER participation_event_append_only ON participation_participationevent;
DROP FUNCTION participation_event_is_history();
"""


class Migration(migrations.Migration):
    dependencies = [("participation", "0007_history")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
