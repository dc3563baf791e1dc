"""The way into the queue: rows written in the caller's transaction, each with the event that begins its history."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from campaign.campaigns.recipients import still_addressed
from campaign.delivery.lines import Place, places_of
from campaign.delivery.models import DeliveryEvent, Kind, Lane, OutgoingMail, Stream
from campaign.delivery.record import Change, move
from campaign.delivery.states import CANCELLABLE, State
from campaign.delivery.suppression import SUPPRESSED, suppressed
from campaign.participation.models import Participation


def queue_letters(participation: Participation, due: datetime, now: datetime) -> int:
    """One letter per recipient the supporter chose, none due before `due`. A second call adds nothing."""
    chosen = still_addressed(participation.campaign, participation.recipient_keys, timezone.localdate(now))
    places = places_of(participation, chosen)
    _open_streams(places)
    return _enqueue(
        [
            OutgoingMail(
                kind=Kind.LETTER,
                lane=Lane.LETTER,
                campaign_id=participation.campaign_id,
                participation=participation,
                addressee_id=addressee_id,
                seat=seat,
                written_for=person,
                next_attempt_at=due,
                created_at=now,
            )
            for addressee_id, seat, person in places
        ]
    )


def queue_to_supporter(
    participation: Participation, kind: Kind, now: datetime, to: str = "", known_suppressed: bool | None = None
) -> int:
    """One mail of that kind to the supporter, at once. A second one of the kind is not written.

    `to` is another spelling of the supporter's address than the one typed this time. To a suppressed address it is
    written all the same, as suppressed: whoever looks for it finds it, and whoever submits learns nothing. Whether it is one is
    asked here, unless the caller knows.
    """
    address = to or participation.email
    bad = bool(suppressed([address])) if known_suppressed is None else known_suppressed
    return _enqueue(
        [
            OutgoingMail(
                kind=kind,
                lane=Lane.PERSON,
                campaign_id=participation.campaign_id,
                participation=participation,
                to_email=address,
                to_name=participation.name,
                next_attempt_at=now,
                created_at=now,
                **_beginning(bad),
            )
        ]
    )


def queue_thanks(participation: Participation, due: datetime, now: datetime) -> int:
    """The thank-you mail, once. Whether its address is suppressed is asked when it is due."""
    return _enqueue(
        [
            OutgoingMail(
                kind=Kind.THANKS,
                lane=Lane.LETTER,  # nobody waits for it
                campaign_id=participation.campaign_id,
                participation=participation,
                to_email=participation.email,
                to_name=participation.name,
                next_attempt_at=due,
                created_at=now,
            )
        ]
    )


def queue_question(participation: Participation, due: datetime, now: datetime) -> int:
    """The question whether an answer came, once. Whether its address is suppressed is asked when it is due."""
    return _enqueue(
        [
            OutgoingMail(
                kind=Kind.QUESTION,
                lane=Lane.LATER,
                campaign_id=participation.campaign_id,
                participation=participation,
                to_email=participation.email,
                to_name=participation.name,
                next_attempt_at=due,
                created_at=now,
            )
        ]
    )


def queue_reply(letter: OutgoingMail, subject: str, text: str, now: datetime) -> int:
    """Pass on to the supporter what an office answered to their letter. A second answer is not written."""
    participation = letter.participation
    if participation is None:
        return 0
    return _enqueue(
        [
            OutgoingMail(
                kind=Kind.REPLY,
                lane=Lane.LETTER,  # behind those who wait for a link: an office may answer ten thousand letters at once
                campaign_id=letter.campaign_id,
                participation=participation,
                addressee_id=letter.addressee_id,
                seat=letter.seat,
                to_email=participation.email,
                to_name=participation.name,
                subject=subject,
                text=text,
                next_attempt_at=now,
                created_at=now,
                **_beginning(bool(suppressed([participation.email]))),
            )
        ]
    )


def _beginning(is_suppressed: bool) -> dict[str, str]:
    """The state and reason with which a mail to a supporter's address begins."""
    return {"state": State.SUPPRESSED, "reason": SUPPRESSED} if is_suppressed else {}


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


def queue_test(to_email: str, to_name: str, subject: str, text: str, now: datetime) -> OutgoingMail:
    """A test of a letter, to whoever of staff asked for it; due at once by the database's clock."""
    mail = OutgoingMail.objects.create(
        kind=Kind.TEST,
        lane=Lane.PERSON,
        to_email=to_email,
        to_name=to_name,
        subject=subject,
        text=text,
        next_attempt_at=Now(),
        created_at=now,
    )
    DeliveryEvent.objects.create(mail=mail, at=now, to_state=State.QUEUED)
    return mail


def _open_streams(places: Sequence[Place]) -> None:
    """So that workers know of every line that letters wait in. Nearly always they are there: looking costs no lock."""
    streams = Stream.objects.filter(
        addressee__in={place[0] for place in places}, seat__in={place[1] for place in places}
    )
    known = set(streams.values_list("addressee", "seat", "written_for"))
    lacking = [
        Stream(addressee_id=addressee_id, seat=seat, written_for=person)
        for addressee_id, seat, person in set(places) - known
    ]
    if lacking:
        Stream.objects.bulk_create(lacking, ignore_conflicts=True)


# The mails and the events that begin their histories, in one statement: a supporter waits for it. What is there already stays.
_INSERT = """
WITH new AS (
    INSERT INTO delivery_outgoingmail (
        kind, lane, state, reason, campaign_id, participation_id, addressee_id, seat, written_for, to_email, to_name, subject, text,
        next_attempt_at, attempts, possible_duplicate, provider, provider_reference, created_at
    )
    SELECT %(kind)s, %(lane)s, %(state)s, %(reason)s, %(campaign)s::bigint, %(participation)s::bigint, addressee, seat,
        person, email, %(name)s, %(subject)s, %(text)s, now() + %(wait)s, 0, false, '', '', %(at)s
    FROM unnest(%(addressees)s::bigint[], %(seats)s::integer[], %(people)s::bigint[], %(emails)s::text[])
        AS wanted (addressee, seat, person, email)
    ON CONFLICT DO NOTHING
    RETURNING id
)
INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)
SELECT id, %(at)s, '', %(state)s, %(reason)s FROM new
"""


def _enqueue(mails: Sequence[OutgoingMail]) -> int:
    """Insert what is not there yet; how many were new. The mails are alike but for their recipient."""
    if not mails:
        return 0
    alike = mails[0]
    values: dict[str, Any] = {
        "kind": str(alike.kind),
        "lane": int(alike.lane),
        "state": str(alike.state),
        "reason": alike.reason,
        "campaign": alike.campaign_id,
        "participation": alike.participation_id,
        "name": alike.to_name,
        "subject": alike.subject,
        "text": alike.text,
        # By the database's clock, whatever this machine's says: only how long it is from one to the other is ours.
        "wait": alike.next_attempt_at - alike.created_at,
        "at": alike.created_at,
        "addressees": [mail.addressee_id for mail in mails],
        "seats": [mail.seat for mail in mails],
        "people": [mail.written_for for mail in mails],
        "emails": [mail.to_email for mail in mails],
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        new: int = cursor.rowcount
    return new


def cancel_waiting(participation: Participation, reason: str) -> int:
    """Cancel the letters of a participation that have not begun to leave; how many.

    What a worker holds in this moment is not touched: it may already be with the provider.
    """
    return _cancel(participation, Kind.LETTER, reason)


def cancel_thanks(participation: Participation, reason: str) -> None:
    """Who has taken back everything is not thanked."""
    _cancel(participation, Kind.THANKS, reason)


def _cancel(participation: Participation, kind: Kind, reason: str) -> int:
    letters = OutgoingMail.objects.filter(participation=participation, kind=kind)
    return move(letters.values_list("pk", flat=True), CANCELLABLE, Change(State.CANCELLED, reason))
