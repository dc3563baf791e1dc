"""History says which revision was shown, too: what a variant achieved is then a sum over it."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

before = import_module("campaign.participation.migrations.0008_history_by_trigger")

OLD = before.DIMENSIONS
NEW = (*OLD, "revision_id")


def functions(dimensions: tuple[str, ...]) -> str:
    """The triggers of 0008 anew, for what people are counted by now."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in dimensions)
    columns = (*dimensions, "submitted_at", "confirmed_at")

    def write(row: str, old_state: str, new_state: str) -> str:
        names = ", ".join(("participation_id", *columns, "from_state", "to_state"))
        values = ", ".join([f"{row}.{column}" for column in ("id", *columns)] + [old_state, new_state])
        return f"INSERT INTO participation_participationevent ({names}) SELECT {values}"

    return f"""
DROP TRIGGER participation_counted_by ON participation_participation;
CREATE OR REPLACE FUNCTION participation_is_counted_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a participation stays in the figures in which it was counted: {", ".join(dimensions)}';
END $$;
CREATE TRIGGER participation_counted_by BEFORE UPDATE ON participation_participation
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION participation_is_counted_by();

-- A row that comes: one more. One that goes: one less. One whose times change: less, then more.
CREATE OR REPLACE FUNCTION participation_is_counted() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


# Rows of people who are gone keep 0: nobody's revision.
FILL = """
ALTER TABLE participation_participationevent DISABLE TRIGGER participation_event_append_only;
UPDATE participation_participationevent e SET revision_id = p.revision_id
    FROM participation_participation p WHERE p.id = e.participation_id;
ALTER TABLE participation_participationevent ENABLE TRIGGER participation_event_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
        ("participation", "0008_history_by_trigger"),
    ]

    operations = [
        migrations.AddField(
            model_name="participationevent",
            name="revision",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                default=0,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="letters.revision",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(functions(NEW), functions(OLD)),
    ]
