"""PostgreSQL itself refuses to change a revision, whoever asks; only its author may go (SET NULL when an account is deleted)."""

from django.db import migrations

KEPT = "id, letter_id, language, number, created_at, note, subject, salutation, opening, body, signature"
OLD = ", ".join(f"OLD.{column}" for column in KEPT.split(", "))
NEW = ", ".join(f"NEW.{column}" for column in KEPT.split(", "))

FORWARDS = f"""
CREATE FUNCTION letters_refuse_revision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'letters_revision % is immutable: write a new revision instead', OLD.id
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER letters_revision_is_immutable BEFORE UPDATE ON letters_revision FOR EACH ROW
    WHEN (({OLD}) IS DISTINCT FROM ({NEW}))
    EXECUTE FUNCTION letters_refuse_revision_change();
"""

BACKWARDS = """
DROP TRIGGER letters_revision_is_immutable ON letters_revision;
DROP FUNCTION letters_refuse_revision_change();
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
