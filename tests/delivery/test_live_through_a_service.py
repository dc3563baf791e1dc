"""A campaign's letters through a mail service in live mode, from the queue to the service and back onto the row."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.provider import configured_providers
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from tests import stories
from tests.mail_api import Answer, MailApi, accepted, mail_api, payload

pytestmark = pytest.mark.django_db
Live = Callable[[MailApi], None]


@pytest.fixture
def send(settings: Settings) -> Live:
    """Sends what is due through this service, as live mode does."""

    def run(api: MailApi) -> None:
        settings.DELIVERY_MODE, settings.EMAIL_URL = "live", api.email_url("resend")
        drain(*configured_providers())

    return run


def letters(number: int) -> None:
    """That many due letters, and no other mail."""
    stories.confirmed(stories.open_campaign(people=number))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.ACCEPTED)


def test_a_letter_that_was_taken_carries_the_services_name_and_number(send: Live) -> None:
    letters(1)
    with mail_api(accepted("resend")) as api:
        send(api)
        (asked,) = api.asked
    mail = OutgoingMail.objects.get(kind=Kind.LETTER)
    assert (mail.state, mail.provider) == (State.ACCEPTED, "resend")
    assert mail.provider_reference == "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"
    assert asked.json["from"] == "Ana Quispe via Dear Minister <action@dearminister.example>"
    assert asked.json["headers"]["X-Metadata"] == f'{{"outbox_id": "{mail.pk}"}}'


def test_each_answer_leaves_its_letter_where_it_belongs(send: Live) -> None:
    letters(4)
    with mail_api(
        accepted("resend"), payload("resend/invalid_to", 422), Answer(200, b"?"), payload("resend/rate_limited", 429)
    ) as api:
        send(api)
    letters_there = OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk")
    # In doubt at a service that knows a mail by its key: it is simply asked again.
    assert [mail.state for mail in letters_there] == [State.ACCEPTED, State.FAILED, State.QUEUED, State.QUEUED]
    assert [mail.attempts for mail in letters_there] == [1, 1, 1, 1]


def test_a_wrong_key_leaves_every_letter_waiting(send: Live) -> None:
    letters(3)
    with mail_api(payload("resend/no_key", 401)) as api:
        send(api)
        assert len(api.asked) == 1, "one refusal is enough"
    rows = OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("state", "attempts")
    assert list(rows) == [(State.QUEUED, 0)] * 3


@pytest.mark.parametrize("purpose", [Campaign.Purpose.DEMO, Campaign.Purpose.REHEARSAL])
def test_a_demo_never_leaves_this_machine(settings: Settings, purpose: Campaign.Purpose) -> None:
    stories.confirmed(stories.open_campaign(people=1, purpose=purpose))
    settings.DELIVERY_MODE, settings.EMAIL_URL = "live", "resend://?api_key=k&api_url=https://api.nowhere.invalid/"
    drain(*configured_providers())
    assert set(OutgoingMail.objects.values_list("reason", flat=True)) == {"A demo's letters never leave this machine."}
