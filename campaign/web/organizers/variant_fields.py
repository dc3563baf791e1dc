"""The fields for what a letter says in other ways: a few empty ones more than are used, so that nothing need be added by a script."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from campaign.letters.alternatives import MEMBER, MOST_OPENINGS, MOST_OTHERS, OFFICE, PARTY, ROLE, OpeningFor, Others
from campaign.letters.validation import LONGEST
from campaign.web.organizers.variant_words import title_of_text, whom

ROLE_LIMIT = 80
# Of a letter's variants: their name in Others, the fields' name, the part they stand in for, rows.
KINDS = (
    ("subjects", "subject", "subject", 1),
    ("beginnings", "beginning", "body", 4),
    ("endings", "ending", "body", 4),
)


class WhomField(forms.MultipleChoiceField):
    """Any recipients that can be named; the choices are those offered. Whether it names somebody the letter's validation says."""

    def valid_value(self, value: Any) -> bool:
        return True


@dataclass(frozen=True)
class VariantGroup:
    """Fields of one kind, for the page."""

    title: StrOrPromise
    more: StrOrPromise
    fields: list[BoundField]


@dataclass(frozen=True)
class OpeningFields:
    whom: BoundField
    role: BoundField
    text: BoundField


def variant_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for _names, name, part, rows in KINDS:
        for number in range(2, MOST_OTHERS + 2):
            fields[f"{name}_{number}"] = _text(f"{name}_{number}", part, rows)
    for number in range(1, MOST_OPENINGS + 1):
        name = f"opening_for_{number}"
        fields[f"{name}_whom"] = WhomField(
            label=gettext_lazy("Who reads it"), required=False, widget=forms.CheckboxSelectMultiple
        )
        fields[f"{name}_role"] = forms.CharField(
            label=gettext_lazy("And those whose role has this word in it (optional)"),
            required=False,
            max_length=ROLE_LIMIT,
            widget=forms.TextInput(attrs={"maxlength": ROLE_LIMIT, "class": "form-control"}),
        )
        fields[name] = _text(name, "opening", 4)
    return fields


def _text(name: str, part: str, rows: int) -> forms.CharField:
    attrs = {"maxlength": LONGEST[part], "class": "form-control letter-part"}
    widget = forms.TextInput(attrs) if rows == 1 else forms.Textarea(attrs | {"rows": rows, "spellcheck": "true"})
    return forms.CharField(label=title_of_text(name), required=False, strip=False, widget=widget)


def initial_of(others: Others) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for names, name, _part, _rows in KINDS:
        found |= {f"{name}_{number}": text for number, text in enumerate(getattr(others, names), start=2)}
    for number, other in enumerate(others.openings, start=1):
        name = f"opening_for_{number}"
        found[name] = other.text
        found[f"{name}_whom"] = [fit for fit in other.fits if not fit.startswith(ROLE)]
        found[f"{name}_role"] = next((fit.removeprefix(ROLE) for fit in other.fits if fit.startswith(ROLE)), "")
    return found


@dataclass(frozen=True)
class Typed:
    """What was typed, without gaps, and by the names of letters.validation the fields that it was typed in."""

    others: Others
    fields: Mapping[str, str]


def typed(data: Mapping[str, Any]) -> Typed:
    fields: dict[str, str] = {}
    texts: dict[str, tuple[str, ...]] = {}
    for names, name, _part, _rows in KINDS:
        filled = [one for one in _numbered(name, 2, MOST_OTHERS + 2) if data.get(one, "").strip()]
        fields |= {f"{name}_{number}": one for number, one in enumerate(filled, start=2)}
        texts[names] = tuple(data[one] for one in filled)
    openings = {one: _opening(one, data) for one in _numbered("opening_for", 1, MOST_OPENINGS + 1)}
    used = {one: opening for one, opening in openings.items() if opening.fits or opening.text.strip()}
    fields |= {f"opening_for_{number}": one for number, one in enumerate(used, start=1)}
    return Typed(Others(**texts, openings=tuple(used.values())), fields)


def _numbered(name: str, start: int, end: int) -> list[str]:
    return [f"{name}_{number}" for number in range(start, end)]


def _opening(name: str, data: Mapping[str, Any]) -> OpeningFor:
    role = " ".join(data.get(f"{name}_role", "").split())
    fits = (*data.get(f"{name}_whom", ()), *([f"{ROLE}{role}"] if role else ()))
    return OpeningFor(fits, data.get(name, ""))


def offer(form: forms.Form, parties: Iterable[str]) -> None:
    """The boxes to tick: office or none, and these parties beside those that the form has ticked already."""
    for name, field in form.fields.items():
        if isinstance(field, WhomField):
            ticked = form[name].value() or []
            offered = (OFFICE, MEMBER, *(f"{PARTY}{party}" for party in sorted(set(parties) - {""})))
            field.choices = [(fit, whom([fit])) for fit in dict.fromkeys((*offered, *map(str, ticked)))]


def groups_in(form: forms.Form) -> list[VariantGroup]:
    words = (
        (gettext_lazy("Other subjects"), gettext_lazy("Another subject")),
        (gettext_lazy("Other first paragraphs"), gettext_lazy("Another first paragraph")),
        (gettext_lazy("Other last paragraphs"), gettext_lazy("Another last paragraph")),
    )
    return [
        VariantGroup(title, more, [form[one] for one in _numbered(name, 2, MOST_OTHERS + 2)])
        for (title, more), (_names, name, _part, _rows) in zip(words, KINDS, strict=True)
    ]


def openings_in(form: forms.Form) -> list[OpeningFields]:
    names = _numbered("opening_for", 1, MOST_OPENINGS + 1)
    return [OpeningFields(form[f"{name}_whom"], form[f"{name}_role"], form[name]) for name in names]
