"""Every page there is, and how to come to it: the list that is looked at for overflow, for barriers and on pictures."""

from itertools import chain

from tests.browser.catalogue.answers import pages_of_answers, staff_pages_of_answers
from tests.browser.catalogue.campaigns import pages_of_campaigns
from tests.browser.catalogue.ending import pages_of_ending
from tests.browser.catalogue.exports import pages_of_exports
from tests.browser.catalogue.figures import pages_of_figures
from tests.browser.catalogue.first_day import empty_pages, empty_staff_pages, pages_before_the_login
from tests.browser.catalogue.holders import pages_of_holders
from tests.browser.catalogue.lists import pages_of_lists
from tests.browser.catalogue.making import pages_of_making
from tests.browser.catalogue.maps import pages_of_maps, results_with_ridings
from tests.browser.catalogue.own_member import own_member_pages, pages_of_own_member
from tests.browser.catalogue.page import Page, log_in
from tests.browser.catalogue.sending import pages_of_sending
from tests.browser.catalogue.statistics import pages_of_statistics
from tests.browser.catalogue.supporters import pages_of_supporters, sandbox_pages
from tests.browser.catalogue.variants import pages_of_variants
from tests.browser.world import World

__all__ = [
    "Page",
    "empty_pages",
    "empty_staff_pages",
    "log_in",
    "pages_before_the_login",
    "sandbox_pages",
    "staff_pages",
    "supporters_pages",
]


def supporters_pages(world: World, language: str = "en") -> list[Page]:
    return [
        *pages_of_supporters(world, language),
        *own_member_pages(language),
        *results_with_ridings(language),
        *pages_of_answers(world, language),
    ]


def staff_pages(world: World) -> list[Page]:
    """As an admin sees them; an organizer sees a part of them. Each part is made after the one before it."""
    parts = (
        pages_of_making,
        pages_of_campaigns,
        pages_of_statistics,
        pages_of_figures,
        pages_of_variants,
        pages_of_exports,
        pages_of_lists,
        pages_of_own_member,
        pages_of_sending,
        pages_of_holders,
        staff_pages_of_answers,
        pages_of_ending,
        pages_of_maps,
    )
    return list(chain.from_iterable(part(world) for part in parts))
