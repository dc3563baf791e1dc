"""A yes is carried out in one transaction, keeps history, and fits the roster as it is now or is refused with the reason."""

from datetime import date
from typing import Any

import pytest

from campaign.accounts.models import User
from campaign.targets.feeds.checking import propose
from campaign.targets.feeds.deciding import Decided, Decision, NeedsSecondYes, decide_lines
from campaign.targets.models import Office, RosterCheck, Target, Tenure
from tests.targets.conftest import NOW
from tests.targets.feeds.conftest import Serve
from tests.targets.feeds.feeds import client, house_answers, house_ministers, named, represent_answers

pytestmark = pytest.mark.django_db
Record = dict[str, Any]
FOREIGN = "Minister of Foreign Affairs"


def a_by_election(records: list[Record]) -> None:
    """One left, another was elected there, and somebody crossed the floor with a new address."""
    named(records, "Sukhman Gill").update(
        url="https://www.ourcommons.ca/Members/en/new(999001)",
        name="New Member",
        first_name="New",
        last_name="Member",
        email="new.member@parl.gc.ca",
    )
    named(records, "Mark Carney").update(party_name="NDP", email="m.carney@parl.gc.ca")


@pytest.fixture
def check(rosters: None, serve: Serve) -> RosterCheck:
    serve(represent_answers(a_by_election))
    return propose("represent", client(), NOW).check


def yes(check: RosterCheck, by: User, *kinds: str, sure: bool = False) -> Decided:
    """Accept the lines of these kinds; all without any."""
    ids = list(check.changes.filter(kind__in=kinds).values_list("pk", flat=True)) if kinds else None
    return decide_lines(check, Decision(True, by, NOW, sure), ids)


def test_all_lines_at_once_make_the_roster_as_the_feed_says_and_delete_nobody(check: RosterCheck, admin: User) -> None:
    before = Target.objects.count()
    assert yes(check, admin) == Decided(accepted=4, refused=0, settled_before=0)
    new = Target.objects.get(source_id="999001")
    assert (new.email, new.riding_code, new.province) == ("new.member@parl.gc.ca", "59001", "British Columbia")
    assert Target.objects.get(name="Sukhman Gill").listed == "gone"
    carney = Target.objects.get(name="Mark Carney")
    assert (carney.party, carney.email, carney.updated_at) == ("NDP", "m.carney@parl.gc.ca", NOW)
    assert Target.objects.count() == before + 1
    assert set(check.changes.values_list("state", "decided_by", "decided_at")) == {("accepted", admin.pk, NOW)}


def test_one_line_is_accepted_and_the_others_wait(check: RosterCheck, admin: User) -> None:
    assert yes(check, admin, "party").accepted == 1
    carney = Target.objects.get(name="Mark Carney")
    assert (carney.party, carney.email) == ("NDP", "mark.carney@parl.gc.ca")
    assert check.changes.filter(state="proposed").count() == 3


def test_a_no_changes_nobody_and_is_noted(check: RosterCheck, admin: User) -> None:
    before = list(Target.objects.order_by("pk").values())
    assert decide_lines(check, Decision(False, admin, NOW)).refused == 4
    assert list(Target.objects.order_by("pk").values()) == before
    assert set(check.changes.values_list("state", "reason", "decided_by")) == {("refused", "", admin.pk)}


def test_a_line_whose_row_has_changed_meanwhile_is_refused_with_the_reason(check: RosterCheck, admin: User) -> None:
    Target.objects.filter(name="Mark Carney").update(email="corrected.by.staff@parl.gc.ca")
    Target.objects.filter(name="Sukhman Gill").update(listed="gone")
    Target.objects.create(source_id="999001", name="New Member", last_name="Member")
    assert yes(check, admin) == Decided(accepted=1, refused=3, settled_before=0)
    reasons = dict(check.changes.values_list("kind", "reason"))
    assert reasons == {"address": "row_changed", "gone": "row_changed", "new": "there_already", "party": ""}
    assert Target.objects.get(name="Mark Carney").email == "corrected.by.staff@parl.gc.ca"


def test_what_somebody_decided_first_stays(check: RosterCheck, admin: User) -> None:
    decide_lines(check, Decision(False, admin, NOW))
    assert yes(check, admin, "party") == Decided(accepted=0, refused=0, settled_before=1)
    assert Target.objects.get(name="Mark Carney").party == "Liberal"


def test_a_failure_in_the_middle_leaves_everything_as_it_was(check: RosterCheck, admin: User) -> None:
    line = check.changes.get(kind="party")
    line.after = {"party": "x" * 200}  # longer than the column
    line.save()
    with pytest.raises(Exception, match="too long"):
        yes(check, admin)
    assert Target.objects.get(name="Sukhman Gill").listed == "sitting"
    assert check.changes.filter(state="proposed").count() == 4


def test_a_shrinking_roster_needs_a_second_yes(rosters: None, serve: Serve, admin: User) -> None:
    serve(represent_answers(lambda records: records.__delitem__(slice(38))))
    check = propose("represent", client(), NOW).check
    with pytest.raises(NeedsSecondYes, match="38 of 337"):
        yes(check, admin)
    assert not Target.objects.filter(source_id__in=_ids(check), listed="gone").exists()
    assert yes(check, admin, sure=True).accepted == 38
    assert Target.objects.filter(source_id__in=_ids(check), listed="gone").count() == 38


def _ids(check: RosterCheck) -> list[str]:
    return list(check.changes.values_list("target__source_id", flat=True))


def test_other_lines_of_a_suspicious_check_need_no_second_yes(rosters: None, serve: Serve, admin: User) -> None:
    def shrink(records: list[Record]) -> None:
        named(records, "Mark Carney")["party_name"] = "NDP"
        for name in [record["name"] for record in records if record["name"] != "Mark Carney"][:38]:
            records.remove(named(records, name))

    serve(represent_answers(shrink))
    assert yes(propose("represent", client(), NOW).check, admin, "party").accepted == 1


@pytest.fixture
def new_minister(foreign_affairs: object, serve: Serve) -> RosterCheck:
    """Mark Carney took the office on 2 October 2026 from who held it."""
    holder = Tenure.objects.get(office__slug="minister-of-foreign-affairs", until=None, standing="held").target
    spells = (
        (holder.source_id, FOREIGN, "2025-05-13", "2026-10-01"),
        ("28286", FOREIGN, "2026-10-02", ""),
    )
    serve(house_answers(house_ministers(*spells)))
    return propose("house", client(), NOW).check


def held_by() -> list[tuple[str, date | None, date | None]]:
    tenures = Tenure.objects.filter(office__slug="minister-of-foreign-affairs", standing="held", since__year__gte=2025)
    return list(tenures.order_by("since").values_list("target__name", "since", "until"))


def test_a_changed_holder_ends_one_tenure_and_begins_the_next(new_minister: RosterCheck, admin: User) -> None:
    [(anand, since, _until)] = held_by()
    assert yes(new_minister, admin).accepted == 2
    assert held_by() == [(anand, since, date(2026, 10, 1)), ("Mark Carney", date(2026, 10, 2), None)]
    assert "House of Commons of Canada" in Tenure.objects.get(target__name="Mark Carney", until=None).evidence


def test_who_takes_an_office_ends_the_tenure_before_even_when_that_line_waits(
    new_minister: RosterCheck, admin: User
) -> None:
    assert yes(new_minister, admin, "tenure_new").accepted == 1
    assert [until for _name, _since, until in held_by()] == [date(2026, 10, 1), None]
    assert yes(new_minister, admin, "tenure_ended").refused == 1
    assert new_minister.changes.get(kind="tenure_ended").reason == "row_changed"


def test_an_office_that_staff_gave_to_somebody_else_meanwhile_is_left_to_them(
    new_minister: RosterCheck, admin: User
) -> None:
    office = Office.objects.get(slug="minister-of-foreign-affairs")
    Tenure.objects.filter(office=office, until=None, standing="held").update(until=date(2026, 9, 30))
    other = Target.objects.get(name="Sukhman Gill")
    Tenure.objects.create(office=office, target=other, since=date(2026, 10, 1), standing="held")
    assert yes(new_minister, admin) == Decided(accepted=0, refused=2, settled_before=0)
    assert set(new_minister.changes.values_list("reason", flat=True)) == {"row_changed"}
    assert held_by()[-1] == ("Sukhman Gill", date(2026, 10, 1), None)


def test_a_minister_who_is_not_in_the_roster_is_refused_with_the_reason(
    foreign_affairs: object, serve: Serve, admin: User
) -> None:
    serve(house_answers(house_ministers(("999002", FOREIGN, "2026-10-02", ""))))
    check = propose("house", client(), NOW).check
    assert yes(check, admin, "tenure_new").refused == 1
    assert check.changes.get(kind="tenure_new").reason == "no_person"
