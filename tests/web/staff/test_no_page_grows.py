"""No page of staff reads a table that has a row for each person or letter as a whole: at forty million letters it would never come."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.campaigns.models import Campaign
from campaign.delivery.models import OutgoingMail
from campaign.participation.models import Participation
from campaign.stats import services
from tests import stories
from tests.web.staff.plans import growing
from tests.web.staff.test_who_may_see_what import (
    FOR_ADMINS,
    FOR_STAFF,
    FOR_THE_TEAM,
    ONLY_A_POST_DOES,
    Address,
    address,  # noqa: F401 - a fixture
)

# Lists that are narrowed down, and pages that do much at once.
NARROWED = [
    *(
        f"campaigns/peaceful-protest/letters/?state={state}"
        for state in ("waiting", "queued", "held", "sent", "trouble")
    ),
    *(f"campaigns/peaceful-protest/people/?state={state}" for state in ("pending", "confirmed", "withdrawn", "erased")),
    *(f"mail/?{query}" for query in ("address=a@mail.example", "state=failed", "state=waiting", "state=accepted")),
    *(
        f"mail/?{query}"
        for query in ("kind=letter", "kind=staff", "campaign=peaceful-protest", "state=queued&kind=copy")
    ),
    "mail/all/cancel/?state=queued",
    "mail/all/retry/?state=failed&rehearsals=no",
    "mail/all/cancel/?state=waiting&kind=letter&campaign=peaceful-protest",
]


def visit(client: Client, campaign: Campaign, path: str) -> list[str]:
    stories.people(campaign, 3)
    services.fold_new(60)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return growing(asked)


@pytest.mark.parametrize("name", sorted((FOR_STAFF | FOR_THE_TEAM | FOR_ADMINS) - ONLY_A_POST_DOES))
def test_no_page_reads_all_people_or_letters(
    as_admin: Client,
    protest: Campaign,
    address: Address,  # noqa: F811
    name: str,
) -> None:
    assert visit(as_admin, protest, address(name)) == []


@pytest.mark.parametrize("path", NARROWED)
def test_no_narrowed_list_reads_all_people_or_letters(as_admin: Client, protest: Campaign, path: str) -> None:
    assert visit(as_admin, protest, f"/staff/{path}") == []


def test_a_count_over_a_large_table_is_noticed(protest: Campaign) -> None:
    with CaptureQueriesContext(connection) as asked:
        OutgoingMail.objects.count()
        list(Participation.objects.filter(city="Ottawa")[:1])
        list(OutgoingMail.objects.order_by("-pk")[:1])
    assert len(growing(asked)) == 2
