"""A revision says some things in several ways; PostgreSQL refuses to change those as it refuses to change the rest."""

from django.db import migrations, models

BEFORE = "id, letter_id, language, number, created_at, note, subject, salutation, opening, body, signature"
KEPT = f"{BEFORE}, ways, openings"


def guard(columns: str) -> str:
    old = ", ".join(f"OLD.{column}" for column in columns.split(", "))
    new = ", ".join(f"NEW.{column}" for column in columns.split(", "))
    return f"""
DROP TRIGGER letters_revision_is_immutable ON letters_revision;
CREATE TRIGGER letters_revision_is_immutable BEFORE UPDATE ON letters_revision FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new}))
    EXECUTE FUNCTION letters_refuse_revision_change();
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_revisions_never_change")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="ways",
            field=models.JSONField(blank=True, default=dict, verbose_name="other subjects and paragraphs"),
        ),
        migrations.AddField(
            model_name="revision",
            name="openings",
            field=models.JSONField(blank=True, default=list, verbose_name="other openings"),
        ),
        migrations.RunSQL(guard(KEPT), guard(BEFORE)),
    ]
