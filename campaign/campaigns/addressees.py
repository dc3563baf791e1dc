"""Whom a campaign writes to: add, order, word and remove its addressees. What was written to somebody is never lost."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError, QuerySet

from campaign.campaigns.models import Addressee, Campaign
from campaign.targets.models import Group, Office, Target

# How a letter begins until somebody words it better: right for everybody, whoever they are and whoever holds the office.
PERSON_GREETINGS = {"en": "Dear {name}", "fr": "Bonjour {name}", "es": "Apreciable {name}"}
OFFICE_GREETINGS = {"en": "Dear {name}", "fr": "Madame, Monsieur", "es": "Estimada señora, estimado señor"}


class HasLetters(Exception):
    """Letters to this addressee are in the outbox, sent or waiting: the row stays, or they would lose whom they go to."""


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
    """Everybody in this group, each greeted by their own name; None for one that is an addressee already."""
    return _add(Addressee(campaign=campaign, group=group, greeting=dict(PERSON_GREETINGS)))


def _add(addressee: Addressee) -> Addressee | None:
    there = _locked(addressee.campaign).filter(
        target=addressee.target_id, office=addressee.office_id, group=addressee.group_id
    )
    if there.exists():
        return None
    last = addressee.campaign.addressees.aggregate(last=Max("position"))["last"] or 0
    addressee.position = last + 1
    addressee.save()
    return addressee


@transaction.atomic
def move(addressee: Addressee, steps: int) -> None:
    """Up by one with -1, down with 1; the first goes no higher and the last no lower."""
    rows = list(_locked(addressee.campaign))
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
            others = _locked(addressee.campaign).exclude(pk=addressee.pk)
            if not others.exists() and Campaign.objects.get(pk=addressee.campaign_id).is_open:
                raise LastOne(str(addressee))
            # A confirmation that commits before this one has its letter in the way; one that commits after it is refused by
            # its foreign key, and its supporter's next click writes to the others.
            Addressee.objects.select_for_update(of=("self",)).filter(pk=addressee.pk).first()
            Addressee.objects.filter(pk=addressee.pk).delete()
    except (ProtectedError, IntegrityError) as error:
        raise HasLetters(str(addressee)) from error


def _locked(campaign: Campaign) -> QuerySet[Addressee]:
    """The campaign's addressees, while nobody else changes their order; supporters go on signing meanwhile."""
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    return campaign.addressees.all()
