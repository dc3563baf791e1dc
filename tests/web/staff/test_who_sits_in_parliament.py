"""What the feeds would change stands on one page, with the source and the day, and an admin decides line by line."""

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.targets.models import Office, RosterChange, RosterCheck, Target
from campaign.web.admins import roster as page_of_lines
from tests import stories
from tests.web.staff.pages import links, words

ROSTER = "/staff/roster/"


@pytest.fixture
def check(protest: Campaign) -> RosterCheck:
    """Two lines: a new party and a new address."""
    person = stories.target(1)
    check = RosterCheck.objects.create(feed="represent", checked_at=timezone.now(), people=343, known=343, gone=1)
    facts = {"target": person, "name": person.name}
    check.changes.create(kind="party", before={"party": person.party}, after={"party": "NDP"}, **facts)
    check.changes.create(kind="address", before={"email": person.email}, after={"email": "new@parl.gc.ca"}, **facts)
    return check


def line(kind: str) -> RosterChange:
    return RosterChange.objects.get(kind=kind)


def post(client: Client, check: RosterCheck, decision: str, *lines: RosterChange, **more: str) -> str:
    data = {"check": check.pk, "decision": decision, "line": [one.pk for one in lines], **more}
    return words(client.post(ROSTER, data, follow=True))


def test_the_page_is_found_from_the_offices(as_admin: Client) -> None:
    assert links(as_admin.get("/staff/offices/"))["Who sits in Parliament"] == ROSTER


def test_before_any_check_the_page_says_how_one_begins(as_admin: Client) -> None:
    page = words(as_admin.get(ROSTER))
    assert "This source is not asked. Whoever runs the server can name its address in the settings." in page


def test_each_change_is_shown_with_the_source_and_the_day(as_admin: Client, check: RosterCheck) -> None:
    page = words(as_admin.get(ROSTER))
    assert "Data checked on" in page
    assert "Source: Represent, Open North · 343 people in it" in page
    assert "party Liberal NDP" in page
    assert "new@parl.gc.ca" in page
    assert "wait until their campaign’s team chooses what becomes of them" in page


def test_a_ticked_line_is_accepted_alone(as_admin: Client, admin: User, check: RosterCheck) -> None:
    assert "1 change was made." in post(as_admin, check, "accept", line("party"))
    assert (line("party").state, line("party").decided_by) == ("accepted", admin)
    assert line("address").state == "proposed"
    assert Target.objects.get(pk=stories.target(1).pk).party == "NDP"


def test_all_lines_are_accepted_at_once(as_admin: Client, check: RosterCheck) -> None:
    page = post(as_admin, check, "accept-all")
    assert "2 changes were made." in page
    assert "Nothing waits for a decision." in page
    assert "accepted Adam Admin" in page


def test_a_refused_line_changes_nothing(as_admin: Client, check: RosterCheck) -> None:
    assert "2 lines were refused; nothing changes." in post(as_admin, check, "refuse-all")
    assert stories.target(1).party == "Liberal"


@pytest.mark.parametrize(("decision", "lines"), [("accept", False), ("", True), ("everything", True)])
def test_a_form_that_decides_nothing_is_told_so_and_keeps_the_ticks(
    as_admin: Client, check: RosterCheck, decision: str, lines: bool
) -> None:
    chosen = [line("party").pk] if lines else []
    answer = as_admin.post(ROSTER, {"check": check.pk, "decision": decision, "line": chosen})
    assert answer.status_code == 422
    assert "Nothing was decided: tick the lines first, or choose all." in words(answer)
    assert answer.content.decode().count("checked>") == len(chosen)


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 40])
def test_a_check_that_there_is_not_is_not_found(as_admin: Client, check: RosterCheck, number: str) -> None:
    assert as_admin.post(ROSTER, {"check": number, "decision": "accept-all"}).status_code == 404


def test_a_line_that_no_longer_fits_is_refused_with_the_reason(as_admin: Client, check: RosterCheck) -> None:
    Target.objects.filter(name=line("party").name).update(party="Green Party")
    page = post(as_admin, check, "accept", line("party"))
    assert "1 line was refused, because the roster is no longer as it was at the check" in page
    assert "This has changed since the check: the next one looks anew." in page


def test_who_comes_second_is_told(as_admin: Client, check: RosterCheck) -> None:
    post(as_admin, check, "accept-all")
    assert "Nothing was left to decide" in post(as_admin, check, "refuse-all")


def test_many_gone_at_once_need_a_second_yes(as_admin: Client, check: RosterCheck) -> None:
    RosterCheck.objects.update(gone=40)
    check.changes.create(
        kind="gone",
        target=stories.target(2),
        name="Somebody",
        before={"listed": "sitting", "riding": "Nepean"},
        after={"listed": "gone"},
    )
    assert "This looks wrong: 40 of 343 people would be gone at once." in words(as_admin.get(ROSTER))
    answer = as_admin.post(ROSTER, {"check": check.pk, "decision": "accept-all"})
    assert answer.status_code == 422
    assert "Nothing was changed: say that you are sure, or refuse." in words(answer)
    assert stories.target(2).listed == "sitting"
    assert "3 lines" not in post(as_admin, check, "accept-all", sure="yes")
    assert line("gone").state == "accepted"


def test_letters_that_wait_for_an_office_are_counted_beside_its_new_holder(
    as_admin: Client, check: RosterCheck
) -> None:
    campaign = Campaign.objects.get()
    office = Office.objects.create(slug="critic", name={"en": "Shadow minister"})
    addressee = campaign.addressees.create(position=9, office=office)
    stories.people(campaign, 2)
    stories.letters_to(addressee)
    check.changes.create(
        kind="tenure_new",
        target=stories.target(1),
        office=office,
        name="Nina Minister",
        after={"source_id": "1", "since": "2026-10-02", "seat": 1, "title": "Shadow minister"},
    )
    page = words(as_admin.get(ROSTER))
    assert "office taken – Shadow minister since Oct. 2, 2026 2 letters wait" in page


def test_a_failed_check_is_told_beside_the_last_good_one(as_admin: Client, check: RosterCheck) -> None:
    RosterCheck.objects.create(
        feed="represent", checked_at=timezone.now(), failure="unreadable", detail="/list: no JSON, it begins b'<html>'"
    )
    page = words(as_admin.get(ROSTER))
    assert "The last check failed:" in page
    assert "What came is not what the source usually sends. The roster is as it was." in page
    assert "no JSON, it begins b'<html>'" in page
    assert "party Liberal NDP" in page


def test_who_is_left_out_is_named_with_the_reason(as_admin: Client, check: RosterCheck) -> None:
    check.left_out = [
        {"name": "Ada", "riding": "Nepean", "why": "address", "text": "ada at parl"},
        {"name": "Bo", "riding": "Avalon", "why": "shared_riding", "text": ""},
    ]
    check.repeated = 3
    check.save()
    page = words(as_admin.get(ROSTER))
    assert "Ada (Nepean): what stands there as the address is none; ours is kept. ada at parl" in page
    assert "Bo (Avalon): the source names two people for this riding." in page
    assert "3 lines that were refused before are not proposed again." in page


def test_of_very_many_lines_the_first_are_shown(
    as_admin: Client, check: RosterCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_of_lines, "LINES_SHOWN", 1)
    page = words(as_admin.get(ROSTER))
    assert "The first 1 of 2; the others follow when these are decided." in page
    assert "Accept all 2 changes" in page
