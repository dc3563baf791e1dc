"""Lists of mails and people are leafed through without counting all there are."""

import pytest
from django.test import RequestFactory

from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation
from campaign.web.staff.paging import first_of, page_of
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("most", "listed", "more"), [(2, 2, True), (3, 3, False), (9, 3, False)])
def test_of_more_rows_than_are_counted_the_first_are_listed_and_it_says_so(
    protest: Campaign, rf: RequestFactory, most: int, listed: int, more: bool
) -> None:
    stories.people(protest, 3)
    page, said = first_of(rf.get("/"), Participation.objects.order_by("-pk"), most)
    assert (page.paginator.count, len(page.object_list), said) == (listed, listed, more)
    assert page.object_list[0] == Participation.objects.latest("pk")


def test_a_number_that_sums_have_told_is_not_counted_again(protest: Campaign, rf: RequestFactory) -> None:
    stories.people(protest, 1)
    page = page_of(rf.get("/", {"page": "2"}), Participation.objects.order_by("-pk"), 120)
    assert (page.number, page.paginator.num_pages, list(page.object_list)) == (2, 3, [])
