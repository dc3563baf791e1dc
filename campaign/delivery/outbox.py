"""The way into the queue: rows written in the caller's transaction, each with the event that begins its history."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from campaign.campaigns.queries import parse_key
from campaign.delivery.models import DeliveryEvent, Kind, Lane, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import CANCELLABLE, State
from campaign.participation.models import Participation


def queue_letters(participation: Participation, due: datetime, now: datetime) -> int:
    """One letter per recipient the supporter chose, none due before `due`. A second call adds nothing."""
    known = set(participation.campaign.addressees.values_list("pk", flat=True))
    return _enqueue(
        [
            OutgoingMail(
                kind=Kind.LETTER,
                lane=Lane.LETTER,
                campaign_id=participation.campaign_id,
                participation=participation,
                addressee_id=addressee_id,
                seat=seat,
                next_attempt_at=due,
                created_at=now,
            )
            for addressee_id, seat in map(parse_key, participation.recipient_keys)
            if addressee_id in known  # staff may have taken somebody off the list since the form was sent
        ]
    )


def queue_to_supporter(participation: Participation, kind: Kind, now: datetime, to: str = "") -> int:
    """One mail of that kind to the supporter, at once. A second one of the kind is not written.

    `to` is another spelling of the supporter's address than the one typed this time.
    """
    return _enqueue(
        [
            OutgoingMail(
                kind=kind,
                lane=Lane.PERSON,
                campaign_id=participation.campaign_id,
                participation=participation,
                to_email=to or participation.email,
                to_name=participation.name,
                next_attempt_at=now,
                created_at=now,
            )
        ]
    )


def queue_to_staff(to: Iterable[str], subject: str, text: str, now: datetime) -> int:
    """A mail in its own words, one row per address."""
    return _enqueue(
        [
            OutgoingMail(
                kind=Kind.STAFF,
                lane=Lane.PERSON,
                to_email=address,
                subject=subject,
                text=text,
                next_attempt_at=now,
                created_at=now,
            )
            for address in to
        ]
    )


@transaction.atomic
def _enqueue(mails: Sequence[OutgoingMail]) -> int:
    """Insert what is not there yet, with one event each; how many were new.

    ON CONFLICT DO NOTHING returns no keys, so the new rows are found by having no event.
    """
    if not mails:
        return 0
    participation = mails[0].participation
    if participation is None:
        created = OutgoingMail.objects.bulk_create(mails)
    else:
        OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
        created = list(OutgoingMail.objects.filter(participation=participation, events__isnull=True).only("pk"))
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(mail_id=mail.pk, to_state=State.QUEUED, at=mail.created_at) for mail in created
    )
    return len(created)


def cancel_waiting(participation: Participation, reason: str) -> int:
    """Cancel the letters of a participation that have not begun to leave; how many.

    What a worker holds in this moment is not touched: it may already be with the provider.
    """
    letters = OutgoingMail.objects.filter(participation=participation, kind=Kind.LETTER)
    return move(letters.values_list("pk", flat=True), CANCELLABLE, Change(State.CANCELLED, reason))
