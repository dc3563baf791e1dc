"""reconcile says whether every figure is right, and rebuild_tallies makes them so."""

from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from campaign.stats import services
from campaign.stats.models import Recount, Tally
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def counted() -> None:
    stories.people(stories.open_campaign(people=1), 3)
    for _ in range(2):
        services.fold_new(60)


def test_figures_that_are_right_are_said_to_be_right() -> None:
    said = StringIO()
    call_command("reconcile", stdout=said)
    assert said.getvalue() == "Every figure is what the rows say.\n"
    assert Recount.objects.get().differences == 0


def test_a_wrong_figure_is_named_and_made_anew() -> None:
    Tally.objects.filter(measure="day", language="*", province="*", source="*").update(n=7)
    said = StringIO()
    with pytest.raises(CommandError, match="Figures that differ: 1"):
        call_command("reconcile", stdout=said)
    assert "confirmed: told 7, counted 3" in said.getvalue()
    call_command("rebuild_tallies", stdout=StringIO(), stderr=StringIO())
    call_command("reconcile", stdout=said)
    assert said.getvalue().endswith("Every figure is what the rows say.\n")


def test_two_do_not_make_the_figures_anew_at_once() -> None:
    answers: list[str] = []

    def another() -> None:
        try:
            call_command("rebuild_tallies", stdout=StringIO(), stderr=StringIO())
        except CommandError as refused:
            answers.append(str(refused))
        connection.close()

    def while_this_one_runs(_rows: int) -> None:
        if not answers:
            second = Thread(target=another)
            second.start()
            second.join()

    services.rebuild(while_this_one_runs)
    assert answers == ["Somebody else makes the figures anew at this moment; nothing was done here."]
    call_command("rebuild_tallies", stdout=StringIO(), stderr=StringIO())
