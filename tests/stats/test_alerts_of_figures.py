"""Figures that stand still, or that are not what the rows say, are told to staff without anybody looking."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from campaign.delivery import alerts
from campaign.delivery.models import Alert
from campaign.stats import services
from campaign.stats.models import Tally
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timezone.now() - services.LATE_AFTER - timedelta(seconds=30)


def in_force() -> set[str]:
    return set(Alert.objects.filter(cleared_at=None).values_list("kind", flat=True))


def summed_up() -> None:
    for _log in range(2):
        services.fold_new(60)


@pytest.fixture
def somebody_elses_transaction() -> Iterator[None]:
    """One that holds a transaction number, as whoever is in the middle of writing does."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
    yield
    other.rollback()
    other.close()


def somebody_took_part(at: datetime) -> None:
    stories.people(stories.open_campaign(people=1), 1, at)


def test_figures_that_nobody_sums_up_for_five_minutes_raise_an_alert() -> None:
    somebody_took_part(LONG_AGO)
    services.watch(timezone.now())
    assert in_force() == {"figures_late"}


def test_what_has_just_come_is_not_late() -> None:
    somebody_took_part(timezone.now())
    services.watch(timezone.now())
    assert in_force() == set()


@pytest.mark.usefixtures("somebody_elses_transaction")
def test_a_transaction_that_stays_open_keeps_figures_waiting_and_is_told_of() -> None:
    somebody_took_part(LONG_AGO)
    summed_up()
    services.watch(timezone.now())
    assert in_force() == {"figures_late"}


def test_it_is_over_once_all_is_summed_up() -> None:
    somebody_took_part(LONG_AGO)
    services.watch(timezone.now())
    summed_up()
    services.watch(timezone.now())
    assert in_force() == set()


def test_figures_that_are_not_what_the_rows_say_raise_an_alert_until_they_are() -> None:
    somebody_took_part(timezone.now())
    summed_up()
    Tally.objects.filter(measure="day").update(n=7)
    services.recount(timezone.now())
    assert in_force() == {"figures_differ"}
    services.rebuild(lambda _rows: None)
    services.recount(timezone.now())
    assert in_force() == set()


def test_who_looks_after_the_queue_leaves_alerts_of_figures_in_force() -> None:
    somebody_took_part(LONG_AGO)
    services.watch(timezone.now())
    alerts.check(timezone.now())
    assert "figures_late" in in_force()
