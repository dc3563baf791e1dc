"""Several workers ask, and a supporter presses twice, in the same moment: everybody is asked once, and everything is counted once."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.models import Sum

from campaign.answers.models import Answer, AnswerTally, Question
from campaign.answers.services import ask, tell
from campaign.participation.models import Participation
from tests import stories
from tests.answers.arriving import DAY, arrived, questions
from tests.stories import NOW

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + 14 * DAY


def at_once(*deeds: Callable[[], object]) -> None:
    """Each in a thread and a connection of its own, begun together; raises what any of them raised."""
    begin, broken = Barrier(len(deeds)), list[BaseException]()

    def run(deed: Callable[[], object]) -> None:
        try:
            begin.wait(10)
            deed()
        except Exception as error:  # noqa: BLE001 - raised below, in the test's own thread
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    if broken:
        raise broken[0]


def test_four_workers_ask_each_person_once() -> None:
    campaign = stories.open_campaign(people=2)
    people = [arrived(campaign, NOW, f"supporter{number}@mail.example").pk for number in range(12)]
    at_once(*[lambda: ask(LATER, per_run=5)] * 4)
    ask(LATER)
    assert sorted(mail.participation_id or 0 for mail in questions()) == people
    asked = AnswerTally.objects.filter(kind="asked").values("addressee_id").annotate(number=Sum("n"))
    assert [row["number"] for row in asked] == [12, 12]


def test_two_presses_at_once_and_many_people_at_once_count_once() -> None:
    campaign = stories.open_campaign(people=2)
    for number in range(6):
        arrived(campaign, NOW, f"supporter{number}@mail.example")
    ask(LATER)
    all_asked = list(Question.objects.all())
    # Each tells of both recipients, half of them in the other order: nobody waits for another in a circle.
    told = [dict.fromkeys(one.keys if place % 2 else reversed(one.keys), "form") for place, one in enumerate(all_asked)]
    deeds = [lambda one=one, kinds=kinds: tell(one, kinds, LATER) for one, kinds in zip(all_asked, told, strict=True)]
    at_once(*deeds, *deeds)
    assert Answer.objects.count() == 12
    assert AnswerTally.objects.filter(kind="form").aggregate(Sum("n"))["n__sum"] == 12


def test_an_erasure_and_an_answer_at_once_leave_sums_that_are_those_of_the_rows() -> None:
    campaign = stories.open_campaign(people=2)
    arrived(campaign, NOW)
    ask(LATER)
    question = Question.objects.get()

    def erase() -> None:
        Participation.objects.update(state=Participation.State.ERASED)

    def answer() -> None:
        with suppress(Question.DoesNotExist):  # erased before
            tell(question, dict.fromkeys(question.keys, "form"), LATER)

    at_once(erase, answer)
    assert not Question.objects.exists()
    assert not Answer.objects.exists()
    sums = AnswerTally.objects.values("addressee_id", "kind").annotate(number=Sum("n"))
    assert {row["number"] for row in sums} == {0}


def test_an_erasure_while_people_are_asked_leaves_no_question_of_the_erased() -> None:
    campaign = stories.open_campaign(people=1)
    for number in range(20):
        arrived(campaign, NOW, f"supporter{number}@mail.example")
    at_once(lambda: ask(LATER), lambda: Participation.objects.update(state=Participation.State.ERASED))
    assert not Question.objects.exists()
    assert ask(LATER) == 0
