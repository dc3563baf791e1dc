"""Who answers: told with how sure it is, to everybody only as far as it tells of nobody."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from campaign.answers.models import Question
from campaign.answers.services import ask, tell
from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation
from campaign.stats.responsiveness import ENOUGH, PublicRow, Responsiveness, of_seats, public_rows
from tests import stories
from tests.answers.arriving import DAY, arrived
from tests.stories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + 14 * DAY


@pytest.fixture
def campaign(db: None) -> Campaign:
    return stories.open_campaign(people=1)


def told(campaign: Campaign, kinds: Mapping[str, int], silent: int = 0, at: datetime = LATER) -> list[Question]:
    """So many people asked about Nina Minister who told this; and some who told nothing."""
    known = Participation.objects.count()
    wanted = [kind for kind, number in kinds.items() for _ in range(number)] + [""] * silent
    for number in range(len(wanted)):
        arrived(campaign, at - 14 * DAY, f"s{known + number}@mail.example")
    assert ask(at) == len(wanted)
    questions = list(Question.objects.order_by("-pk")[: len(wanted)])
    for question, kind in zip(questions, wanted, strict=True):
        tell(question, {question.keys[0]: kind}, at)
    return questions


def test_each_recipient_has_who_was_asked_and_what_they_told(campaign: Campaign) -> None:
    told(campaign, {"none": 3, "form": 2, "personal": 1, "changed": 1}, silent=4)
    (row,) = of_seats(campaign)
    assert (row.asked, row.told, row.none, row.form, row.personal, row.changed) == (11, 7, 3, 2, 1, 1)
    assert (row.answered.part, row.answered.whole) == (4, 7)
    assert (row.personally.part, row.personally.whole) == (2, 7)
    assert row.too_early


def test_shares_come_with_wilson_s_interval() -> None:
    row = Responsiveness(1, 1, asked=400, none=60, form=25, personal=10, changed=5)
    assert row.answered.value == 0.4
    # Wilson's interval of 40 of 100, as in Brown, Cai and DasGupta, Statistical Science 16 (2001), by hand: 0.3094 to 0.4980.
    assert [round(limit, 4) for limit in row.answered.interval] == [0.3094, 0.4980]
    assert [round(limit, 3) for limit in row.personally.interval] == [0.093, 0.233]


@pytest.mark.parametrize(("people", "early"), [(0, True), (ENOUGH - 1, True), (ENOUGH, False)])
def test_with_few_who_told_it_is_too_early_to_tell(people: int, early: bool) -> None:
    assert Responsiveness(1, 1, asked=1000, none=people, form=0, personal=0, changed=0).too_early is early


def test_a_day_s_end_is_asked_for_as_things_stood_then(campaign: Campaign) -> None:
    (question,) = told(campaign, {"none": 1})
    tell(question, {question.keys[0]: "personal"}, LATER + 2 * DAY)
    assert [(row.none, row.personal) for row in of_seats(campaign, LATER.date())] == [(1, 0)]
    assert [(row.none, row.personal) for row in of_seats(campaign)] == [(0, 1)]


def test_everybody_is_told_numbers_rounded_down_to_fives(campaign: Campaign) -> None:
    told(campaign, {"none": 11, "form": 4, "personal": 5}, silent=9)
    shown = public_rows(campaign, "en", LATER + DAY)
    assert list(shown.rows) == [PublicRow("Nina Minister", "Foreign affairs", 20, 10, 0, 5, 0)]


def test_of_whom_fewer_than_five_told_is_not_shown(campaign: Campaign) -> None:
    told(campaign, {"none": 2, "form": 2}, silent=50)
    assert not public_rows(campaign, "en", LATER + DAY).rows


def test_nobody_is_found_by_looking_before_and_after_they_tell_change_or_are_erased(campaign: Campaign) -> None:
    questions = told(campaign, {"none": 10, "form": 5})
    tomorrow = LATER + DAY
    before = public_rows(campaign, "en", tomorrow).rows
    tell(questions[0], {questions[0].keys[0]: "form"}, tomorrow)
    told(campaign, {"changed": 5}, at=tomorrow)
    assert public_rows(campaign, "en", tomorrow + timedelta(hours=1)).rows == before
    (after,) = public_rows(campaign, "en", tomorrow + DAY).rows
    assert (after.told, after.none, after.form, after.changed) == (20, 5, 5, 5)


def test_who_is_erased_is_in_no_number_any_more(campaign: Campaign) -> None:
    questions = told(campaign, {"personal": 6})
    Participation.objects.filter(pk=questions[0].participation_id).update(state=Participation.State.ERASED)
    (row,) = of_seats(campaign)
    assert (row.asked, row.told, row.personal) == (5, 5, 5)
