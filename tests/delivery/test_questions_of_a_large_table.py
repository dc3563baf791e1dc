"""What is asked all day must fit an index: with a million rows, the whole table takes a second and more each time.

The planner is told to avoid reading whole tables; where no index fits a question it has to all the same, and says so.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.delivery.holder_decisions import first_at
from campaign.delivery.holder_questions import places_waiting
from campaign.delivery.open_letters import number_at
from campaign.delivery.queries import address_history, anything_due, find_mail
from campaign.delivery.services import release_held
from campaign.participation.models import Participation
from tests import stories
from tests.stories import NOW, SUPPORTER_ADDRESS

pytestmark = pytest.mark.django_db


def plan_of(question: Callable[[], object]) -> str:
    """How PostgreSQL answers its queries."""
    with CaptureQueriesContext(connection) as asked:
        question()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE delivery_outgoingmail, delivery_stream, participation_participation")
        lines: list[str] = []
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            lines += [row[0] for row in cursor.fetchall()]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("question", "indexes"),
    [
        (lambda: find_mail(SUPPORTER_ADDRESS), {"outgoing_to_address", "participation_by_email"}),
        (anything_due, {"outgoing_due", "outgoing_stream"}),
        (
            lambda: address_history(Participation.objects.all()[0], NOW),
            {"participation_by_address", "_participation_id_"},
        ),
        (lambda: release_held(NOW), {"outgoing_held"}),
        (places_waiting, {"outgoing_stream", "outgoing_held"}),
        (lambda: number_at([(1, 1, 1), (2, 1, 1)], 1), {"outgoing_stream", "outgoing_held"}),
        (lambda: first_at((1, 1, 1)), {"outgoing_stream", "outgoing_held"}),
    ],
    ids=[
        "mail of an address",
        "is anything due",
        "what an address got",
        "letters that wait for an office",
        "letters that may have changed hands",
        "how many wait at each place",
        "the first that waits at a place",
    ],
)
def test_the_question_is_answered_from_an_index(question: Callable[[], object], indexes: set[str]) -> None:
    stories.people(stories.open_campaign(people=1), 20)
    plan = plan_of(question)
    assert all(index in plan for index in indexes), plan
