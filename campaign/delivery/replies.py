"""What an office answered to a letter's return address is passed on to the supporter, once for each letter."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.outbox import queue_reply
from campaign.delivery.returned import Answer
from campaign.participation.models import Participation

log = logging.getLogger(__name__)


@transaction.atomic
def pass_on(answer: Answer, now: datetime) -> int:
    """Queue it for the supporter, or for all whose letters travelled in one mail; how many mails that made.

    Only letters have answers: what answers our own notices, these among them, goes no further, so nothing can go in circles.
    """
    asked = OutgoingMail.objects.filter(pk=answer.mail_id, kind=Kind.LETTER).only("pk", "bundle").first()
    if asked is None:
        log.info("An answer to mail %s is passed on to nobody: it is no letter", answer.mail_id)
        return 0
    same_mail = Q(pk=asked.pk) if asked.bundle is None else Q(bundle=asked.bundle, kind=Kind.LETTER)
    letters = OutgoingMail.objects.filter(same_mail).select_related("participation").order_by("pk")
    return sum(_pass_on(letter, answer, now) for letter in letters)


def _pass_on(letter: OutgoingMail, answer: Answer, now: datetime) -> int:
    participation = letter.participation
    if participation is None or participation.state == Participation.State.ERASED or not participation.email:
        return 0
    with override(participation.language):
        lead = (
            gettext("%(name)s’s office answered automatically:")
            if answer.automatic
            else gettext("%(name)s’s office answered:")
        )
    return queue_reply(letter, answer.subject, f"{lead % {'name': letter.to_name}}\n\n{answer.text}", now)
