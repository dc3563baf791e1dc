"""Statistics with what happened on the curve, and two sides compared: with nothing, with little and with a lot."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.letters.queries import current_revision
from campaign.participation.models import Participation
from campaign.stats.models import Moment
from campaign.stats.services import fold_new
from tests import stories
from tests.browser.catalogue.page import Page, save
from tests.browser.world import World

HAPPENED = (
    (17, Moment.Kind.MAILING, "To all 4,200 of the newsletter", "https://newsletter.example/42"),
    (12, Moment.Kind.MEDIA, "Radio-Canada told of it in its main news, with the names of two of the ministers", ""),
    (11, Moment.Kind.MEDIA, "An article", "https://paper.example/visas"),
    (11, Moment.Kind.OTHER, "Averylongwordwithoutanyspacethatnobodywouldwriteoutsideofatestlikethisone", ""),
    (3, Moment.Kind.MAILING, "A reminder <b>to all</b>", ""),
    (200, Moment.Kind.OTHER, "The demand was published, long before there was a campaign", ""),
)
# More days than points are drawn of, more sources than bars, more moments than numbers find room.
MANY_DAYS, MANY_SOURCES, MANY_MOMENTS = 140, 34, 45


def pages_of_statistics(world: World) -> Iterator[Page]:
    peru, now = world.peru, timezone.now()
    yield Page("staff-moments-empty", "/staff/campaigns/not-yet/moments/")
    admin = User.objects.get(username="admin")
    Moment.objects.bulk_create(
        Moment(campaign=peru, at=now - timedelta(days=ago), kind=kind, words=words, link=link, added_by=admin)
        for ago, kind, words, link in HAPPENED
    )
    here = f"/staff/campaigns/{peru.slug}"
    moment = peru.moments.all()[1]
    yield Page("staff-moments", f"{here}/moments/")
    yield Page("staff-moments-errors", f"{here}/moments/", save)
    yield Page("staff-moment", f"{here}/moments/{moment.pk}/")
    yield Page("staff-statistics-moments", f"{here}/statistics/")
    yield Page("staff-statistics-few", "/staff/campaigns/foreign-minister/statistics/")
    compare = "/staff/statistics/compare/"
    day = {ago: (now - timedelta(days=ago)).date().isoformat() for ago in (1, 8, 9, 18)}
    periods = f"?a={peru.slug}&a_since={day[18]}&a_until={day[9]}&b={peru.slug}&b_since={day[8]}&b_until={day[1]}"
    yield Page("staff-compare-empty", compare)
    yield Page("staff-compare", f"{compare}{periods}")
    yield Page("staff-compare-few", f"{compare}?a={peru.slug}&b=ended")
    yield Page("staff-compare-same", f"{compare}?a={peru.slug}")
    yield Page("staff-statistics-many", f"/staff/campaigns/{_with_many(now).slug}/statistics/")
    yield Page("staff-compare-many", f"{compare}?a=many&b={peru.slug}")
    yield Page("staff-compare-errors", f"{compare}{periods}&a_until=2020-01-01&province=XX")


def _with_many(now: datetime) -> Campaign:
    campaign = stories.open_campaign("many", people=1)
    Campaign.objects.filter(pk=campaign.pk).update(
        opened_at=now - timedelta(days=MANY_DAYS), stretch_goals=True, goal=500
    )
    revision = current_revision(campaign.letter_id, "en")
    Participation.objects.bulk_create(
        Participation(
            campaign=campaign,
            language="en",
            canonical_email=f"many{number}@mail.example",
            revision=revision,
            recipient_keys=[],
            state="confirmed" if number % 7 else "pending",
            submitted_at=now - timedelta(days=number % MANY_DAYS, minutes=number),
            confirmed_at=now - timedelta(days=number % MANY_DAYS) if number % 7 else None,
            source=f"a-newsletter-with-a-rather-long-name-{number % MANY_SOURCES}.example",
            words_changed=number % 40,
        )
        for number in range(6 * MANY_DAYS)
    )
    Moment.objects.bulk_create(
        Moment(campaign=campaign, at=now - timedelta(days=3 * number % MANY_DAYS), words=f"Report {number}")
        for number in range(MANY_MOMENTS)
    )
    for _ in range(2):
        fold_new(60)
    return campaign
