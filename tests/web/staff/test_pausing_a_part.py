"""Pausing a part by hand: a campaign by its team, a person or a provider by admins; why, by whom, and the way back."""

import pytest
from django.test import Client

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail, Pause
from campaign.delivery.queries import is_paused, paused
from tests import stories
from tests.web.staff.pages import links, words

PAUSE, RESUME = "/staff/sending/pause/", "/staff/sending/resume/"
CAMPAIGN = "/staff/campaigns/peaceful-protest/"


def test_an_organizer_pauses_the_own_campaign_and_lets_it_go_on(as_organizer: Client, protest: Campaign) -> None:
    asked = links(as_organizer.get(CAMPAIGN))["Pause its letters…"]
    assert "Supporters can still sign and confirm" in words(as_organizer.get(asked))
    answer = as_organizer.post(asked, {"note": "A wrong name in the letter"}, follow=True)
    assert "Paused: The letters of “Peaceful protest”." in words(answer)
    assert "by Olga Organizer." in words(answer)
    assert "A wrong name in the letter" in words(answer)
    assert paused(Pause.Scope.CAMPAIGN) == {str(protest.pk)}
    assert not is_paused()
    answer = as_organizer.post(f"{CAMPAIGN}resume/", follow=True)
    assert "Goes on: The letters of “Peaceful protest”." in words(answer)
    assert paused(Pause.Scope.CAMPAIGN) == set()
    assert "This was not paused." in words(as_organizer.post(f"{CAMPAIGN}resume/", follow=True))


def test_an_organizer_of_another_team_pauses_nothing(as_stranger: Client, protest: Campaign) -> None:
    assert as_stranger.post(f"{CAMPAIGN}pause/", {"note": "I want to"}).status_code == 404
    assert as_stranger.post(f"{CAMPAIGN}resume/").status_code == 404
    assert not Pause.objects.exists()


def test_admins_see_every_pause_in_one_list_and_end_each(
    as_admin: Client, as_organizer: Client, protest: Campaign
) -> None:
    as_organizer.post(f"{CAMPAIGN}pause/", {"note": "A wrong name"})
    page = words(as_admin.get(PAUSE))
    assert "Paused in part The letters of “Peaceful protest” paused by Olga Organizer" in page
    answer = as_admin.post(RESUME, {"scope": "campaign", "key": protest.pk}, follow=True)
    assert "Goes on: The letters of “Peaceful protest”." in words(answer)
    assert "paused by Olga Organizer, resumed by Adam Admin" in words(answer)


def test_letters_to_a_person_are_paused_from_a_mails_history(as_admin: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    letter = OutgoingMail.objects.filter(kind=Kind.LETTER).earliest("pk")
    asked = links(as_admin.get(f"/staff/mail/{letter.pk}/"))["Pause letters to Nina Minister"]
    assert "of every campaign" in words(as_admin.get(asked))
    key = str(stories.target(1).pk)
    answer = as_admin.post(PAUSE, {"scope": "target", "key": key, "note": "The office asked us to wait"}, follow=True)
    assert "Paused: Letters to Nina Minister." in words(answer)
    assert paused(Pause.Scope.TARGET) == {key}
    again = as_admin.post(PAUSE, {"scope": "target", "key": key, "note": "Again"}, follow=True)
    assert "Somebody had paused this already; their pause stays." in words(again)
    assert Pause.objects.get().note == "The office asked us to wait"


def test_a_provider_is_paused_and_all_sending_is_not(as_admin: Client) -> None:
    as_admin.post(PAUSE, {"scope": "provider", "key": "smtp", "note": "They are down"})
    assert paused(Pause.Scope.PROVIDER) == {"smtp"}
    assert not is_paused()
    assert "Sending goes on as before." not in words(as_admin.get(PAUSE))


@pytest.mark.parametrize("note", ["", " ", "x" * 301])
def test_a_part_is_paused_only_with_a_reason(as_admin: Client, protest: Campaign, note: str) -> None:
    answer = as_admin.post(PAUSE, {"scope": "provider", "key": "smtp", "note": note})
    assert answer.status_code == 422
    assert as_admin.post(f"{CAMPAIGN}pause/", {"note": note}).status_code == 422
    assert not Pause.objects.exists()


@pytest.mark.parametrize(
    ("scope", "key"),
    [
        ("everything", ""),
        ("site", "x"),
        ("target", "999999"),
        ("target", ""),
        ("target", "²"),
        ("target", "9" * 60),
        ("campaign", "peaceful-protest"),
        ("provider", ""),
        ("provider", "x" * 81),
        ("provider", "a\x00b"),
    ],
)
def test_what_is_not_there_cannot_be_paused(as_admin: Client, protest: Campaign, scope: str, key: str) -> None:
    assert as_admin.get(PAUSE, {"scope": scope, "key": key}).status_code == 404
    assert as_admin.post(PAUSE, {"scope": scope, "key": key, "note": "Why not"}).status_code == 404
    assert as_admin.post(RESUME, {"scope": scope, "key": key}).status_code == 404
    assert not Pause.objects.exists()
