"""Letters wait for a choice: what the team reads of it, chooses, and is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.holder_decisions import Decision, decide
from campaign.delivery.holder_questions import follow
from campaign.delivery.models import HolderChange, Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import sweep
from campaign.delivery.states import State
from campaign.targets.models import Target
from campaign.targets.services import choose_holder
from tests import stories
from tests.delivery.holders import campaign_to_office, leaves_office, replace_holder
from tests.web.staff.pages import links, words

HOLDER_CHOICE = timedelta(hours=72)
HOLDERS = "/staff/holders/"


@pytest.fixture
def row(organizer: User) -> Addressee:
    """Two people wrote to Nina Minister; now it is Carl Critic, and the team has been asked."""
    campaign, row = campaign_to_office()
    stories.people(campaign, 2)
    replace_holder(row)
    follow(timezone.now())
    return row


def page_of(change: HolderChange) -> str:
    return f"{HOLDERS}{change.pk}/"


@pytest.fixture
def change(row: Addressee) -> HolderChange:
    return HolderChange.objects.get()


def states() -> set[str]:
    return set(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("state", flat=True))


def test_the_team_is_told_where_it_looks_and_led_to_the_choice(
    as_organizer: Client, change: HolderChange, row: Addressee
) -> None:
    sentence = "Minister of Foreign Affairs: 2 letters were written for Nina Minister; now it is Carl Critic."
    for page in ("/staff/", f"/staff/campaigns/{row.campaign.slug}/"):
        answer = as_organizer.get(page)
        assert sentence in words(answer)
        assert page_of(change) in links(answer).values()
    assert "An office changed hands" in words(as_organizer.get(f"/staff/campaigns/{row.campaign.slug}/check/"))
    assert "written for Nina Minister" in words(as_organizer.get(f"/staff/campaigns/{row.campaign.slug}/pace/"))


def test_admins_see_it_above_the_queue(as_admin: Client, change: HolderChange) -> None:
    assert "2 letters were written for Nina Minister" in words(as_admin.get("/staff/sending/queue/"))
    letter = OutgoingMail.objects.filter(kind=Kind.LETTER)[0]
    page = words(as_admin.get(f"/staff/mail/{letter.pk}/"))
    assert "It was written for Nina Minister, and Carl Critic has the office now" in page


def test_where_nothing_waits_nothing_is_asked(as_organizer: Client) -> None:
    assert "changed hands" not in words(as_organizer.get("/staff/"))
    assert "Nothing to choose." in words(as_organizer.get(HOLDERS))


def test_the_page_says_what_each_choice_does_until_when_and_how_a_letter_would_read(
    as_organizer: Client, change: HolderChange
) -> None:
    page = words(as_organizer.get(page_of(change)))
    assert "2 letters were written for Nina Minister, and Carl Critic has the office now." in page
    assert "what waits goes to Carl Critic: people write to an office" in page
    assert "with the greeting for Carl Critic. What supporters wrote themselves stays as it is" in page
    assert "Send as written, to Nina Minister, target1@mail.example." in page
    assert "This cannot be undone; supporters see it on their receipts." in page
    moved, written = page.split("As it was written")
    assert "Dear Minister Carl Critic," in moved
    assert "Dear Minister Nina Minister," in written
    assert "supporter1" not in page


def test_nothing_is_chosen_beforehand_and_no_choice_is_an_error_that_loses_nothing(
    as_organizer: Client, change: HolderChange
) -> None:
    assert b"checked" not in as_organizer.get(page_of(change)).content
    for given in ({}, {"decision": "burn"}):
        answer = as_organizer.post(page_of(change), given)
        assert answer.status_code == 422
        assert "Nothing was decided, and the letters still wait" in words(answer)
    change.refresh_from_db()
    assert change.is_open


@pytest.mark.parametrize(
    ("decision", "said", "to"),
    [
        ("move", "2 letters go to the new holders.", ["target2@mail.example"] * 2),
        ("send", "2 letters go out as they were written.", ["target1@mail.example"] * 2),
        ("cancel", "2 letters are cancelled; their supporters see it on their receipts.", []),
    ],
)
def test_each_choice_is_done_noted_and_said(
    as_organizer: Client, organizer: User, change: HolderChange, decision: str, said: str, to: list[str]
) -> None:
    answer = as_organizer.post(page_of(change), {"decision": decision}, follow=True)
    assert said in words(answer)
    assert "Olga Organizer" in words(answer)
    drain(SandboxProvider())
    assert list(SandboxMail.objects.filter(kind=Kind.LETTER).values_list("to", flat=True)) == to
    change.refresh_from_db()
    assert (change.decision, change.decided_by, change.letters) == (decision, organizer, 2)
    assert "changed hands" not in words(as_organizer.get("/staff/"))


def test_who_comes_second_is_told_who_chose_what(as_organizer: Client, change: HolderChange) -> None:
    decide(change, Decision.SEND, stories.admin(), timezone.now())
    answer = as_organizer.post(page_of(change), {"decision": "cancel"}, follow=True)
    assert "Adam Admin has chosen already: as written, to the former holder. That stays." in words(answer)
    assert "cancelled" not in words(answer)
    assert states() == {State.QUEUED}
    assert "Adam Admin has chosen: as written, to the former holder" in words(as_organizer.get(page_of(change)))


def test_who_comes_after_the_time_to_choose_is_told_so(as_organizer: Client, change: HolderChange) -> None:
    follow(timezone.now() + HOLDER_CHOICE)
    answer = as_organizer.post(page_of(change), {"decision": "cancel"}, follow=True)
    assert "The time to choose was over: the letters go to Carl Critic." in words(answer)
    assert "nobody in time" in words(answer)
    assert "Nobody chose in time: to the new holder" in words(as_organizer.get(page_of(change)))


def test_a_page_that_was_open_while_the_office_changed_hands_again_does_nothing(
    as_organizer: Client, change: HolderChange, row: Addressee
) -> None:
    replace_holder(row, 3)
    answer = as_organizer.post(page_of(change), {"decision": "move"}, follow=True)
    assert "Nothing was done: the office has changed hands again" in words(answer)
    follow(timezone.now())
    assert "There is nothing to choose any more" in words(as_organizer.get(page_of(change)))
    assert "now it is Élise Porte-Parole" in words(as_organizer.get(HOLDERS))


def test_to_send_as_written_is_no_choice_where_no_address_is_known_any_more(
    as_organizer: Client, change: HolderChange
) -> None:
    Target.objects.filter(pk=change.former_id).update(email="")
    assert "we know no address any more" in words(as_organizer.get(page_of(change)))
    answer = as_organizer.post(page_of(change), {"decision": "send"}, follow=True)
    assert "Nothing was done for Nina Minister, who cannot be written to by now" in words(answer)
    change.refresh_from_db()
    assert change.is_open


def test_to_others_there_is_no_such_question(as_stranger: Client, change: HolderChange, row: Addressee) -> None:
    assert as_stranger.get(page_of(change)).status_code == 404
    assert as_stranger.post(page_of(change), {"decision": "cancel"}).status_code == 404
    assert as_stranger.post(f"/staff/campaigns/{row.campaign.slug}/holders/", {"decision": "cancel"}).status_code == 404
    assert "Nina" not in words(as_stranger.get(HOLDERS))
    assert "Nina" not in words(as_stranger.get("/staff/"))
    assert states() == {State.QUEUED}


def _own_members(campaign: Campaign) -> list[HolderChange]:
    """Two ridings that the campaign's supporters live in have another member than the one they wrote to."""
    row = Addressee.objects.create(campaign=campaign, own_member_of="story", greeting={"en": "Dear {name}"})
    for code, former, successor in ((1001, 3, 4), (1002, 5, 6)):
        Target.objects.filter(pk=stories.target(successor).pk).update(riding_code=str(code))
        letter = OutgoingMail.objects.filter(kind=Kind.LETTER).first()
        assert letter
        OutgoingMail.objects.create(
            kind=Kind.LETTER,
            lane=letter.lane,
            campaign=campaign,
            participation=letter.participation,
            addressee=row,
            seat=code,
            written_for=stories.target(former).pk,
            next_attempt_at=letter.next_attempt_at,
        )
        from_place = HolderChange(
            addressee=row, seat=code, former=stories.target(former), successor=stories.target(successor)
        )
        from_place.save()
    return list(HolderChange.objects.filter(addressee=row))


def test_after_an_election_all_of_a_campaign_are_chosen_for_together(
    as_organizer: Client, row: Addressee, change: HolderChange
) -> None:
    several = _own_members(row.campaign)
    together = f"/staff/campaigns/{row.campaign.slug}/holders/"
    assert together in links(as_organizer.get(HOLDERS)).values()
    page = words(as_organizer.get(together))
    assert "What becomes of 4 letters" in page
    assert "Member for Riding 4: 1 letter was written for Élise Porte-Parole; now it is Petra Portavoz." in page
    assert as_organizer.post(together, {}).status_code == 422
    nothing = as_organizer.post(together, {"decision": "cancel", "change": "x"}, follow=True)
    assert "Nothing was left to decide" in words(nothing)
    # One that is found after the page was shown is asked by itself.
    shown = [one.pk for one in several]
    answer = as_organizer.post(together, {"decision": "cancel", "change": [*shown, "x", "9" * 30]}, follow=True)
    assert "2 letters are cancelled" in words(answer)
    assert [one.pk for one in HolderChange.objects.filter(decided_at=None)] == [change.pk]


def test_who_settles_an_office_is_told_which_letters_wait_for_their_teams(as_admin: Client, row: Addressee) -> None:
    assert row.office
    leaves_office(row.office)
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(state=State.HELD)
    tenure = row.office.tenures.create(target=stories.target(4))
    row.office.tenures.create(target=stories.target(5))
    page = f"/staff/offices/{tenure.pk}/"
    assert "2 letters that wait were written for somebody else: their teams are asked" in words(as_admin.get(page))
    answer = words(as_admin.post(page, follow=True))
    assert "Petra Portavoz now holds Minister of Foreign Affairs. 0 letters go on their way." in answer
    assert "2 letters were written for somebody else: their teams are asked what becomes of them." in answer
    follow(timezone.now())
    (change,) = HolderChange.objects.filter(over_at=None)
    assert (change.successor.name, change.letters) == ("Petra Portavoz", 2)
    as_admin.post(page_of(change), {"decision": "move"})
    sweep(timezone.now())
    drain(SandboxProvider())
    assert set(SandboxMail.objects.filter(kind=Kind.LETTER).values_list("to", flat=True)) == {"target4@mail.example"}


def test_an_office_that_an_admin_settles_asks_the_campaigns_that_wrote_to_another(
    row: Addressee, change: HolderChange, admin: User
) -> None:
    assert row.office
    stories.confirmed(row.campaign, "later@mail.example")
    tenure = row.office.tenures.create(target=stories.target(4))
    choose_holder(tenure, admin, timezone.now())
    follow(timezone.now())
    questions = HolderChange.objects.filter(over_at=None).order_by("former_id")
    assert [(one.former.name, one.successor.name) for one in questions] == [
        ("Nina Minister", "Petra Portavoz"),
        ("Carl Critic", "Petra Portavoz"),
    ]
