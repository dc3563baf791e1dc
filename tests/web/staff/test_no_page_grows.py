"""No page of staff reads a table that has a row for each person or letter as a whole: at forty million letters it would never come."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import Count
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


@pytest.mark.parametrize(
    "question",
    [
        lambda: OutgoingMail.objects.count(),
        lambda: OutgoingMail.objects.filter(campaign=1).count(),
        lambda: list(OutgoingMail.objects.filter(campaign=1).values_list("addressee").annotate(Count("pk"))),
        lambda: list(Participation.objects.filter(city="Ottawa")),
        lambda: list(Participation.objects.order_by("city")[:1]),
    ],
)
def test_a_question_that_grows_is_noticed(protest: Campaign, question: Callable[[], object]) -> None:
    with CaptureQueriesContext(connection) as asked:
        question()
    assert growing(asked)


@pytest.mark.parametrize(
    "question",
    [
        lambda: list(OutgoingMail.objects.order_by("-pk")[:1]),
        lambda: OutgoingMail.objects.filter(campaign=1).values("pk")[:10].count(),
        lambda: OutgoingMail.objects.filter(participation=1).count(),
    ],
)
def test_one_that_reads_a_few_rows_may_be_asked(protest: Campaign, question: Callable[[], object]) -> None:
    with CaptureQueriesContext(connection) as asked:
        question()
    assert growing(asked) == []
