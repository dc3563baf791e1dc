"""One of our worker processes without Celery around it: drains until the queue is empty."""

from django.utils import timezone

from benchmarks.together import take_part
from campaign.delivery.composing import compose, load_batch
from campaign.delivery.models import OutgoingMail
from campaign.delivery.provider import as_message, configured_providers
from campaign.delivery.sending import drain

LONGER_THAN_ANY_RUN = 3600.0


def main(arguments: list[str]) -> None:
    provider = configured_providers()[0]
    _warm()
    provider.open()
    take_part(lambda: drain(provider, seconds=LONGER_THAN_ANY_RUN).accepted)


def _warm() -> None:
    """Connected, and with everything imported and compiled: as a worker is that has been running for a minute."""
    mails = list(OutgoingMail.objects.order_by("pk")[:10])
    batch = load_batch(mails, timezone.localdate())
    for mail in mails:
        person = batch.recipient_of(mail)
        if person is not None:
            mail.to_email, mail.to_name = person.email, person.name
            as_message(compose(mail, batch))
