"""The link in the mail opens a page; only the button on it confirms."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.journeys.submit import submit
from campaign.journeys.withdraw import withdraw_waiting
from campaign.participation.models import Participation
from campaign.participation.tokens import Purpose, token_for
from tests import stories
from tests.stories import NOW
from tests.web.supporters.pages import text_of

pytestmark = pytest.mark.django_db
State = Participation.State


def link(participation: Participation, purpose: Purpose = "confirm", language: str = "en") -> str:
    return f"/{language}/{purpose}/{token_for(purpose, participation)}/"


def private(response: Any) -> bool:
    """Neither stored, nor listed, nor passed on, nor tied to a cookie."""
    kept = (response.headers["Cache-Control"], response.headers["Referrer-Policy"], response.headers["X-Robots-Tag"])
    return kept == ("no-store", "no-referrer", "noindex, nofollow") and not response.cookies


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_confirms_nothing(client: Client, campaign: Campaign, method: str) -> None:
    participation = stories.submitted(campaign)
    response = getattr(client, method)(link(participation))
    assert response.status_code == 200
    assert private(response)
    participation.refresh_from_db()
    assert participation.state == State.PENDING


def test_the_page_shows_the_letter_as_the_first_person_will_read_it(client: Client, campaign: Campaign) -> None:
    page = text_of(client.get(link(stories.submitted(campaign))))
    for words in (
        "Yes, send my letter to 5 people",
        "Dear Nina Minister,",
        "I ask you to speak up for peaceful protesters.",
        "Ana Quispe",
        "Montréal, H2X 1Y4",
        "Gwen Green",
    ):
        assert words in page


def test_the_button_confirms_and_leads_to_the_receipt(client: Client, campaign: Campaign) -> None:
    participation = stories.submitted(campaign)
    response = client.post(link(participation))
    assert (response.status_code, response.headers["Location"]) == (303, link(participation, "letter"))
    assert private(response)
    participation.refresh_from_db()
    assert participation.state == State.CONFIRMED
    assert OutgoingMail.objects.filter(kind=Kind.LETTER).count() == 5


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_used_link_leads_to_the_receipt(client: Client, campaign: Campaign, method: str) -> None:
    participation = stories.confirmed(campaign)
    response = getattr(client, method)(link(participation))
    assert response.headers["Location"] == link(participation, "letter")
    assert OutgoingMail.objects.filter(kind=Kind.LETTER).count() == 5


def test_another_version_of_the_same_person_is_one_link_away(client: Client, campaign: Campaign) -> None:
    first = stories.submitted(campaign)
    second = submit(replace(stories.submission(campaign), subject="A better subject"), NOW + timedelta(hours=1))
    page = text_of(client.get(link(first)))
    assert "A better subject" in page
    assert link(second) in page
    assert link(first) in text_of(client.get(link(second)))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_version_beside_the_confirmed_one_leads_to_that_one_s_receipt(
    client: Client, campaign: Campaign, method: str
) -> None:
    confirmed, other = stories.confirmed(campaign), stories.submitted(campaign)
    response = getattr(client, method)(link(other))
    assert response.headers["Location"] == link(confirmed, "letter") + "?done=twin"
    assert "You have already taken part with this letter." in text_of(client.get(response.headers["Location"]))
    other.refresh_from_db()
    assert other.state == State.PENDING


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_campaign_gives_the_text_back(client: Client, campaign: Campaign, method: str) -> None:
    participation = stories.submitted(campaign)
    close_campaign(campaign, NOW)
    response = getattr(client, method)(link(participation))
    assert response.status_code == 410
    assert private(response)
    assert "I ask you to speak up for peaceful protesters." in text_of(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_letter_taken_back_says_so(client: Client, campaign: Campaign, method: str) -> None:
    participation = stories.confirmed(campaign)
    withdraw_waiting(participation, NOW)
    response = getattr(client, method)(link(participation))
    assert response.status_code == 410
    assert "This letter was taken back" in text_of(response)


@pytest.mark.parametrize("purpose", ["confirm", "letter", "sent"])
@pytest.mark.parametrize("token", ["x", "A" * 43, "é" * 43, "A" * 4000, "..%2f..%2f"])
def test_an_unknown_link_is_a_404_that_tells_what_to_do(client: Client, db: None, purpose: str, token: str) -> None:
    response = client.get(f"/en/{purpose}/{token}/")
    assert response.status_code == 404
    assert "Copy the whole link" in text_of(response)


def test_even_an_unknown_link_stays_private(client: Client, db: None) -> None:
    assert private(client.get(f"/en/confirm/{'A' * 43}/"))


def test_a_link_is_good_for_its_own_purpose_only(client: Client, campaign: Campaign) -> None:
    participation = stories.submitted(campaign)
    token = token_for("sent", participation)
    assert client.post(f"/en/confirm/{token}/").status_code == 404
    assert client.get(f"/en/letter/{token_for('letter', participation)}/").status_code == 404, "not confirmed yet"


def test_an_erased_letter_is_gone(client: Client, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign)
    Participation.objects.update(state=State.ERASED)
    for purpose in ("confirm", "letter", "sent"):
        assert client.get(link(participation, purpose)).status_code == 404


def test_too_many_confirmations_of_a_network_wait(client: Client, campaign: Campaign, settings: Settings) -> None:
    settings.LIMITS = {"confirm_per_network": ("1/h",)}
    first, second = stories.submitted(campaign), stories.submitted(campaign, "b@mail.example")
    assert client.post(link(first)).status_code == 303
    response = client.post(link(second))
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert private(response)


def test_check_your_mailbox_sends_once_more_when_it_may(client: Client, campaign: Campaign) -> None:
    participation = stories.submitted(campaign, now=timezone.now() - timedelta(minutes=11))
    address = link(participation, "sent")
    assert "ana.quispe@mail.example" in text_of(client.get(address))
    response = client.post(address)
    assert (response.status_code, response.headers["Location"]) == (303, f"{address}?again=1")
    assert OutgoingMail.objects.filter(kind=Kind.RESEND).count() == 1
    assert "Thank you." in text_of(client.get(response.headers["Location"]))


def test_asking_at_once_gets_the_same_words_and_no_mail(client: Client, campaign: Campaign) -> None:
    participation = stories.submitted(campaign, now=timezone.now())
    response = client.post(link(participation, "sent"), follow=True)
    assert "Thank you." in text_of(response)
    assert not OutgoingMail.objects.filter(kind=Kind.RESEND).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_spelling_of_the_address_gets_no_link_to_the_letter_that_counts(
    client: Client, campaign: Campaign, method: str
) -> None:
    counted = stories.confirmed(campaign, "ana@mail.example")
    other = stories.submitted(campaign, "ana+perhaps.somebody.else@mail.example")
    response = getattr(client, method)(link(other))
    assert response.status_code == 409
    assert token_for("letter", counted) not in response.content.decode()
    assert "You have already taken part" in text_of(response)


def test_letters_of_another_spelling_are_not_offered_on_the_confirm_page(client: Client, campaign: Campaign) -> None:
    mine = stories.submitted(campaign, "ana@mail.example")
    theirs = stories.submitted(campaign, "ana+perhaps.somebody.else@mail.example")
    assert token_for("confirm", theirs) not in client.get(link(mine)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_wrote_to_nobody_who_is_left_keeps_their_text_and_is_not_counted(
    client: Client, campaign: Campaign, method: str
) -> None:
    participation = stories.submitted(campaign)
    campaign.addressees.all().delete()
    response = getattr(client, method)(link(participation))
    assert response.status_code == 409
    assert "I ask you to speak up for peaceful protesters." in text_of(response)
    participation.refresh_from_db()
    assert participation.state == State.PENDING
    assert not OutgoingMail.objects.filter(kind=Kind.LETTER).exists()
