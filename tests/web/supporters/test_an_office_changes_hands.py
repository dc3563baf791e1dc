"""A supporter wrote to one minister and another took office: the receipt says what waits, for what, and what came of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.campaigns.models import Addressee
from campaign.delivery.holder_decisions import Decision, decide
from campaign.delivery.holder_questions import follow
from campaign.delivery.models import HolderChange, Kind, OutgoingMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.journeys.confirm import confirm
from campaign.participation.models import Participation
from campaign.participation.tokens import token_for
from campaign.web.supporters import page_cache
from tests import stories
from tests.delivery.holders import campaign_to_office, replace_holder
from tests.web.staff.pages import words
from tests.web.supporters.pages import send

pytestmark = pytest.mark.django_db
FORM = "/en/c/to-the-office/"


@pytest.fixture
def row() -> Addressee:
    return campaign_to_office()[1]


def receipt(client: Client) -> str:
    return words(client.get(f"/en/letter/{token_for('letter', Participation.objects.get())}/"))


@pytest.fixture
def change(row: Addressee) -> HolderChange:
    """Ana Quispe's confirmed letter was written for Nina Minister; now it is Carl Critic."""
    stories.confirmed(row.campaign, now=timezone.now() - timedelta(hours=1))
    replace_holder(row)
    follow(timezone.now())
    return HolderChange.objects.get()


def test_the_form_keeps_whom_the_page_named_although_another_takes_office_before_it_is_sent(
    client: Client, row: Addressee
) -> None:
    assert send(client, FORM).status_code == 303
    participation = Participation.objects.get()
    assert participation.written_for == {str(row.pk): stories.target(1).pk}
    replace_holder(row)
    confirm(participation, timezone.now())
    assert OutgoingMail.objects.get(kind=Kind.LETTER).written_for == stories.target(1).pk


def confirm_page(client: Client) -> str:
    return words(client.get(f"/en/confirm/{token_for('confirm', Participation.objects.get())}/"))


def test_who_confirms_after_the_change_reads_what_they_wrote_and_what_becomes_of_it(
    client: Client, row: Addressee
) -> None:
    stories.submitted(row.campaign)
    assert "taken over" not in confirm_page(client)
    replace_holder(row)
    page = confirm_page(client)
    assert "Dear Minister Nina Minister," in page
    assert "Carl Critic has taken over from Nina Minister. Once you have confirmed, the organizers are asked" in page
    assert "Yes, send my letter to 1 person" in page


def test_who_would_confirm_what_is_not_sent_any_more_is_asked_to_write_anew(
    client: Client, row: Addressee, change: HolderChange
) -> None:
    decide(change, Decision.CANCEL, None, timezone.now())
    Participation.objects.update(state=Participation.State.PENDING)
    assert "Please write your letter anew." in confirm_page(client)


def test_who_writes_after_the_change_writes_to_the_new_holder(client: Client, row: Addressee) -> None:
    replace_holder(row)
    page_cache.forget()
    send(client, FORM)
    assert Participation.objects.get().written_for == {str(row.pk): stories.target(2).pk}


def test_nobody_is_noted_for_people_and_groups_whose_seat_is_their_own(client: Client) -> None:
    stories.open_campaign()
    send(client)
    assert Participation.objects.get().written_for == {}


def test_a_letter_that_waits_for_a_choice_says_so_with_both_names(client: Client, change: HolderChange) -> None:
    page = receipt(client)
    assert "Nina Minister" in page
    assert "Waiting for a choice" in page
    assert "A new person holds this office, Carl Critic. The organizers are asked" in page
    assert "Dear Minister Nina Minister," in page


def test_a_letter_that_was_moved_says_who_got_it(client: Client, change: HolderChange) -> None:
    decide(change, Decision.MOVE, None, timezone.now())
    drain(SandboxProvider())
    page = receipt(client)
    assert "Carl Critic Minister of Foreign Affairs Sent" in page
    assert "Your letter has been sent to 1 person." in page
    assert "Dear Minister Carl Critic," in page


def test_a_letter_that_went_out_as_written_says_who_got_it(client: Client, change: HolderChange) -> None:
    decide(change, Decision.SEND, None, timezone.now())
    drain(SandboxProvider())
    assert "Nina Minister Minister of Foreign Affairs Sent" in receipt(client)


def test_a_letter_that_was_not_sent_says_why_and_is_not_shown_as_sent(client: Client, change: HolderChange) -> None:
    decide(change, Decision.CANCEL, None, timezone.now())
    page = receipt(client)
    assert "None of your letters was sent." in page
    assert "Not sent" in page
    assert "Another person holds this office by now; the organizers chose not to send it." in page
    assert "Taken back" not in page


def test_what_waits_for_a_choice_can_still_be_taken_back(client: Client, change: HolderChange) -> None:
    answer = client.post(f"/en/letter/{token_for('letter', Participation.objects.get())}/withdraw/", follow=True)
    assert "Taken back" in words(answer)
    follow(timezone.now())
    drain(SandboxProvider())
    assert OutgoingMail.objects.get(kind=Kind.LETTER).state == "cancelled"
