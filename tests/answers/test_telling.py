"""What supporters tell: kept by the button alone, changeable, counted in the same commit, gone with who is erased."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from campaign.answers.models import Answer, AnswerTally, Question
from campaign.answers.services import ask, tell
from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation
from tests import stories
from tests.answers.arriving import DAY, arrived
from tests.stories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + 14 * DAY


@pytest.fixture
def campaign(db: None) -> Campaign:
    return stories.open_campaign(people=2)


def asked(campaign: Campaign, number: int = 1) -> list[Question]:
    for n in range(number):
        arrived(campaign, NOW, f"supporter{n}@mail.example")
    assert ask(LATER) == number
    return list(Question.objects.order_by("pk"))


def sums() -> dict[str, int]:
    """By recipient and kind, those that are not nothing."""
    rows = AnswerTally.objects.values_list("addressee_id", "seat", "kind").annotate(Sum("n"))
    return {f"{addressee}.{seat} {kind}": n for addressee, seat, kind, n in rows if n}


def counted_anew() -> dict[str, int]:
    found: dict[str, int] = {}
    for question in Question.objects.all():
        for key in question.keys:
            found[f"{key} asked"] = found.get(f"{key} asked", 0) + 1
    for answer in Answer.objects.all():
        name = f"{answer.addressee_id}.{answer.seat} {answer.kind}"
        found[name] = found.get(name, 0) + 1
    return found


def test_an_answer_is_kept_and_told_again_it_counts_once(campaign: Campaign) -> None:
    (question,) = asked(campaign)
    key = question.keys[0]
    assert tell(question, {key: "form"}, LATER) == 1
    assert tell(question, {key: "form"}, LATER + DAY) == 0
    assert Answer.objects.get().told_at == LATER
    assert sums() == {f"{key} asked": 1, f"{question.keys[1]} asked": 1, f"{key} form": 1}


def test_an_answer_can_be_changed_and_the_last_one_counts(campaign: Campaign) -> None:
    (question,) = asked(campaign)
    key = question.keys[0]
    for kind in ("none", "personal", "changed"):
        tell(question, {key: kind}, LATER)
    assert Answer.objects.get().kind == "changed"
    assert sums()[f"{key} changed"] == 1
    assert not {f"{key} none", f"{key} personal"} & set(sums())


def test_a_change_leaves_the_days_that_are_over_as_they_were(campaign: Campaign) -> None:
    (question,) = asked(campaign)
    tell(question, {question.keys[0]: "none"}, LATER)
    before = list(AnswerTally.objects.order_by("pk").values())
    tell(question, {question.keys[0]: "personal"}, LATER + 3 * DAY)
    assert list(AnswerTally.objects.filter(day__lte=LATER.date()).order_by("pk").values()) == before


def test_a_day_is_the_one_of_the_campaign_s_time_zone(campaign: Campaign) -> None:
    Campaign.objects.update(time_zone="Pacific/Auckland")
    (question,) = asked(campaign)
    tell(question, {question.keys[0]: "none"}, datetime(2026, 12, 24, 23, 0, tzinfo=UTC))
    assert str(AnswerTally.objects.get(kind="none").day) == "2026-12-25"


@pytest.mark.parametrize(
    "told", [{"999.1": "form"}, {"": "form"}, {"x.y": "form"}, {"KEY": "asked"}, {"KEY": "FORM"}, {"KEY": ""}, {}]
)
def test_made_up_recipients_and_answers_are_left_out(campaign: Campaign, told: dict[str, str]) -> None:
    (question,) = asked(campaign)
    assert tell(question, {key.replace("KEY", question.keys[0]): kind for key, kind in told.items()}, LATER) == 0
    assert not Answer.objects.exists()


def test_who_is_erased_leaves_neither_question_nor_answer_and_the_sums_without_them(campaign: Campaign) -> None:
    first, second = asked(campaign, 2)
    for question in (first, second):
        tell(question, {question.keys[0]: "form", question.keys[1]: "none"}, LATER)
    Participation.objects.filter(pk=first.participation_id).update(state=Participation.State.ERASED)
    assert list(Question.objects.all()) == [second]
    assert set(Answer.objects.values_list("question", flat=True)) == {second.pk}
    assert sums() == counted_anew()
    assert set(sums().values()) == {1}
    assert ask(LATER) == 0, "nobody is asked again for it"


def test_what_somebody_was_asked_never_changes(campaign: Campaign) -> None:
    (question,) = asked(campaign)
    with pytest.raises(DatabaseError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(keys=["1.1"])


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_told_changed_and_erased_the_sums_are_those_of_the_rows(campaign: Campaign, seed: int) -> None:
    chance = random.Random(seed)
    questions = asked(campaign, 6)
    for step in range(40):
        question = chance.choice(questions)
        if chance.random() < 0.1:
            Participation.objects.filter(pk=question.participation_id).update(state=Participation.State.ERASED)
        elif Question.objects.filter(pk=question.pk).exists():
            told = {key: chance.choice(Answer.Kind.values) for key in question.keys if chance.random() < 0.7}
            try:
                with transaction.atomic():
                    tell(question, told, LATER + timedelta(hours=7 * step))
                    if chance.random() < 0.2:
                        raise InterruptedError
            except InterruptedError:
                pass
        assert sums() == counted_anew()
