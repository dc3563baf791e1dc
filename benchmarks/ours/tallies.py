"""Statistics at size: `python -m benchmarks.ours.tallies PEOPLE LETTERS_EACH`, as JSON.

Fills participations and letters with all their history, in the mix of a campaign of thirty days; then measures summing up, the count
from tallies, and what is read with it.
"""

import json
import sys
import time

from django.core.management import call_command
from django.db import connection

from campaign.campaigns.models import Campaign
from campaign.stats import counts, folding
from campaign.stats.models import Log

SLUG = "peru-2022"
DAYS = 30

# Three languages, thirteen provinces and some twenty sources, unevenly, as campaigns have them: the root of a random number is large.
_PEOPLE = """
INSERT INTO participation_participation (
    public_id, campaign_id, state, language, first_name, last_name, email, canonical_email, city, postal_code, subject, body,
    revision_id, recipient_keys, client, submitted_at, confirmed_at, province, source, came_before
)
SELECT gen_random_uuid(), %(campaign)s, CASE WHEN r.confirms < 0.9 THEN 'confirmed' ELSE 'pending' END,
    (ARRAY['en', 'fr', 'es'])[1 + floor(3 * r.language ^ 3)::int], 'Ana', 'Quispe ' || n,
    'ana.quispe.' || n || '@mail.example', 'ana.quispe.' || n || '@mail.example', '', '', 's', 'b',
    %(revision)s, '{}', '', r.sent, CASE WHEN r.confirms < 0.9 THEN r.sent + interval '1 hour' * r.language ^ 4 END,
    (ARRAY['ON', 'QC', 'BC', 'AB', 'MB', 'SK', 'NS', 'NB', 'NL', 'PE', 'NT', 'YT', 'NU'])[1 + floor(13 * r.province ^ 2)::int],
    'source ' || floor(20 * r.source ^ 3)::int, r.came_before < 0.2
FROM (
    SELECT n, random() AS language, random() AS province, random() AS source, random() AS came_before, random() AS confirms,
        now() - interval '1 day' * %(days)s * random() ^ 2 AS sent
    FROM generate_series(%(first)s, %(last)s) AS n
) AS r
"""


def main(arguments: list[str]) -> None:
    people = int(arguments[0])
    call_command("migrate", verbosity=0, interactive=False)
    if not Campaign.objects.filter(slug=SLUG).exists():
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
    campaign = Campaign.objects.get(slug=SLUG)
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        revision = campaign.letter.revisions.all()[0].pk
        cursor.execute(
            _PEOPLE, {"campaign": campaign.pk, "revision": revision, "days": DAYS, "first": 1, "last": people}
        )
    filled = time.perf_counter() - begun
    figures = {"filled": filled}
    begun = time.perf_counter()
    folding.probe(1, Log.PEOPLE)
    rows = 0
    while (one := folding.fold(1, Log.PEOPLE)).keys:
        rows += one.keys
    figures["fold_rows"] = rows
    figures["fold_s"] = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE stats_tally")
        cursor.execute("SELECT measure, count(*), count(*) FILTER (WHERE source = '*') FROM stats_tally GROUP BY 1")
        figures["cells"] = cursor.fetchall()
    begun = time.perf_counter()
    figures["count"] = counts.confirmed(campaign.pk)
    figures["count_s"] = time.perf_counter() - begun
    sys.stdout.write(f"{json.dumps(figures)}\n")
