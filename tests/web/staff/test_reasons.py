"""Why a letter is where it is, told in the reader's language as far as the words are ours."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from campaign.campaigns.models import Campaign
from campaign.delivery.models import OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.journeys.withdraw import undo
from campaign.web.staff.reasons import reason
from tests import stories
from tests.web.staff.pages import words


def test_our_own_reasons_are_told_in_the_readers_language(as_organizer: Client, protest: Campaign) -> None:
    undo(stories.confirmed(protest, now=timezone.now()), timezone.now())
    as_organizer.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    page = words(as_organizer.get(f"/staff/campaigns/{protest.slug}/letters/"))
    assert "Retirée par la personne signataire." in page
    assert "Withdrawn" not in page


def test_a_servers_answer_is_shown_as_the_server_gave_it(as_organizer: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    everything = list(OutgoingMail.objects.values_list("pk", flat=True))
    move(everything, (State.QUEUED,), Change(State.SENDING))
    move(everything, (State.SENDING,), Change(State.FAILED, "554 5.7.1 <b> 100 % refused"))
    as_organizer.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    page = words(as_organizer.get(f"/staff/campaigns/{protest.slug}/letters/"))
    assert "554 5.7.1 <b> 100 % refused" in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("parl.gc.ca: 14 of the last 1200 mails failed.", "14 des 1 200 derniers courriels ont échoué."),
        ("Given up after 18 attempts. 552 5.2.2 Full", "Abandonné après 18 tentatives. 552 5.2.2 Full"),
        ("Turned away. resend: 401 No key", "Le fournisseur nous a refusés. resend: 401 No key"),
        (
            "Twice without an answer. The worker stopped in the middle of this mail.",
            "Deux fois sans réponse. Le processus d’envoi s’est arrêté au milieu de ce courriel.",
        ),
        ("", ""),
    ],
)
def test_our_words_around_a_servers_are_told_in_the_readers_language(text: str, told: str) -> None:
    with override("fr-ca"):
        assert reason(text).replace("\u202f", " ").replace("\xa0", " ") == told
