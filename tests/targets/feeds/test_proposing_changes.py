"""A check proposes what differs, line by line, and changes nobody."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from campaign.accounts.models import User
from campaign.targets.feeds.checking import Checked, known_pages, propose, propose_when_due
from campaign.targets.importing.applying import import_rows
from campaign.targets.importing.reading import read_roster
from campaign.targets.models import FeedCopy, Office, RosterChange, RosterCheck, Target, Tenure
from campaign.targets.tasks import check_rosters
from tests.targets.conftest import NOW, ROSTERS
from tests.targets.feeds.conftest import Serve
from tests.targets.feeds.feed_server import Answer
from tests.targets.feeds.feeds import (
    SAMPLES,
    client,
    house_answers,
    house_ministers,
    members,
    named,
    represent_answers,
)

pytestmark = pytest.mark.django_db
Record = dict[str, Any]
FOREIGN = "Minister of Foreign Affairs"


def look_at(feed: str) -> Checked:
    return propose(feed, client(known=known_pages(feed)), NOW)


def told(checked: Checked) -> list[tuple[str, str]]:
    return [(str(line.kind), line.name) for line in checked.lines]


def test_a_feed_that_says_what_we_know_proposes_nothing(rosters: None, serve: Serve) -> None:
    serve(represent_answers() | house_answers(house_ministers(("1", "T", "2025-01-01", ""))))
    assert look_at("represent").lines == ()
    assert look_at("house").lines == ()
    assert RosterCheck.objects.filter(people=337, known=337, gone=0, failure="").count() == 2


def test_the_old_names_of_ridings_are_no_changes(rosters: None, serve: Serve) -> None:
    def as_in_2023(records: list[Record]) -> None:
        record = next(each for each in records if each["district_name"] == "Cape Spear—Mount Pearl—Paradise")
        record["district_name"] = "Cape Spear"

    serve(represent_answers(as_in_2023))
    assert look_at("represent").lines == ()


def test_each_sort_of_change_is_a_line_of_its_own_and_nobody_is_changed(rosters: None, serve: Serve) -> None:
    def change(records: list[Record]) -> None:
        carney = named(records, "Mark Carney")
        carney |= {"email": "Mark.Carney2@parl.gc.ca", "party_name": "Independent", "name": "Mark J. Carney"}
        gill = named(records, "Sukhman Gill")
        gill |= {"url": "https://www.ourcommons.ca/Members/en/new(999001)", "name": "New Member", "last_name": "Member"}

    serve(represent_answers(change))
    before = list(Target.objects.order_by("pk").values())
    checked = look_at("represent")
    assert sorted(told(checked)) == [
        ("address", "Mark J. Carney"),
        ("gone", "Sukhman Gill"),
        ("name", "Mark J. Carney"),
        ("new", "New Member"),
        ("party", "Mark J. Carney"),
    ]
    address = RosterChange.objects.get(kind="address")
    assert (address.before, address.after) == (
        {"email": "mark.carney@parl.gc.ca"},
        {"email": "mark.carney2@parl.gc.ca"},
    )
    assert list(Target.objects.order_by("pk").values()) == before


def test_members_without_an_address_in_the_feed_keep_theirs(rosters: None, serve: Serve) -> None:
    def blank(records: list[Record]) -> None:
        named(records, "Mark Carney")["email"] = ""
        named(records, "Sukhman Gill")["email"] = "no address"

    serve(represent_answers(blank))
    checked = look_at("represent")
    assert checked.lines == ()
    assert [one["name"] for one in checked.check.left_out] == ["Sukhman Gill"]


def test_about_two_people_with_one_riding_nothing_is_proposed(rosters: None, serve: Serve) -> None:
    def successor(records: list[Record]) -> None:
        new = named(records, "Sukhman Gill")
        new |= {"url": "https://www.ourcommons.ca/Members/en/new(999001)", "name": "New Member"}
        new["related"] = named(records, "Mark Carney")["related"]

    serve(represent_answers(successor))
    checked = look_at("represent")
    assert told(checked) == [("gone", "Sukhman Gill")]
    assert {one["name"] for one in checked.check.left_out} == {"New Member", "Mark Carney"}


def test_a_tenth_gone_is_believed_and_more_is_suspicious(rosters: None, serve: Serve) -> None:
    def without(number: int) -> Any:
        return lambda records: records.__delitem__(slice(number))

    serve(represent_answers(without(33)))
    assert not look_at("represent").check.suspicious
    serve(represent_answers(without(38)))  # 11 % of 337
    checked = look_at("represent")
    assert checked.check.suspicious
    assert len(checked.lines) == checked.check.gone == 38


def test_an_unchanged_feed_costs_one_304_and_is_compared_with_what_is_stored_now(rosters: None, serve: Serve) -> None:
    feed = serve(represent_answers(etag='"one"'))
    look_at("represent")
    Target.objects.filter(name="Mark Carney").update(party="NDP")
    assert told(look_at("represent")) == [("party", "Mark Carney")]
    assert feed.statuses == [200, 304]


def test_a_page_that_could_not_be_read_is_not_kept(rosters: None, serve: Serve) -> None:
    path = next(iter(represent_answers()))
    serve({path: [Answer(body=b"<html>", etag='"bad"')]})
    assert look_at("represent").check.failure == "unreadable"
    assert not FeedCopy.objects.exists()


def test_a_newer_check_takes_the_place_of_open_lines_and_a_failed_one_leaves_them(rosters: None, serve: Serve) -> None:
    serve(represent_answers(lambda records: named(records, "Mark Carney").update(party_name="NDP")))
    look_at("represent")
    serve({})
    failed = look_at("represent").check
    assert (failed.failure, "404" in failed.detail) == ("refused", True)
    assert RosterChange.objects.get().state == "proposed"
    serve(represent_answers())
    look_at("represent")
    assert RosterChange.objects.get().state == "replaced"


def test_a_line_that_was_refused_is_not_proposed_again_but_who_is_gone_is(
    rosters: None, serve: Serve, admin: User
) -> None:
    def change(records: list[Record]) -> None:
        named(records, "Mark Carney")["party_name"] = "NDP"
        records.remove(named(records, "Sukhman Gill"))

    serve(represent_answers(change))
    look_at("represent")
    RosterChange.objects.update(state="refused", decided_by=admin, decided_at=NOW)
    checked = look_at("represent")
    assert told(checked) == [("gone", "Sukhman Gill")]
    assert checked.check.repeated == 1


def test_a_changed_holder_of_an_office_is_one_who_left_and_one_who_came(foreign_affairs: object, serve: Serve) -> None:
    office = Office.objects.get(slug="minister-of-foreign-affairs")
    holder = Tenure.objects.get(office=office, until=None, standing="held")
    carney = Target.objects.get(name="Mark Carney")
    serve(
        house_answers(
            house_ministers(
                (holder.target.source_id, FOREIGN, "2025-05-13", "2026-10-02"),
                (carney.source_id, FOREIGN, "2026-10-02", ""),
                (carney.source_id, "Prime Minister", "2025-03-14", ""),
            )
        )
    )
    ended, taken = look_at("house").lines
    assert (str(ended.kind), ended.target, ended.after) == ("tenure_ended", holder.target, {"until": "2026-10-02"})
    assert (str(taken.kind), taken.target, taken.after["since"]) == ("tenure_new", carney, "2026-10-02")
    assert Tenure.objects.get(pk=holder.pk).until is None


def test_a_holder_about_whom_the_ministry_says_nothing_stays(foreign_affairs: object, serve: Serve) -> None:
    serve(house_answers(house_ministers(("28286", "Prime Minister", "2025-03-14", ""))))
    assert look_at("house").lines == ()


def test_a_former_spell_does_not_end_the_one_of_today(foreign_affairs: object, serve: Serve) -> None:
    holder = Tenure.objects.get(office__slug="minister-of-foreign-affairs", until=None, standing="held").target
    serve(house_answers(house_ministers((holder.source_id, FOREIGN, "2015-11-04", "2017-01-10"))))
    assert look_at("house").lines == ()


def test_the_real_feed_of_2023_has_no_identifiers_and_is_known_by_name_and_riding(serve: Serve) -> None:
    import_rows(read_roster(ROSTERS / "mps-44.csv"), NOW)
    people = (SAMPLES / "ourcommons-members-2023-11.xml").read_bytes()
    serve(house_answers(house_ministers(("1", "T", "2021-01-01", "")), people))
    checked = look_at("house")
    assert checked.check.failure == "", checked.check.detail
    assert checked.check.people == 337
    assert ("party", "Han Dong") in told(checked)


def test_a_feed_is_asked_once_a_week_and_the_day_after_it_failed(rosters: None, serve: Serve) -> None:
    feed = serve({})
    assert [one.check.feed for one in propose_when_due(NOW)] == ["represent"]
    assert [one.check.feed for one in propose_when_due(NOW)] == ["house"]
    assert propose_when_due(NOW + timedelta(hours=23)) == []
    assert len(propose_when_due(NOW + timedelta(hours=24))) == 1
    RosterCheck.objects.update(failure="", checked_at=NOW)
    assert propose_when_due(NOW + timedelta(days=6)) == []
    assert len(propose_when_due(NOW + timedelta(days=7))) == 1
    assert feed.statuses == [404] * 4


def test_a_feed_whose_address_is_not_set_is_never_asked(rosters: None, serve: Serve, settings: Settings) -> None:
    feed = serve({})
    settings.REPRESENT_URL = settings.HOUSE_URL = ""
    check_rosters()
    assert feed.asked == []
    assert not RosterCheck.objects.exists()


def test_the_weekly_task_proposes_and_changes_nobody(rosters: None, serve: Serve) -> None:
    serve(represent_answers(lambda records: named(records, "Mark Carney").update(party_name="NDP")))
    check_rosters()
    assert RosterChange.objects.get().state == "proposed"
    assert Target.objects.get(name="Mark Carney").party == "Liberal"


def test_the_day_of_an_end_is_never_before_its_beginning(foreign_affairs: object, serve: Serve) -> None:
    holder = Tenure.objects.get(office__slug="minister-of-foreign-affairs", until=None, standing="held")
    Tenure.objects.filter(pk=holder.pk).update(since=date(2026, 10, 5))
    serve(house_answers(house_ministers((members()[0]["source_id"], FOREIGN, "2026-10-02", ""))))
    ended = look_at("house").lines[0]
    assert ended.after == {"until": "2026-10-05"}
