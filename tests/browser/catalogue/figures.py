"""Statistics that cannot follow every choice, or whose days are being counted anew."""

from collections.abc import Iterator

from campaign.campaigns.models import Campaign
from campaign.stats.services import recut_moved
from tests.browser.catalogue.page import Page
from tests.browser.crowd import SOURCES
from tests.browser.world import World


def pages_of_figures(world: World) -> Iterator[Page]:
    page = f"/staff/campaigns/{world.peru.slug}/statistics/"
    yield Page("staff-statistics-two-choices", f"{page}?language=en&source={SOURCES[0] or '-'}")
    zone = world.peru.time_zone
    Campaign.objects.filter(pk=world.peru.pk).update(time_zone="America/Halifax")
    yield Page("staff-statistics-anew", page)
    Campaign.objects.filter(pk=world.peru.pk).update(time_zone=zone)
    recut_moved()
