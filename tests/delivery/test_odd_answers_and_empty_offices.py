"""What must not stop the drain: an answer that a database cannot hold, and a batch of letters for nobody."""

from datetime import UTC, date, datetime

import pytest

from campaign.campaigns.models import Addressee
from campaign.delivery import sending
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.provider import Message, Outcome, Receipt, SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import release_held
from campaign.delivery.states import State
from campaign.targets.models import Office, Tenure
from tests import stories
from tests.delivery.letters import states

pytestmark = pytest.mark.django_db


class Answering(SandboxProvider):
    def __init__(self, receipt: Receipt) -> None:
        self._receipt = receipt

    def send(self, message: Message) -> Receipt:
        return self._receipt


def test_an_answer_with_a_nul_in_it_is_recorded_without() -> None:
    stories.confirmed(stories.open_campaign(people=1))
    drain(Answering(Receipt(Outcome.TEMPORARY, "451 Bu\x00sy")))
    assert states() == [State.QUEUED]
    assert OutgoingMail.objects.get(kind=Kind.LETTER).reason == "451 Busy"


def empty_office() -> Office:
    """The office that an open campaign writes to, with one letter due to it and nobody to hold it."""
    campaign = stories.draft_campaign("to-the-office")
    office = Office.objects.create(slug="minister", name={"en": "Minister of Foreign Affairs"})
    Addressee.objects.create(campaign=campaign, office=office)
    tenure = Tenure.objects.create(office=office, target=stories.target(1), standing=Tenure.Standing.HELD)
    campaign.state = "open"
    campaign.save()
    stories.confirmed(campaign)
    tenure.delete()
    return office


def test_a_batch_of_letters_for_nobody_does_not_end_the_drain(monkeypatch: pytest.MonkeyPatch) -> None:
    empty_office()
    stories.confirmed(stories.open_campaign(people=1))
    monkeypatch.setattr(sending, "SMALLEST_BATCH", 1)
    drain(SandboxProvider())
    assert states() == [State.HELD, State.ACCEPTED]


def test_letters_are_released_by_the_day_of_the_site_as_they_are_sent() -> None:
    office = empty_office()
    drain(SandboxProvider())
    # 22:00 of 23 November in Toronto, where the site is, and 03:00 of the 24th in UTC.
    evening = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    Tenure.objects.create(
        office=office, target=stories.target(1), since=date(2026, 11, 24), standing=Tenure.Standing.HELD
    )
    assert release_held(evening) == 0, "it would be held again at once, and so on until midnight"
    assert DeliveryEvent.objects.filter(mail__kind=Kind.LETTER).count() == 3
    assert release_held(datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) == 1
