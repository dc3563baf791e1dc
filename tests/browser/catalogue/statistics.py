"""Statistics with what happened on the curve, and two sides compared: with nothing, with little and with a lot."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from campaign.accounts.models import User
from campaign.stats.models import Moment
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
    yield Page("staff-compare-errors", f"{compare}{periods}&a_until=2020-01-01&province=XX")
