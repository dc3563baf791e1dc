"""Statistics that cannot follow every choice, or whose days are being counted anew."""

from collections.abc import Iterator

from campaign.campaigns.models import Campaign
from tests.browser.catalogue.page import Page
from tests.browser.crowd import SOURCES
from tests.browser.world import World


def pages_of_figures(world: World) -> Iterator[Page]:
    yield Page(
        "staff-statistics-two-choices",
        f"/staff/campaigns/{world.peru.slug}/statistics/?language=en&source={SOURCES[0]}",
    )
    Campaign.objects.filter(pk=world.draft.pk).update(time_zone="America/Halifax")
    yield Page("staff-statistics-anew", "/staff/campaigns/not-yet/statistics/")
