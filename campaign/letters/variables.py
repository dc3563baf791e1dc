"""Every variable a letter may use: its name, what it stands for, and in which parts it has a value."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.letters.parts import PART_NAMES

EVERY_PART = frozenset(PART_NAMES)
# Subject and body are filled in before a supporter sees them: no supporter and no addressee is known yet.
PARTS_OF_ONE_LETTER = EVERY_PART - {"subject", "body"}


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    meaning: StrOrPromise
    parts: frozenset[str]


VARIABLES: tuple[Variable, ...] = (
    Variable("campaign.title", _("the title of the campaign"), EVERY_PART),
    Variable("site.name", _("the name of this site"), EVERY_PART),
    Variable("supporter.first_name", _("the supporter's first name"), PARTS_OF_ONE_LETTER),
    Variable("supporter.last_name", _("the supporter's last name"), PARTS_OF_ONE_LETTER),
    Variable("supporter.name", _("the supporter's first and last name"), PARTS_OF_ONE_LETTER),
    Variable("supporter.place", _("the supporter's city or postal code; may be empty"), PARTS_OF_ONE_LETTER),
    Variable("target.greeting", _("how the addressee is greeted, without the comma at its end"), PARTS_OF_ONE_LETTER),
    Variable("target.name", _("the addressee's first and last name"), PARTS_OF_ONE_LETTER),
    Variable("target.first_name", _("the addressee's first name"), PARTS_OF_ONE_LETTER),
    Variable("target.last_name", _("the addressee's last name"), PARTS_OF_ONE_LETTER),
    Variable("target.title", _("the addressee's role, such as “Minister of Foreign Affairs”"), PARTS_OF_ONE_LETTER),
    Variable("target.party", _("the addressee's party; may be empty"), PARTS_OF_ONE_LETTER),
    Variable("target.riding", _("the addressee's riding; may be empty"), PARTS_OF_ONE_LETTER),
)


def variables_for(part: str) -> tuple[Variable, ...]:
    """What an organizer may write between double braces in this part."""
    return tuple(variable for variable in VARIABLES if part in variable.parts)
