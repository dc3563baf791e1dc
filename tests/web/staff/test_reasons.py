"""Why a letter is where it is, told in the reader's language as far as the words are ours."""

from django.conf import settings
from django.test import Client
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.delivery.models import OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.journeys.withdraw import undo
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
