"""refresh_roster says what the feeds would change and proposes it; a yes lets waiting letters go on."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.journeys.roster import decide_roster
from campaign.targets.feeds.deciding import Decision
from campaign.targets.models import FeedCopy, RosterChange, RosterCheck, Target
from tests import stories
from tests.targets.conftest import rosters
from tests.targets.feeds.conftest import Serve, serve
from tests.targets.feeds.feed_server import Answer
from tests.targets.feeds.feeds import house_answers, house_ministers, named, represent_answers

__all__ = ["rosters", "serve"]
pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


def _to_the_ndp(records: list[dict[str, object]]) -> None:
    named(records, "Mark Carney")["party_name"] = "NDP"


def test_the_difference_is_printed_as_a_table_and_proposed(rosters: None, serve: Serve, capsys: Captured) -> None:
    serve(represent_answers(_to_the_ndp))
    call_command("refresh_roster", source="represent")
    out, progress = capsys.readouterr()
    assert "Represent, Open North: 337 people, 1 proposed changes" in out
    assert "change  person       before   after" in out
    assert "party   Mark Carney  Liberal  NDP" in out
    assert "Proposed; decide at /staff/roster/." in out
    assert RosterChange.objects.get().state == "proposed"
    assert "Traceback" not in progress


def test_a_dry_run_stores_nothing(rosters: None, serve: Serve, capsys: Captured) -> None:
    serve(represent_answers(_to_the_ndp, etag='"one"'))
    call_command("refresh_roster", "--dry-run", "--source", "represent")
    assert "party   Mark Carney  Liberal  NDP" in capsys.readouterr().out
    assert [model.objects.count() for model in (RosterCheck, RosterChange, FeedCopy)] == [0, 0, 0]


def test_without_a_source_each_feed_with_an_address_is_asked(rosters: None, serve: Serve, capsys: Captured) -> None:
    serve(represent_answers() | house_answers(house_ministers(("1", "T", "2025-01-01", ""))))
    call_command("refresh_roster")
    assert "House of Commons of Canada: 337 people" in capsys.readouterr().out
    assert RosterCheck.objects.count() == 2


def test_a_feed_without_an_address_is_named_by_its_setting(db: None, settings: Settings) -> None:
    settings.REPRESENT_URL = settings.HOUSE_URL = ""
    with pytest.raises(CommandError, match="HOUSE_URL: not set"):
        call_command("refresh_roster", source="house")
    with pytest.raises(CommandError, match="REPRESENT_URL and HOUSE_URL: not set"):
        call_command("refresh_roster")


@pytest.mark.parametrize("dry", [True, False])
def test_a_feed_that_cannot_be_used_is_an_error_with_its_reason(rosters: None, serve: Serve, dry: bool) -> None:
    path = next(iter(represent_answers()))
    serve({path: [Answer(body=b"<html>")]})
    with pytest.raises(CommandError, match=r"not what the source usually sends.*no JSON"):
        call_command("refresh_roster", source="represent", dry_run=dry)
    assert RosterCheck.objects.count() == (0 if dry else 1)


def test_a_suspicious_feed_is_called_so(rosters: None, serve: Serve, capsys: Captured) -> None:
    serve(represent_answers(lambda records: records.__delitem__(slice(38))))
    call_command("refresh_roster", source="represent")
    assert "Suspicious: 38 of 337 would be gone." in capsys.readouterr().out


def test_a_new_address_that_is_accepted_lets_waiting_letters_go(db: None) -> None:
    protest = stories.open_campaign()
    person = stories.target(6)
    Target.objects.filter(pk=person.pk).update(email="")
    addressee = protest.addressees.create(position=9, target=person)
    stories.people(protest, 1)
    letter = OutgoingMail.objects.create(
        kind=Kind.LETTER,
        lane=5,
        campaign=protest,
        participation=protest.participations.get(),
        addressee=addressee,
        next_attempt_at=timezone.now(),
    )
    move([letter.pk], (State.QUEUED,), Change(State.HELD))
    check = RosterCheck.objects.create(feed="represent", checked_at=timezone.now())
    check.changes.create(
        kind="address",
        target=person,
        name=person.name,
        before={"email": ""},
        after={"email": "found@parl.gc.ca"},
    )
    decide_roster(check, Decision(True, stories.admin(), timezone.now()))
    assert OutgoingMail.objects.get(pk=letter.pk).state == State.QUEUED
