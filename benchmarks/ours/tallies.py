"""Statistics at size: `python -m benchmarks.ours.tallies PEOPLE`, as JSON.

Fills a campaign of thirty days with so many people and four letters of each, with all their history; then measures, in one process, the
summing up (rows a second), the public count (seconds: from tallies, and by counting rows) and the page of statistics (95th percentile).
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles

from django.core.management import call_command
from django.db import connection
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation
from campaign.stats import counts, folding
from campaign.stats.models import Log

SLUG = "peru-2022"
DAYS = 30
LETTERS = 4
PAGES = 40
TIMES = 15
# What organizers ask for, in turns: everything, a part, days.
ASKED = ("", "?language=en", "?province=QC", "?source=source+0", "?province=ON&language=fr", "?since=2026-01-01")

# Three languages, thirteen provinces and twenty sources, unevenly, as campaigns have them; keys in the order of time, as they come.
_PEOPLE = """
INSERT INTO participation_participation (
    public_id, campaign_id, state, language, first_name, last_name, email, canonical_email, city, postal_code, subject, body,
    revision_id, variant, recipient_keys, client, riding_code, submitted_at, confirmed_at, province, source, came_before
)
SELECT gen_random_uuid(), %(campaign)s, CASE WHEN r.confirms < 0.9 THEN 'confirmed' ELSE 'pending' END,
    (ARRAY['en', 'fr', 'es'])[1 + floor(3 * r.language ^ 3)::int], 'Ana', 'Quispe ' || n,
    'ana.quispe.' || n || '@mail.example', 'ana.quispe.' || n || '@mail.example', '', '', 's', 'b',
    %(revision)s, '', '{}', '', '', r.sent, CASE WHEN r.confirms < 0.9 THEN r.sent + interval '1 hour' * r.language ^ 4 END,
    (ARRAY['ON', 'QC', 'BC', 'AB', 'MB', 'SK', 'NS', 'NB', 'NL', 'PE', 'NT', 'YT', 'NU'])[1 + floor(13 * r.province ^ 2)::int],
    'source ' || floor(20 * r.source ^ 3)::int, r.came_before < 0.2
FROM (
    SELECT n, random() AS language, random() AS province, random() AS source, random() AS came_before, random() AS confirms,
        now() - interval '1 day' * %(days)s * (1 - n::float / %(people)s) AS sent
    FROM generate_series(1, %(people)s) AS n
) AS r
"""
_LETTERS = """
INSERT INTO delivery_outgoingmail (
    kind, lane, state, reason, campaign_id, participation_id, addressee_id, seat, written_for, to_email, to_name, subject, text,
    next_attempt_at, attempts, possible_duplicate, provider, provider_reference, created_at, accepted_at
)
SELECT 'letter', 5, 'accepted', '', p.campaign_id, p.id, a.id, 1, 0, 'office@mail.example', 'Office', '', '',
    p.confirmed_at, 1, false, 'smtp', '', p.confirmed_at, p.confirmed_at
FROM participation_participation p
CROSS JOIN (SELECT id FROM campaigns_addressee WHERE campaign_id = %(campaign)s ORDER BY id LIMIT %(letters)s) a
WHERE p.state = 'confirmed' ORDER BY p.id
"""
_EVENTS = """
INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)
SELECT m.id, m.created_at, h.before, h.after, '' FROM delivery_outgoingmail m
CROSS JOIN (VALUES ('', 'queued'), ('queued', 'sending'), ('sending', 'accepted')) AS h (before, after) ORDER BY m.id
"""


def main(arguments: list[str]) -> None:
    people = int(arguments[0])
    call_command("migrate", verbosity=0, interactive=False)
    if not Campaign.objects.filter(slug=SLUG).exists():
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
    campaign = Campaign.objects.get(slug=SLUG)
    _fill(campaign, people)
    figures = {"fold": _fold(), "rows": _seconds(lambda: _count_rows(campaign))}
    figures["count"] = _seconds(lambda: counts.confirmed(campaign.pk))
    if counts.confirmed(campaign.pk) != _count_rows(campaign):
        raise SystemExit("the count is not what the rows say")
    figures["page"] = _page(campaign)
    _empty()  # other comparisons count their own rows
    sys.stdout.write(f"{json.dumps(figures)}\n")


def _fill(campaign: Campaign, people: int) -> None:
    values = {
        "campaign": campaign.pk,
        "revision": campaign.letter.revisions.all()[0].pk,
        "people": people,
        "days": DAYS,
        "letters": LETTERS,
    }
    _empty()
    with connection.cursor() as cursor:
        for statement in (_PEOPLE, _LETTERS, _EVENTS):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE delivery_sandboxmail, delivery_deliveryevent, delivery_outgoingmail CASCADE")
        cursor.execute("TRUNCATE participation_participation, participation_participationevent CASCADE")
        cursor.execute("TRUNCATE stats_tally, stats_mark")


def _fold() -> float:
    """Rows of both logs a second, by one process at full speed."""
    begun, rows = time.perf_counter(), 0
    for log in Log:
        folding.probe(1, log)
        while keys := folding.fold(1, log).keys:
            rows += keys
    taken = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE stats_tally")
    return rows / taken


def _count_rows(campaign: Campaign) -> int:
    return Participation.objects.filter(campaign=campaign, state=Participation.State.CONFIRMED).count()


def _page(campaign: Campaign) -> float:
    """Seconds of the slowest of twenty requests, of many that ask for different things."""
    client = Client(headers={"host": "localhost"})
    user = User.objects.get_or_create(username="benchmark", defaults={"role": User.Role.ADMIN})[0]
    client.force_login(user)
    taken = []
    for number in range(PAGES):
        begun = time.perf_counter()
        answer = client.get(f"/staff/campaigns/{campaign.slug}/statistics/{ASKED[number % len(ASKED)]}")
        taken.append(time.perf_counter() - begun)
        if answer.status_code != 200 or b"It adds up" not in answer.content:
            raise SystemExit(f"the page of statistics answered {answer.status_code}")
    return quantiles(taken, n=20)[-1]


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)
