"""While an acceptance is being committed, the next mail's envelope is handed over; its content waits, so that never two are in doubt."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.delivery.claiming import recover_lost_claims
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.provider import Message, Outcome, ProviderDown, Receipt
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from tests import stories
from tests.delivery.letters import states
from tests.stories import NOW

pytestmark = pytest.mark.django_db


class Early:
    """Begins with each mail, and writes down in which order it was asked and what was recorded by then."""

    name = "early"
    idempotent = False

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.recorded: list[int] = []

    def open(self) -> None: ...

    def begin(self, message: Message) -> None:
        self.asked.append(("begin", message.mail.outbox_id))

    def send(self, message: Message) -> Receipt:
        self.asked.append(("send", message.mail.outbox_id))
        self.recorded.append(OutgoingMail.objects.filter(state=State.ACCEPTED, kind=Kind.LETTER).count())
        return Receipt(Outcome.ACCEPTED, reference=f"r{message.mail.outbox_id}")

    def close(self) -> None: ...


def letters(number: int) -> list[int]:
    stories.confirmed(stories.open_campaign(people=number))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(state=State.CANCELLED)
    return list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("pk", flat=True))


def test_no_content_is_sent_before_the_last_acceptance_is_recorded() -> None:
    first, second, third = letters(3)
    provider = Early()
    drain(provider)
    assert provider.asked == [("send", first), ("begin", second), ("send", second), ("begin", third), ("send", third)]
    assert provider.recorded == [0, 1, 2]


def test_each_acceptance_has_its_event_its_provider_and_its_reference() -> None:
    first, _ = letters(2)
    drain(Early())
    mail = OutgoingMail.objects.get(pk=first)
    assert (mail.state, mail.provider, mail.provider_reference, mail.claim) == ("accepted", "early", f"r{first}", None)
    assert mail.accepted_at is not None
    assert list(DeliveryEvent.objects.filter(mail=mail).values_list("from_state", "to_state"))[-1] == (
        "sending",
        "accepted",
    )


def test_a_claim_lost_meanwhile_keeps_the_next_mail_from_leaving() -> None:
    letters(3)

    class Slow(Early):
        def send(self, message: Message) -> Receipt:
            OutgoingMail.objects.filter(state=State.SENDING).update(lease_until=NOW)
            recover_lost_claims()
            OutgoingMail.objects.filter(state=State.QUEUED).update(state=State.HELD)  # as if another worker had them
            return super().send(message)

    provider = Slow()
    drain(provider)
    assert [what for what, _ in provider.asked] == ["send", "begin"]
    assert states() == [State.ACCEPTED, State.HELD, State.HELD]


def test_a_server_that_goes_away_at_the_envelope_leaves_the_last_acceptance_recorded() -> None:
    letters(2)

    class Leaving(Early):
        def begin(self, message: Message) -> None:
            raise ProviderDown("gone")

    drain(Leaving())
    assert states() == [State.ACCEPTED, State.QUEUED]


def test_what_a_rollback_forgot_is_prepared_again() -> None:
    letters(1)
    drain(Early())
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(state=State.QUEUED)
    with CaptureQueriesContext(connection) as asked:
        drain(Early())
    assert states() == [State.ACCEPTED]
    assert sum("pg_prepared_statements" in one["sql"] for one in asked.captured_queries) == 1
