"""The letters of a supporter that reached a mailbox, by whom they went to: what can have been answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from campaign.campaigns.models import Addressee
from campaign.campaigns.recipients import in_language
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import ARRIVED


@dataclass(frozen=True, slots=True)
class Arrived:
    """One letter; the name is that of whoever it went to, whoever has the seat by now."""

    key: str
    addressee_id: int
    seat: int
    name: str
    role: str


def key_of(addressee_id: int, seat: int) -> str:
    """As it stands in links and forms; unlike a recipient's key, always with the seat."""
    return f"{addressee_id}.{seat}"


def arrived(participation_ids: Collection[int]) -> dict[int, list[Arrived]]:
    """By participation, in the campaign's order; one query for all."""
    letters = OutgoingMail.objects.filter(participation__in=participation_ids, kind=Kind.LETTER, state__in=ARRIVED)
    return _by_participation(letters)


def written_at(participation_id: int, keys: Collection[str]) -> list[Arrived]:
    """A supporter's letters to these seats, whatever became of them since."""
    letters = OutgoingMail.objects.filter(participation=participation_id, kind=Kind.LETTER)
    return [one for one in _by_participation(letters)[participation_id] if one.key in keys]


def arrived_for(mails: Iterable[OutgoingMail]) -> dict[int, list[Arrived]]:
    """Of those that these mails ask; asks nothing where none of them does."""
    asked = {mail.participation_id for mail in mails if mail.kind == Kind.QUESTION and mail.participation_id}
    return arrived(asked) if asked else {}


def _by_participation(letters: QuerySet[OutgoingMail]) -> dict[int, list[Arrived]]:
    found: dict[int, list[Arrived]] = defaultdict(list)
    rows = letters.select_related("addressee__office", "participation")
    for letter in rows.order_by("addressee__position", "addressee_id", "to_name", "seat"):
        row, person = letter.addressee, letter.participation
        assert row is not None and person is not None  # noqa: S101, PT018 - as every letter has
        key = key_of(row.pk, letter.seat)
        found[person.pk].append(Arrived(key, row.pk, letter.seat, letter.to_name, _role(row, person.language)))
    return found


def _role(row: Addressee, language: str) -> str:
    return in_language(row.role, language) or (row.office.name_in(language) if row.office else "")
