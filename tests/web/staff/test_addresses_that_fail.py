import pytest
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import AddressProposal, Kind, OutgoingMail, Suppression
from campaign.delivery.reports import News, Report, record
from campaign.delivery.suppression import suppress, suppressed
from campaign.targets.models import Office, Target, Tenure
from tests import stories
from tests.delivery.reported import leave
from tests.web.staff.pages import links, words

ADDRESSES = "/staff/addresses/"
GONE = "550 5.1.1 <target1@mail.example>: User <b>unknown</b>"


@pytest.fixture
def proposal(protest: Campaign) -> AddressProposal:
    """Of four letters to Nina Minister one was delivered, one came back, of one nothing was heard, and one still waits."""
    stories.people(protest, 4)
    letters = list(OutgoingMail.objects.filter(kind=Kind.LETTER, addressee__target=stories.target(1)).order_by("pk"))
    leave(letters[:3])
    record([Report(letters[0].pk, News.DELIVERED), Report(letters[1].pk, News.BOUNCED, GONE, hard=True)])
    return AddressProposal.objects.get()


def decide(client: Client, proposal: AddressProposal, decision: str) -> str:
    return words(client.post(f"{ADDRESSES}{proposal.pk}/", {"decision": decision}, follow=True))


def test_a_proposal_is_shown_with_all_the_evidence(as_admin: Client, proposal: AddressProposal) -> None:
    office = Office.objects.create(slug="minister", name={"en": "Minister of Foreign Affairs"})
    Tenure.objects.create(office=office, target=proposal.target, standing="held")
    response = as_admin.get(ADDRESSES)
    page = words(response)
    assert "Nina Minister target1@mail.example" in page
    assert "550 5.1.1 <target1@mail.example>: User <b>unknown</b>" in page
    assert "delivered: 1 · sent, nothing heard since: 1 · came back: 1" in page
    assert "Minister of Foreign Affairs" in page
    assert "If you disable it, 1 letter that waits is held" in page
    assert links(response)["Peaceful protest"] == "/staff/campaigns/peaceful-protest/"
    assert f"/staff/mail/{proposal.evidence_id}/" in links(response).values()


def test_disabling_stops_letters_to_the_address_and_notes_who_decided(
    as_admin: Client, admin: User, proposal: AddressProposal
) -> None:
    page = decide(as_admin, proposal, "disable")
    assert "target1@mail.example is disabled. Letters to Nina Minister wait for another address." in page
    assert "No address waits for a decision." in page
    assert "target1@mail.example Nina Minister address disabled Adam Admin" in page
    proposal.refresh_from_db()
    assert proposal.decided_by == admin
    assert not stories.target(1).deliverable


def test_keeping_changes_nothing_for_the_person(as_admin: Client, proposal: AddressProposal) -> None:
    assert "is kept. Letters to Nina Minister go there as before." in decide(as_admin, proposal, "keep")
    assert stories.target(1).deliverable
    assert "address kept Adam Admin" in words(as_admin.get(ADDRESSES))


def test_whoever_decides_second_is_told_so(as_admin: Client, proposal: AddressProposal) -> None:
    decide(as_admin, proposal, "keep")
    assert "Somebody has decided about target1@mail.example already" in decide(as_admin, proposal, "disable")
    assert stories.target(1).deliverable


def test_a_decision_that_is_none_decides_nothing(as_admin: Client, proposal: AddressProposal) -> None:
    assert "Nothing was decided" in decide(as_admin, proposal, "burn")
    assert as_admin.get(f"{ADDRESSES}{proposal.pk}/").status_code == 302
    assert as_admin.post(f"{ADDRESSES}999/", {"decision": "keep"}).status_code == 404
    assert AddressProposal.objects.get().state == "proposed"


def test_an_address_that_was_replaced_meanwhile_cannot_be_disabled(as_admin: Client, proposal: AddressProposal) -> None:
    Target.objects.filter(pk=proposal.target_id).update(email="new@mail.example")
    page = words(as_admin.get(ADDRESSES))
    assert "has another address by now: new@mail.example" in page
    assert "Disable this address" not in page
    assert "there is nothing to disable" in decide(as_admin, proposal, "disable")
    assert Target.objects.get(pk=proposal.target_id).deliverable


def test_the_first_day_says_what_will_appear(as_admin: Client) -> None:
    page = words(as_admin.get(ADDRESSES))
    assert "No address waits for a decision. When a letter comes back" in page
    assert "Decided by staff" not in page


def test_a_suppressed_address_is_found_by_its_spelling_and_lifted(as_admin: Client, admin: User) -> None:
    suppress("ana.quispe@mail.example", "550 5.1.1 User unknown")
    assert "ana.quispe" not in words(as_admin.get(ADDRESSES))
    page = words(as_admin.get(ADDRESSES, {"address": " Ana.Quispe+x@MAIL.example "}))
    assert "Ana.Quispe+x@MAIL.example gets no mail." in page
    assert "550 5.1.1 User unknown" in page
    answer = as_admin.post(f"{ADDRESSES}lift/", {"address": "Ana.Quispe+x@MAIL.example"}, follow=True)
    assert "Mail goes to Ana.Quispe+x@MAIL.example again" in words(answer)
    assert not suppressed(["ana.quispe@mail.example"])
    assert Suppression.objects.get().lifted_by == admin


def test_an_address_that_is_not_suppressed_is_answered_so(as_admin: Client) -> None:
    assert "nobody@mail.example is not suppressed" in words(as_admin.get(ADDRESSES, {"address": "nobody@mail.example"}))
    answer = as_admin.post(f"{ADDRESSES}lift/", {"address": "nobody@mail.example"}, follow=True)
    assert "nobody@mail.example was not suppressed." in words(answer)


@pytest.mark.parametrize("asked", ["\x00", "@", "a" * 9999, "<script>", "é@ü"])
def test_odd_questions_get_an_answer(as_admin: Client, asked: str) -> None:
    assert as_admin.get(ADDRESSES, {"address": asked}).status_code == 200
    assert as_admin.post(f"{ADDRESSES}lift/", {"address": asked}).status_code == 302


def test_only_admins_see_and_decide(as_organizer: Client, client: Client, proposal: AddressProposal) -> None:
    for path in ("", "lift/", f"{proposal.pk}/"):
        assert as_organizer.post(f"{ADDRESSES}{path}", {"decision": "disable"}).status_code in (403, 405)
        assert client.post(f"{ADDRESSES}{path}", {"decision": "disable"}).status_code in (302, 405)
    assert as_organizer.get(ADDRESSES).status_code == 403
    assert AddressProposal.objects.get().state == "proposed"


def test_the_page_is_reached_from_the_offices_and_from_a_mail_that_came_back(
    as_admin: Client, proposal: AddressProposal
) -> None:
    assert links(as_admin.get("/staff/offices/"))["Addresses that fail"] == ADDRESSES
    assert links(as_admin.get(f"/staff/mail/{proposal.evidence_id}/"))["Addresses that fail"] == ADDRESSES
