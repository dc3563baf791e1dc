"""The drain, into the sandbox: every due mail leaves once, to whoever holds the office now."""

from datetime import date

import pytest

from campaign.campaigns.models import Addressee
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import Message, ProviderDown, Receipt, SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import pause, release_held, resume
from campaign.delivery.states import State
from campaign.participation.models import Participation
from campaign.targets.models import Office, Tenure
from tests import stories
from tests.delivery.letters import states
from tests.stories import NOW

pytestmark = pytest.mark.django_db


def test_a_confirmed_letter_reaches_each_target_once() -> None:
    stories.confirmed(stories.open_campaign(people=5))
    drain(SandboxProvider())
    drain(SandboxProvider())
    to = SandboxMail.objects.filter(kind=Kind.LETTER).values_list("to", flat=True)
    assert sorted(to) == [f"target{n}@mail.example" for n in range(1, 6)]
    assert states() == [State.ACCEPTED] * 5


def test_an_accepted_mail_knows_when_and_through_whom_it_left() -> None:
    stories.confirmed(stories.open_campaign(people=1))
    drain(SandboxProvider())
    mail = OutgoingMail.objects.get(kind=Kind.LETTER)
    assert mail.provider == "sandbox"
    assert mail.accepted_at is not None
    assert mail.claim is None


def test_nothing_leaves_while_sending_is_paused_and_all_of_it_afterwards() -> None:
    stories.confirmed(stories.open_campaign(people=2))
    admin = stories.admin()
    pause(admin, "Wrong letter", NOW)
    assert drain(SandboxProvider()).tried == 0
    assert states() == [State.QUEUED] * 2
    assert resume(admin, NOW)
    drain(SandboxProvider())
    assert states() == [State.ACCEPTED] * 2


def test_one_mail_that_cannot_be_composed_fails_with_its_reason_and_stops_no_other() -> None:
    campaign = stories.open_campaign(people=1)
    broken = stories.confirmed(campaign, "broken@mail.example")
    stories.confirmed(campaign, "whole@mail.example")
    Participation.objects.filter(pk=broken.pk).update(first_name="Eve\r\nBcc: x@mail.example")
    drain(SandboxProvider())
    assert states() == [State.FAILED, State.ACCEPTED]
    assert OutgoingMail.objects.get(state=State.FAILED, kind=Kind.LETTER).reason.startswith("Could not be composed.")


class Away(SandboxProvider):
    """A provider that nobody reaches."""

    def send(self, message: Message) -> Receipt:
        raise ProviderDown("127.0.0.1: ConnectionRefusedError")


def test_while_the_provider_is_away_mail_waits_and_no_attempt_is_counted() -> None:
    stories.confirmed(stories.open_campaign(people=2))
    drain(Away())
    assert states() == [State.QUEUED] * 2
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {0}
    assert OutgoingMail.objects.filter(reason__contains="ConnectionRefusedError").exists()


def office_campaign() -> tuple[Addressee, Office]:
    campaign = stories.draft_campaign()
    office = Office.objects.create(slug="minister", name={"en": "Minister of Foreign Affairs"})
    return Addressee.objects.create(campaign=campaign, office=office), office


def holds(office: Office, number: int, since: date, until: date | None = None) -> Tenure:
    return Tenure.objects.create(
        office=office, target=stories.target(number), since=since, until=until, standing=Tenure.Standing.HELD
    )


def confirmed_for(addressee: Addressee) -> None:
    addressee.campaign.state = "open"
    addressee.campaign.save()
    stories.confirmed(addressee.campaign)


def test_a_letter_to_an_office_that_nobody_holds_is_held_and_leaves_when_somebody_does() -> None:
    addressee, office = office_campaign()
    tenure = holds(office, 1, date(2020, 1, 1))
    confirmed_for(addressee)
    Tenure.objects.filter(pk=tenure.pk).update(standing=Tenure.Standing.VERIFY)
    drain(SandboxProvider())
    assert states() == [State.HELD]
    assert release_held(NOW) == 0
    Tenure.objects.filter(pk=tenure.pk).update(standing=Tenure.Standing.HELD)
    assert release_held(NOW) == 1
    drain(SandboxProvider())
    assert states() == [State.ACCEPTED]


def test_a_drain_whose_time_is_over_says_that_there_is_more() -> None:
    stories.confirmed(stories.open_campaign(people=2))
    assert drain(SandboxProvider(), seconds=0).more
    assert states() == [State.QUEUED] * 2
