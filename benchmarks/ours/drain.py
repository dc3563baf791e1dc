"""One of our worker processes without Celery around it: drains until the queue is empty."""

from django.utils import timezone

from benchmarks.together import take_part
from campaign.delivery.composing import load_batch
from campaign.delivery.models import OutgoingMail
from campaign.delivery.provider import current_provider
from campaign.delivery.sending import drain

LONGER_THAN_ANY_RUN = 3600.0


def main(arguments: list[str]) -> None:
    load_batch(OutgoingMail.objects.all()[:1], timezone.localdate())  # warm and connected, as a worker that runs is
    take_part(lambda: drain(current_provider(), seconds=LONGER_THAN_ANY_RUN).accepted)
