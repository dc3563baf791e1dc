"""Which Member of Parliament is the supporter's own: by postal code, by a choice of several ridings, or by the riding's name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaign.campaigns.models import Campaign
from campaign.campaigns.own_members import OwnMembers, OwnRiding, own_addressee
from campaign.campaigns.recipients import NAME_IN_GREETING, Recipient, addressed, in_language, still_addressed
from campaign.delivery.people import NOBODY
from campaign.letters.parts import LetterParts
from campaign.letters.people import LetterPeople, TargetNames
from campaign.participation.models import Participation
from campaign.targets.models import Riding
from campaign.targets.postcodes.lookup import Places
from campaign.web.supporters.letter_preview import Person, person_for, words_around

# Of more ridings than this nobody chooses by looking at them: a code such as that of a whole town's post office boxes.
MOST_OFFERED = 8
WHICH_RIDING = _("Please look whether this is your riding, or choose it, and press the button again.")


@dataclass(frozen=True)
class Option:
    """A riding with its member as the letter names them, or as "Your Member of Parliament" where nobody can be written to today."""

    riding: OwnRiding
    person: Person


@dataclass(frozen=True)
class Province:
    name: str
    ridings: Sequence[OwnRiding]


@dataclass(frozen=True)
class OwnChoice:
    """What the page offers: the riding that was found or chosen, or several, or all by their names.

    `heard`: the options are those that the postal code lies in; else they are a guess. `postal_code` is what they are for; `provinces` are for a page without scripts.
    `others`: whether the letter goes to somebody besides.
    """

    own: OwnMembers
    chosen: Option | None = None
    options: Sequence[Option] = ()
    heard: bool = False
    postal_code: str = ""
    provinces: Sequence[Province] = ()
    others: bool = False

    @property
    def person(self) -> Person | None:
        """Who stands on the form once the riding is known."""
        return self.chosen.person if self.chosen else None

    @property
    def somebody_lacks(self) -> bool:
        """Whether one of those offered is a riding in which nobody can be written to today."""
        return any(option.riding.member is None for option in self.options)


class RidingField(forms.CharField):
    """The code of one of these ridings; it is asked for only where the letter goes to an own member."""

    default_error_messages = {  # noqa: RUF012 - Django merges these along the classes
        "unknown": _("There is no such riding any more. Please choose yours once more."),
    }

    def __init__(self, own: OwnMembers) -> None:
        self.own = own
        super().__init__(label=pgettext_lazy("of a supporter", "Your riding"), required=False)

    def clean(self, value: Any) -> str:
        code = str(super().clean(value))
        if code and code not in self.own.ridings:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return code


@dataclass(frozen=True)
class Words:
    """The letter's own words around the body, in the page's language."""

    parts: LetterParts
    language: str
    title: str

    def person(self, own: OwnMembers, code: str = "") -> Person:
        """The box on the form: the member, and where the riding is not known or empty, whoever it will be."""
        riding = own.ridings.get(code)
        if riding is not None and riding.member is not None:
            return person_for(self.parts, own.box, riding.member, self.language, self.title)
        return self._nobody_yet(own, riding)

    def _nobody_yet(self, own: OwnMembers, riding: OwnRiding | None) -> Person:
        someone = pgettext("in the place of a name that is not known yet", "Member of Parliament")
        greeting = in_language(own.addressee.greeting, self.language).replace(NAME_IN_GREETING, someone)
        target = TargetNames(
            name=someone,
            greeting=greeting or someone,
            first_name="",
            last_name=someone,
            title=in_language(own.addressee.role, self.language),
            party="",
            riding=riding.name if riding else "",
        )
        return Person(
            own.box,
            gettext("Your Member of Parliament"),
            riding.name if riding else gettext("Whoever sits for your riding"),
            "",
            pgettext("initials of Member of Parliament", "MP"),
            *words_around(self.parts, LetterPeople(self.language, NOBODY, target, self.title, settings.SITE_NAME)),
        )

    def option(self, own: OwnMembers, code: str) -> Option:
        return Option(own.ridings[code], self.person(own, code))


def in_order(campaign: Campaign, people: Sequence[Person]) -> list[Person]:
    """In the order that the organizers gave to the addressees."""
    order = list(addressed(campaign).values_list("pk", flat=True))
    return sorted(people, key=lambda person: order.index(int(person.key.partition(".")[0])))


def choice(own: OwnMembers, words: Words, code: str, postal_code: str, places: Places) -> OwnChoice:
    """What is offered: the riding that was chosen, the only one that a postal code lies in, or those that it may lie in."""
    known = [one for one in places.codes if one in own.ridings][:MOST_OFFERED]
    if not code and places.heard and len(known) == 1:
        code = known[0]
    chosen = words.option(own, code) if code in own.ridings else None
    options = [words.option(own, one) for one in known]
    return OwnChoice(own, chosen, options, places.heard, postal_code)


def riding_that_waits(participation: Participation, recipients: Sequence[Recipient]) -> str:
    """The name of the supporter's riding where a letter goes to it and nobody can be written to there today, else nothing."""
    own = own_addressee(participation.campaign) if participation.riding_code else None
    if own is None:
        return ""
    seat = (own.pk, int(participation.riding_code))
    if any(person.their_seat == seat for person in recipients):
        return ""
    on = timezone.localdate()
    if seat not in still_addressed(participation.campaign, participation.recipient_keys, on):
        return ""  # off the list by now, or written to at another place
    riding = Riding.objects.filter(source=own.own_member_of, code=participation.riding_code).first()
    return str(riding or "")


def provinces_of(own: OwnMembers) -> list[Province]:
    """All ridings by province, the larger ones' codes last as in the roster: 10 is Newfoundland, 62 Nunavut."""
    found: dict[str, list[OwnRiding]] = defaultdict(list)
    for riding in sorted(own.ridings.values(), key=lambda one: one.code[:2]):
        found[riding.province].append(riding)
    return [Province(name, ridings) for name, ridings in found.items()]
