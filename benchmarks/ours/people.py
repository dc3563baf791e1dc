"""People by the million: `python -m benchmarks.ours.people PEOPLE [--without-letters]`.

Fills a campaign of thirty days with so many people and four letters for each of them, forty million for ten million people, with all
their history, as forms and drains would have left it. Where there are as many already, they stay.

Rows are made by the database itself, with its indexes taken away before and made anew after: a million people and their letters take
about two minutes. Letters' texts are left short: they are read by nobody here.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from campaign.campaigns.models import Campaign

SLUG = "peru-2022"
DAYS = 30
TABLES = (
    "participation_participation",
    "participation_participationevent",
    "delivery_outgoingmail",
    "delivery_deliveryevent",
)

# Three languages, thirteen provinces, 343 ridings and twenty sources, unevenly, as campaigns have them; keys in the order of time, as they come.
# Names and places as long as people's are, some with accents and a few that a file has to quote.
_PEOPLE = """
INSERT INTO participation_participation (
    public_id, campaign_id, state, language, first_name, last_name, email, canonical_email, city, postal_code, subject, body,
    revision_id, variant, recipient_keys, client, riding_code, submitted_at, confirmed_at, province, source, came_before, words_changed
)
SELECT gen_random_uuid(), %(campaign)s, CASE WHEN r.confirms < 0.9 THEN 'confirmed' ELSE 'pending' END,
    (ARRAY['en', 'fr', 'es'])[1 + floor(3 * r.language ^ 3)::int], (ARRAY['Ana', 'Zoë', 'Jean-François', 'Noor'])[1 + n %% 4],
    CASE WHEN n %% 1000 = 0 THEN '=Quispe, ' ELSE 'Quispe ' END || n,
    %(name)s || n || '@mail.example', %(name)s || n || '@mail.example', (ARRAY['Montréal', 'Ottawa', 'St. John’s, NL'])[1 + n %% 3], 'H2X 1Y4', 's', 'b',
    %(revision)s, '', '{}', '', (35001 + floor(343 * r.riding))::text, r.sent,
    CASE WHEN r.confirms < 0.9 THEN r.sent + interval '1 hour' * r.language ^ 4 END,
    (ARRAY['ON', 'QC', 'BC', 'AB', 'MB', 'SK', 'NS', 'NB', 'NL', 'PE', 'NT', 'YT', 'NU'])[1 + floor(13 * r.province ^ 2)::int],
    'source ' || floor(20 * r.source ^ 3)::int, r.came_before < 0.2, floor(100 * r.words ^ 3)::int
FROM (
    SELECT n, random() AS language, random() AS province, random() AS riding, random() AS source, random() AS came_before,
        random() AS confirms, random() AS words, now() - interval '1 day' * %(days)s * (1 - n::float / %(people)s) AS sent
    FROM generate_series(1, %(people)s) AS n
) AS r
"""
# A form that came, then the link that was clicked.
_PEOPLE_EVENTS = """
INSERT INTO participation_participationevent (participation_id, campaign_id, from_state, to_state, language, province, source, came_before,
    riding_code, revision_id, variant, words_changed, submitted_at, confirmed_at)
SELECT p.id, p.campaign_id, h.before, h.after, p.language, p.province, p.source, p.came_before, p.riding_code, p.revision_id, p.variant,
    p.words_changed, p.submitted_at, CASE WHEN h.after = 'confirmed' THEN p.confirmed_at END
FROM participation_participation p
JOIN (VALUES ('', 'pending'), ('pending', 'confirmed')) AS h (before, after) ON h.after = 'pending' OR p.state = 'confirmed'
WHERE p.id > %(last_person)s
"""
# Of nine in ten who confirm, four ninths write five letters: four for each person in all.
_LETTERS = """
INSERT INTO delivery_outgoingmail (
    kind, lane, state, reason, campaign_id, participation_id, addressee_id, seat, written_for, to_email, to_name, subject, text,
    next_attempt_at, attempts, possible_duplicate, provider, provider_reference, created_at, accepted_at
)
SELECT 'letter', 5, 'accepted', '', p.campaign_id, p.id, a.id, 1, 0, 'office@mail.example', 'Office', '', '',
    p.confirmed_at, 1, false, 'smtp', '', p.confirmed_at, p.confirmed_at + interval '1 minute'
FROM participation_participation p
CROSS JOIN (
    SELECT id, row_number() OVER (ORDER BY id) AS place FROM campaigns_addressee WHERE campaign_id = %(campaign)s
) AS a
WHERE p.state = 'confirmed' AND p.id > %(last_person)s AND a.place <= 4 + (p.id %% 9 < 4)::int
"""
_LETTERS_EVENTS = """
INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)
SELECT m.id, m.created_at, h.before, h.after, '' FROM delivery_outgoingmail m
CROSS JOIN (VALUES ('', 'queued'), ('queued', 'sending'), ('sending', 'accepted')) AS h (before, after)
WHERE m.id > %(last_letter)s
"""
OF_PEOPLE = (_PEOPLE, _PEOPLE_EVENTS)
ALL = (*OF_PEOPLE, _LETTERS, _LETTERS_EVENTS)


def main(arguments: list[str]) -> None:
    people, statements = int(arguments[0]), OF_PEOPLE if "--without-letters" in arguments else ALL
    call_command("migrate", verbosity=0, interactive=False)
    if not Campaign.objects.filter(slug=SLUG).exists():
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
    if rows_of("participation_participation") < people:
        _empty()
        _fill(people, statements)
    sys.stdout.write("{}\n")


def _fill(people: int, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor, _without_indexes(cursor):
        add(people, statements=statements)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")  # that a measurement does not pay for writing all this to the disk


def add(people: int, name: str = "ana.quispe.", statements: Sequence[str] = ALL) -> None:
    """So many more, of addresses that begin with this name."""
    campaign = Campaign.objects.get(slug=SLUG)
    values = {
        "campaign": campaign.pk,
        "revision": campaign.letter.revisions.all()[0].pk,
        "people": people,
        "days": DAYS,
        "name": name,
        "last_person": largest_key("participation_participation"),
        "last_letter": largest_key("delivery_outgoingmail"),
    }
    with connection.cursor() as cursor, transaction.atomic():
        # History is written here, and what is copied from good rows needs no check of its foreign keys.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement, values)


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE delivery_sandboxmail, {', '.join(TABLES)} CASCADE")
        cursor.execute("TRUNCATE stats_tally, stats_mark")


def rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own words
        return int(cursor.fetchone()[0])


def largest_key(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  # our own words
        return int(cursor.fetchone()[0])


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """All but primary keys: made at once they take a fraction of what they take row by row."""
    cursor.execute(
        "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname, pg_get_constraintdef(c.oid)"
        " FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'"
        " WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary",
        [list(TABLES)],
    )
    found = cursor.fetchall()
    for table, index, _definition, constraint, _words in found:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}")
    yield
    cursor.execute("SET maintenance_work_mem = '1GB'")
    for table, _index, definition, constraint, words in found:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {words}" if constraint else definition)
