"""Whom a campaign writes to: add, order, word, remove and retire its addressees. What was written to somebody is never lost."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import NAME_IN_GREETING, addressed
from campaign.targets.models import Group, Office, Target

# How a letter begins until somebody words it better: right for everybody, whoever they are and whoever holds the office.
PERSON_GREETINGS = {"en": "Dear {name}", "fr": "Bonjour {name}", "es": "Apreciable {name}"}
OWN_MEMBER_ROLES = {
    "en": "Member of Parliament",
    "fr": "Députée ou député",
    "es": "Representante en el Parlamento",
}
OFFICE_GREETINGS = {"en": "Dear {name}", "fr": "Madame, Monsieur", "es": "Estimada señora, estimado señor"}


class HasLetters(Exception):
    """Letters to this addressee are in the outbox: the row is retired, not removed, or they would lose whom they go to."""


class LastOne(Exception):
    """An open campaign writes to somebody: another addressee is added first, or the campaign is closed."""


@transaction.atomic
def add_person(campaign: Campaign, person: Target) -> Addressee | None:
    """This person as the campaign's last addressee; None for one who is an addressee already."""
    greeting = {code: words.format(name=person.name) for code, words in PERSON_GREETINGS.items()}
    return _add(Addressee(campaign=campaign, target=person, greeting=greeting))


@transaction.atomic
def add_office(campaign: Campaign, office: Office) -> Addressee | None:
    """This office, whoever holds it when a letter leaves; None for one that is an addressee already."""
    greeting = {code: words.format(name=office.name_in(code)) for code, words in OFFICE_GREETINGS.items()}
    return _add(Addressee(campaign=campaign, office=office, greeting=greeting))


@transaction.atomic
def add_group(campaign: Campaign, group: Group) -> Addressee | None:
    """This group, whoever is in it when a supporter confirms; None for one that is an addressee already."""
    greeting = {code: words.format(name=NAME_IN_GREETING) for code, words in PERSON_GREETINGS.items()}
    return _add(Addressee(campaign=campaign, group=group, greeting=greeting))


@transaction.atomic
def add_own_member(campaign: Campaign, source: str) -> Addressee | None:
    """Whoever sits for the supporter's own riding in that roster; None where it is an addressee already."""
    greeting = {code: words.format(name=NAME_IN_GREETING) for code, words in PERSON_GREETINGS.items()}
    return _add(Addressee(campaign=campaign, own_member_of=source, role=OWN_MEMBER_ROLES, greeting=greeting))


def _add(addressee: Addressee) -> Addressee | None:
    """Last on the list; who was taken off it comes back with the words that were found for them."""
    _lock(addressee.campaign)
    same = {name: getattr(addressee, name) for name in ("target_id", "office_id", "group_id", "own_member_of")}
    there = addressee.campaign.addressees.filter(**same).first()
    if there is not None and there.retired_at is None:
        return None
    last = addressee.campaign.addressees.aggregate(last=Max("position"))["last"] or 0
    added = there or addressee
    added.position, added.retired_at = last + 1, None
    added.save()
    if added.own_member_of:
        _ask_for_the_postal_code(addressee.campaign)
    return added


def _ask_for_the_postal_code(campaign: Campaign) -> None:
    """Nothing else tells a supporter's riding."""
    campaign.postal_code = Campaign.PostalCode.REQUIRED
    campaign.save(update_fields=["postal_code"])


@transaction.atomic
def move(addressee: Addressee, steps: int) -> None:
    """Up by one with -1, down with 1; the first goes no higher and the last no lower."""
    _lock(addressee.campaign)
    rows = list(addressed(addressee.campaign))
    places = [row.pk for row in rows]
    if addressee.pk not in places:
        return
    here = places.index(addressee.pk)
    there = min(max(here + steps, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    for position, row in enumerate(rows, start=1):
        row.position = position
    Addressee.objects.bulk_update(rows, ["position"])


@transaction.atomic
def reword(addressee: Addressee, role: Mapping[str, str], greeting: Mapping[str, str]) -> None:
    """Role and greeting by language; an empty one is taken away, languages that are not named keep theirs."""
    row = Addressee.objects.select_for_update(of=("self",)).get(pk=addressee.pk)
    row.role, row.greeting = _merged(row.role, role), _merged(row.greeting, greeting)
    row.save(update_fields=["role", "greeting"])


def _merged(old: object, new: Mapping[str, str]) -> dict[str, str]:
    known = dict(old) if isinstance(old, dict) else {}
    return {code: words for code, words in (known | dict(new)).items() if words}


def remove(addressee: Addressee) -> None:
    """Take the addressee off the list.

    Raises LastOne, or HasLetters where one is sent or waits: the foreign key keeps it.
    """
    try:
        with transaction.atomic():
            _keep_one(addressee)
            # A confirmation that commits before this one has its letter in the way; one that commits after it is refused by
            # its foreign key, and its supporter's next click writes to the others.
            Addressee.objects.select_for_update(of=("self",)).filter(pk=addressee.pk).first()
            Addressee.objects.filter(pk=addressee.pk).delete()
    except (ProtectedError, IntegrityError) as error:
        raise HasLetters(str(addressee)) from error


@transaction.atomic
def retire(addressee: Addressee, now: datetime) -> None:
    """Write to the addressee no more, and keep the row for its letters. Raises LastOne. Adding it again takes this back.

    A supporter who confirms in this very moment may still have read the list as it was: that letter is as those that wait.
    """
    _keep_one(addressee)
    Addressee.objects.filter(pk=addressee.pk, retired_at=None).update(retired_at=now)


@transaction.atomic
def restore(addressee: Addressee) -> None:
    """Write to somebody again who was taken off the list; last on it, with the words that were found for them."""
    _add(addressee)


def _keep_one(addressee: Addressee) -> None:
    campaign = _lock(addressee.campaign)
    if campaign.is_open and not addressed(campaign).exclude(pk=addressee.pk).exists():
        raise LastOne(str(addressee))


def _lock(campaign: Campaign) -> Campaign:
    """While it is held, nobody else changes the order of the campaign's addressees; supporters go on signing meanwhile."""
    return Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
