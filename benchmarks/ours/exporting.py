"""Exports at size: `python -m benchmarks.ours.exporting fill PEOPLE`, then `csv`, `xlsx`, `jsonl` or `copy`, each in a process of its own, as JSON.

`fill` makes a campaign with so many people. The others write all of them to a file by the real job's own slices, or, for `copy`, read the
same columns by one bare COPY; they tell the seconds, the rows and the most memory that their process ever had.
"""

import json
import resource
import sys
import time

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.exports import keeping
from campaign.exports.models import Format, What
from campaign.exports.services import Wish, ask
from campaign.exports.working import work
from campaign.stats.reading import Asked

SLUG = "peru-2022"
# As long as people's names and places are, some with accents and a few that are quoted.
_PEOPLE = """
INSERT INTO participation_participation (
    public_id, campaign_id, state, language, first_name, last_name, email, canonical_email, city, postal_code, subject, body,
    revision_id, variant, words_changed, recipient_keys, client, riding_code, submitted_at, confirmed_at, province, source, came_before
)
SELECT gen_random_uuid(), %(campaign)s, CASE WHEN n %% 10 > 0 THEN 'confirmed' ELSE 'pending' END,
    (ARRAY['en', 'fr', 'es'])[1 + n %% 3], (ARRAY['Ana', 'Zoë', 'Jean-François', 'Noor'])[1 + n %% 4],
    CASE WHEN n %% 1000 = 0 THEN '=Quispe, ' ELSE 'Quispe ' END || n, 'ana.quispe.' || n || '@mail.example',
    'ana.quispe.' || n || '@mail.example', (ARRAY['Montréal', 'Ottawa', 'St. John’s, NL'])[1 + n %% 3], 'H2X 1Y4', 's', 'b',
    %(revision)s, '2.1.1', n %% 100, '{}', '', '35079', now() - interval '30 days' * (1 - n::float / %(people)s) - interval '1 hour',
    CASE WHEN n %% 10 > 0 THEN now() - interval '30 days' * (1 - n::float / %(people)s) END,
    (ARRAY['ON', 'QC', 'BC', 'AB'])[1 + n %% 4], 'newsletter ' || n %% 20, n %% 5 = 0
FROM generate_series(1, %(people)s) AS n
"""
_COPY = """
COPY (
    SELECT id, submitted_at, confirmed_at, state, language, first_name, last_name, email, city, postal_code, province, riding_code,
        source, came_before, variant, words_changed
    FROM participation_participation WHERE campaign_id = {} ORDER BY submitted_at, id
) TO STDOUT WITH (FORMAT csv, HEADER)
"""


def main(arguments: list[str]) -> None:
    deed, *rest = arguments
    if deed == "fill":
        figures = _fill(int(rest[0]))
    elif deed == "empty":
        figures = _empty()
    else:
        figures = _copy() if deed == "copy" else _export(Format(deed))
    sys.stdout.write(f"{json.dumps(figures)}\n")


def _fill(people: int) -> dict[str, float]:
    call_command("migrate", verbosity=0, interactive=False)
    if not Campaign.objects.filter(slug=SLUG).exists():
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
    _empty()
    campaign = Campaign.objects.get(slug=SLUG)
    revision = campaign.letter.revisions.all()[0].pk
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"campaign": campaign.pk, "revision": revision, "people": people})
        cursor.execute("VACUUM ANALYZE")
    return {"rows": people}


def _empty() -> dict[str, float]:
    """Other comparisons count their own rows."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE participation_participation, participation_participationevent CASCADE")
        cursor.execute("TRUNCATE exports_taking, exports_piece, exports_export")
    return {"rows": 0}


def _export(kind: Format) -> dict[str, float]:
    """All columns, as admins get them."""
    admin = User.objects.get_or_create(username="benchmark", defaults={"role": User.Role.ADMIN})[0]
    wish = Wish(Campaign.objects.get(slug=SLUG), What.PEOPLE, kind, Asked(), "en")
    begun = time.perf_counter()
    export = ask(wish, admin, timezone.now())
    while work(timezone.now()):
        pass
    taken = time.perf_counter() - begun
    export.refresh_from_db()
    read = sum(map(len, keeping.pieces_of(export)))
    if not export.is_done or read != export.size:
        raise SystemExit(f"the export is {export.state}, and {read} of its {export.size} bytes could be read")
    return {"seconds": taken, "rows": export.rows, "bytes": export.size, "memory": _most_memory()}


def _copy() -> dict[str, float]:
    campaign = Campaign.objects.get(slug=SLUG)
    begun, size, rows = time.perf_counter(), 0, -1
    with connection.cursor() as cursor, cursor.cursor.copy(_COPY.format(campaign.pk)) as copy:
        for line in copy:
            size += len(line)
            rows += 1
    return {"seconds": time.perf_counter() - begun, "rows": rows, "bytes": size, "memory": _most_memory()}


def _most_memory() -> int:
    """Bytes; Linux counts in kilobytes (getrusage(2))."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
