"""Reading the outbox: what became of each letter, what waits, and whether sending is paused."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Now, Upper

from campaign.campaigns.recipients import Recipient
from campaign.delivery import pace, vacant
from campaign.delivery.lines import Lead, Place, leads, place_of, seat_of
from campaign.delivery.models import Breaker, DeliveryEvent, Kind, OutgoingMail, Pace, Pause
from campaign.delivery.states import State
from campaign.delivery.suppression import hash_of
from campaign.participation.models import Participation
from campaign.targets.models import Target


@dataclass(frozen=True)
class LetterStatus:
    """One letter as its supporter sees it."""

    mail_id: int
    name: str
    role: str
    party: str
    state: State
    reason: str
    due_at: datetime
    accepted_at: datetime | None
    successor: str = ""  # who has the seat by now, where the organizers must choose whether the letter is theirs


def letters_of(participation: Participation, language: str, on: date) -> list[LetterStatus]:
    """Every letter of a participation, in the campaign's order, with whom it went to or, on that day, goes to."""
    letters, found = _letters_and_leads(participation, language, on)
    empty = {seat_of(place) for place, lead in found.items() if lead.shown is None}
    seats = vacant.names_of_seats(empty, language)
    return [_status(one, found[place := place_of(one)], seats.get(seat_of(place), "")) for one in letters]


def _status(letter: OutgoingMail, lead: Lead, seat: str) -> LetterStatus:
    """`seat` is what stands in the place of a name while nobody can be written to."""
    waits = letter.state in (State.QUEUED, State.HELD)
    person = lead.shown
    # What was written on the row is whom it went to, whoever holds the office now; what waits, goes to whoever it is by then.
    name = letter.to_name if not waits or person is None else ""
    same = person is not None and name in ("", person.name)
    return LetterStatus(
        mail_id=letter.pk,
        name=name or (person.name if person else seat),
        role=person.role if person and same else "",
        party=person.party if person and same else "",
        state=State(letter.state),
        reason=letter.reason,
        due_at=letter.next_attempt_at,
        accepted_at=letter.accepted_at,
        successor=lead.holder.name if waits and lead.asks and lead.holder else "",
    )


def written_to(participation: Participation, on: date) -> list[Recipient]:
    """Who has the seats that its letters are addressed to on that day, in the campaign's order and the letter's language."""
    letters, found = _letters_and_leads(participation, participation.language, on)
    shown = (found[place_of(letter)].shown for letter in letters)
    return [person for person in shown if person is not None]


def _letters_and_leads(
    participation: Participation, language: str, on: date
) -> tuple[list[OutgoingMail], dict[Place, Lead]]:
    """The letters in the campaign's order, a group's by name, and where they lead to on that day."""
    rows = OutgoingMail.objects.filter(participation=participation, kind=Kind.LETTER)
    letters = list(rows.select_related("addressee").order_by("addressee__position", "addressee_id", "seat"))
    found = leads([place_of(letter) for letter in letters], language, on)
    places = {place: number for number, place in enumerate(found)}

    def order(letter: OutgoingMail) -> tuple[int, int, int]:
        row = letter.addressee
        assert row is not None  # noqa: S101 - as every letter has
        return row.position, row.pk, places[place_of(letter)]

    return sorted(letters, key=order), found


def names_of(mails: Iterable[OutgoingMail], language: str) -> dict[int, str]:
    """Mail's id -> whom it went to, or while that is open the seat that it is addressed to: a person with the riding, for staff
    tell people of one name apart by it, and of own members who sits for theirs, if anybody does. Four queries at most.
    """
    several = list(mails)
    open_ones = [mail for mail in several if mail.addressee and not mail.addressee.target_id and not mail.to_name]
    seats = vacant.names_of_seats({seat_of(place_of(mail)) for mail in open_ones}, language)
    sitting = _sitting([mail for mail in open_ones if mail.addressee and mail.addressee.own_member_of])

    def name(mail: OutgoingMail) -> str:
        if mail.to_name or mail.addressee is None:
            return mail.to_name
        if mail.addressee.target is not None:
            return str(mail.addressee.target)
        return sitting.get((mail.addressee.own_member_of, str(mail.seat))) or seats.get(seat_of(place_of(mail)), "")

    return {mail.pk: name(mail) for mail in several}


def _sitting(mails: Collection[OutgoingMail]) -> dict[tuple[str, str], str]:
    """Source and riding -> who sits for it today, for letters to own members."""
    codes = {str(mail.seat) for mail in mails}
    if not codes:
        return {}
    rows = Target.objects.filter(riding_code__in=codes, listed=Target.Listed.SITTING)
    return {(source, code): name for source, code, name in rows.values_list("source", "riding_code", "name")}


# Of the mail of one address so much is found: an office's mailbox may have had ten million letters.
MOST_OF_AN_ADDRESS = 10_001
# So many rows at the end of the table are gone through where no index has what is asked (our judgement: a tenth of a second).
NEWEST_MAILS = 200_000


def find_mail(address: str, among: QuerySet[OutgoingMail] | None = None) -> QuerySet[OutgoingMail]:
    """Every mail to or on behalf of an address, newest first; of very many the newest."""
    mails = OutgoingMail.objects.all() if among is None else among.order_by()
    for_it = mails.filter(participation__email__iexact=address).values_list("pk", flat=True)
    # Each half has its index. As one query, the planner goes through the whole table from its end to find the newest.
    found = {*_keys_to(address, mails), *for_it[:MOST_OF_AN_ADDRESS]}
    return OutgoingMail.objects.filter(pk__in=found).order_by("-pk")


def newest_letters_to(address: str) -> list[int]:
    """The keys of the letters that went to an address; of very many those of the newest."""
    return _keys_to(address, OutgoingMail.objects.filter(kind=Kind.LETTER))


def _keys_to(address: str, mails: QuerySet[OutgoingMail]) -> list[int]:
    """Of very many the newest: those near the end of the table, where there are any. To put millions in order takes seconds."""
    to_it = mails.exclude(to_email="").filter(to_email__iexact=address)
    found = list(to_it.values_list("pk", flat=True)[:MOST_OF_AN_ADDRESS])
    if len(found) < MOST_OF_AN_ADDRESS:
        return found
    last = OutgoingMail.objects.order_by("-pk").values_list("pk", flat=True)[0]
    # As a longer text the address fits no index: else the planner collects all of its millions from there.
    near_the_end = mails.filter(pk__gt=last - NEWEST_MAILS).alias(padded=Concat(Upper("to_email"), Value(" ")))
    to_it = near_the_end.filter(padded=Concat(Upper(Value(address)), Value(" "))).order_by("-pk")
    return list(to_it.values_list("pk", flat=True)[:MOST_OF_AN_ADDRESS]) or found


def history(mail: OutgoingMail) -> list[DeliveryEvent]:
    return list(mail.events.order_by("pk"))


def current_pause() -> Pause | None:
    """The pause of all sending, if there is one in force."""
    return _pauses_in_force(Pause.Scope.SITE).select_related("paused_by").first()


def is_paused() -> bool:
    return _pauses_in_force(Pause.Scope.SITE).exists()


def paused(scope: Pause.Scope) -> set[str]:
    """The keys of what is paused: of campaigns or targets their primary keys as text, of providers their names."""
    return set(_pauses_in_force(scope).values_list("key", flat=True))


def _pauses_in_force(scope: Pause.Scope) -> QuerySet[Pause]:
    return Pause.objects.filter(scope=scope, resumed_at__isnull=True)


# Each half from its index, in its order: without, the planner reads far more where nothing is due.
_ANYTHING_DUE = """
SELECT EXISTS (
    SELECT FROM delivery_outgoingmail
    WHERE state IN ('queued', 'uncertain') AND NOT kind = 'letter' AND next_attempt_at <= statement_timestamp()
) OR EXISTS (
    SELECT FROM delivery_stream AS stream CROSS JOIN LATERAL (
        SELECT FROM delivery_outgoingmail
        WHERE addressee_id = stream.addressee_id AND seat = stream.seat AND written_for = stream.written_for
            AND kind = 'letter' AND state IN ('queued', 'uncertain') AND next_attempt_at <= statement_timestamp()
        ORDER BY next_attempt_at, id LIMIT 1
    ) AS mail
)
"""


def anything_due() -> bool:
    """Whether a worker has something to look at, by the database's clock; a letter may still have to wait for its mailbox's pace."""
    with connection.cursor() as cursor:
        cursor.execute(_ANYTHING_DUE)
        return bool(cursor.fetchone() == (True,))


@dataclass(frozen=True)
class AddressHistory:
    """What an address got from us lately, as (campaign id, time), oldest first; the spelling that confirmed here; no more mail?"""

    sent: list[tuple[int, datetime]]
    confirmed_as: str
    suppressed: bool


# All questions at once: a supporter waits for the answer. OFFSET 0 keeps the two tables apart for the planner: each is then
# asked by its index. As a plain join, tables that had grown within a minute from nothing were read whole, for each form.
_ADDRESS_HISTORY = """
SELECT 'sent', mail.campaign_id, mail.created_at, ''
FROM participation_participation AS person
CROSS JOIN LATERAL (
    SELECT campaign_id, created_at FROM delivery_outgoingmail
    WHERE participation_id = person.id AND kind = ANY(%(kinds)s) AND created_at > %(since)s
    OFFSET 0
) AS mail
WHERE person.canonical_email = %(address)s
UNION ALL
SELECT 'confirmed', campaign_id, NULL, email FROM participation_participation
WHERE canonical_email = %(address)s AND campaign_id = %(campaign)s AND state = 'confirmed'
UNION ALL
SELECT 'suppressed', NULL, NULL, '' FROM delivery_suppression WHERE address_hash = %(hash)s AND lifted_at IS NULL
ORDER BY 3
"""


def address_history(participation: Participation, since: datetime) -> AddressHistory:
    """The mails that asked this address to confirm or told it of its letter, and whether one here is confirmed."""
    values: dict[str, Any] = {
        "address": participation.canonical_email,
        "campaign": participation.campaign_id,
        "kinds": [kind.value for kind in (Kind.CONFIRMATION, Kind.RESEND, Kind.RECEIPT_LINK)],
        "since": since,
        "hash": hash_of(participation.canonical_email),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESS_HISTORY, values)
        rows: list[tuple[str, int, datetime, str]] = cursor.fetchall()
    return AddressHistory(
        sent=[(campaign_id, at) for what, campaign_id, at, _ in rows if what == "sent"],
        confirmed_as=next((email for what, _, _, email in rows if what == "confirmed"), ""),
        suppressed=any(what == "suppressed" for what, *_ in rows),
    )


def anything_left(participation: Participation) -> bool:
    """Whether any letter of it left, may have left, or still can: one that a worker gives back just now is waiting again."""
    letters = OutgoingMail.objects.filter(participation=participation, kind=Kind.LETTER)
    return letters.exclude(state__in=(State.CANCELLED, State.SUPPRESSED)).exists()


def may_take_longer(domain: str) -> bool:
    """Whether mail to the people of a domain waits its turn now, or is held by a breaker: said of the domain, never of one address."""
    if Breaker.objects.filter(scope=Breaker.Scope.DOMAIN, key=domain).exclude(state=Breaker.State.CLOSED).exists():
        return True
    rate = pace.domain_rate()
    ahead = Pace.objects.filter(key=f"@{domain}").annotate(ahead=F("next_at") - Now()).values_list("ahead", flat=True)
    return rate is not None and any(rate.allowed(max(timedelta(), each)) < 1 for each in ahead)
