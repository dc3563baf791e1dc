"""The receipt: where every letter is, and what can still be taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.queries import LetterStatus
from campaign.delivery.states import State
from campaign.participation.models import Participation
from campaign.participation.tokens import token_for
from campaign.web.supporters.receipt import LOOKS, receipt_of
from tests import stories
from tests.stories import NOW
from tests.web.supporters.pages import text_of

PENDING, CONFIRMED, WITHDRAWN = (
    Participation.State.PENDING,
    Participation.State.CONFIRMED,
    Participation.State.WITHDRAWN,
)


def address_of(participation: Participation, then: str = "") -> str:
    return f"/en/letter/{token_for('letter', participation)}/{then}"


def status(state: State, name: str = "Nina Minister", due_in: int = -1) -> LetterStatus:
    return LetterStatus(
        mail_id=1,
        name=name,
        role="Minister",
        party="",
        state=state,
        reason="",
        due_at=NOW + timedelta(seconds=due_in),
        accepted_at=NOW,
    )


def confirmed_letter(undo_for: int = 120) -> Participation:
    return Participation(state=CONFIRMED, undo_until=NOW + timedelta(seconds=undo_for))


def test_every_state_has_a_look() -> None:
    assert set(LOOKS) == set(State)


@pytest.mark.parametrize(
    ("states", "headline"),
    [
        ([State.QUEUED] * 5, "Your letter is on its way to 5 people."),
        ([State.QUEUED], "Your letter is on its way to 1 person."),
        ([State.ACCEPTED, State.SENDING], "Your letter is on its way to 2 people."),
        ([State.ACCEPTED, State.DELIVERED], "Your letter has been sent to 2 people."),
        ([State.DELIVERED, State.BOUNCED, State.FAILED], "Your letter has been sent to 1 of 3 people."),
        ([State.ACCEPTED, State.CANCELLED], "Your letter has been sent to 1 person."),
        ([State.CANCELLED], "None of your letters was sent."),
    ],
)
def test_the_first_sentence_says_how_it_stands(states: list[State], headline: str) -> None:
    receipt = receipt_of(confirmed_letter(), [status(state) for state in states], 1, NOW)
    assert receipt.headline == headline


@pytest.mark.parametrize(
    ("seconds", "clock"), [(102, "1:42"), (120, "2:00"), (9, "0:09"), (3600, "1:00:00"), (86399, "23:59:59")]
)
def test_a_waiting_letter_counts_down(seconds: int, clock: str) -> None:
    [line] = receipt_of(confirmed_letter(), [status(State.QUEUED, due_in=seconds)], 1, NOW).letters
    assert (str(line.label), line.clock, line.seconds_left) == ("Waiting", clock, seconds)


def test_what_is_due_is_about_to_leave() -> None:
    [line] = receipt_of(confirmed_letter(), [status(State.QUEUED)], 1, NOW).letters
    assert (str(line.label), line.seconds_left) == ("About to leave", 0)


def test_a_letter_that_is_not_let_go_at_once_says_that_it_waits_for_its_turn_and_why() -> None:
    (line,) = receipt_of(confirmed_letter(), [status(State.QUEUED, due_in=-120)], 1, NOW).letters
    assert str(line.label) == "Waiting for its turn"
    assert "a few at a time" in str(line.explanation)


@pytest.mark.parametrize(("left", "may_undo"), [(120, True), (1, True), (0, False), (-1, False)])
def test_undo_is_offered_until_the_window_ends(left: int, may_undo: bool) -> None:
    assert receipt_of(confirmed_letter(left), [status(State.QUEUED)], 1, NOW).may_undo is may_undo


def test_who_took_it_back_is_offered_nothing_more() -> None:
    withdrawn = Participation(state=WITHDRAWN, undo_until=NOW + timedelta(seconds=60))
    receipt = receipt_of(withdrawn, [status(State.CANCELLED)], None, NOW)
    assert (receipt.may_undo, receipt.waiting, receipt.changing) == (False, 0, False)
    assert receipt.headline == "Your letter was taken back. Nothing more is sent."


@pytest.mark.django_db
def test_the_receipt_names_everybody_and_the_supporter_s_number(client: Client, campaign: Campaign) -> None:
    stories.people(campaign, 2, timezone.now() - timedelta(minutes=5))
    participation = stories.confirmed(campaign, now=timezone.now())
    page = text_of(client.get(address_of(participation)))
    assert "Your letter is on its way to 5 people." in page
    assert re.search(r"You were number <strong[^>]*>3</strong>", page)
    for number in range(1, 6):
        assert stories.target(number).name in page
    assert page.count("Waiting") >= 5
    assert "Undo: send nothing" in page


@pytest.mark.django_db
def test_undo_takes_everything_back_and_the_count_with_it(client: Client, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    response = client.post(address_of(participation, "undo/"))
    assert (response.status_code, response.headers["Location"]) == (303, address_of(participation))
    participation.refresh_from_db()
    assert participation.state == WITHDRAWN
    assert set(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("state", flat=True)) == {State.CANCELLED}
    page = text_of(client.get(address_of(participation)))
    assert "Your letter was taken back." in page
    assert "Ask others" not in page


@pytest.mark.django_db
def test_undo_after_its_window_says_so_and_takes_nothing_back(client: Client, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now() - timedelta(minutes=3))
    response = client.post(address_of(participation, "undo/"), follow=True)
    assert "The time to undo is over." in text_of(response)
    assert not OutgoingMail.objects.filter(state=State.CANCELLED).exists()


@pytest.mark.django_db
def test_after_the_window_what_still_waits_can_be_withdrawn(client: Client, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now() - timedelta(minutes=3))
    first = OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk")[0]
    OutgoingMail.objects.filter(pk=first.pk).update(state=State.ACCEPTED, accepted_at=timezone.now())
    page = text_of(client.get(address_of(participation)))
    assert "Withdraw the 4 letters that are still waiting" in page
    client.post(address_of(participation, "withdraw/"))
    assert OutgoingMail.objects.filter(kind=Kind.LETTER, state=State.CANCELLED).count() == 4
    participation.refresh_from_db()
    assert participation.state == CONFIRMED


@pytest.mark.django_db
def test_a_copy_comes_by_mail_once(client: Client, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    for _ in range(2):
        page = text_of(client.post(address_of(participation, "copy/"), follow=True))
        assert "A copy of your letter is on its way to your mailbox." in page
    assert OutgoingMail.objects.filter(kind=Kind.COPY).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("button", ["undo/", "withdraw/", "copy/"])
def test_following_a_button_s_address_changes_nothing(client: Client, campaign: Campaign, button: str) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    before = list(OutgoingMail.objects.order_by("pk").values_list("pk", "state"))
    response = client.get(address_of(participation, button))
    assert (response.status_code, response.headers["Location"]) == (303, address_of(participation))
    assert list(OutgoingMail.objects.order_by("pk").values_list("pk", "state")) == before


@pytest.mark.django_db
def test_share_links_are_plain_links_to_the_campaign(client: Client, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    page = client.get(address_of(participation)).content.decode()
    for site in ("wa.me", "t.me", "bsky.app", "x.com", "www.facebook.com"):
        link = re.search(rf'href="https://{re.escape(site)}/[^"]*"[^>]*>', page)
        assert link, site
        assert 'rel="noopener noreferrer"' in link[0]
        assert "peaceful-protest" in link[0]
        assert token_for("letter", participation) not in link[0]
    assert re.search(r'href="mailto:\?subject=Peaceful%20protest', page)


@pytest.mark.django_db
def test_the_receipt_speaks_the_language_of_its_address(client: Client, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    page = text_of(client.get(address_of(participation).replace("/en/", "/fr/")))
    assert '<html lang="fr"' in page
    assert stories.TITLES["fr"] in page
