"""When a mail is due is told by the database's clock, however wrong the clock of the machine is that queued it."""

from datetime import timedelta

import pytest

from campaign.common.database_clock import database_now
from campaign.delivery.models import Kind, OutgoingMail
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wrong_by", [timedelta(hours=1), timedelta(hours=-1)], ids=["an hour ahead", "an hour behind"])
def test_a_web_machine_whose_clock_is_wrong_delays_no_link_and_cuts_no_undo_window_short(wrong_by: timedelta) -> None:
    real = database_now()
    participation = submit(stories.submission(stories.open_campaign(people=1)), real + wrong_by)
    confirm(participation, real + wrong_by)
    due = dict(OutgoingMail.objects.values_list("kind", "next_attempt_at"))
    assert abs(due[Kind.CONFIRMATION] - real) < timedelta(seconds=30)
    assert abs(due[Kind.LETTER] - (real + timedelta(minutes=2))) < timedelta(seconds=30)
