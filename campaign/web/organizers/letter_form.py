"""The letter's five parts and its variants as a form; what cannot be sent is named by part and line before anything is kept."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.common.text import clean_line
from campaign.letters.models import Letter, Revision
from campaign.letters.parts import PART_NAMES, LetterParts
from campaign.letters.queries import current_revisions
from campaign.letters.skeletons import SKELETONS
from campaign.letters.validation import (
    LONGEST,
    Problem,
    named_texts,
    problems_together,
    prompts_left,
    validate_text,
)
from campaign.web.organizers.variant_fields import (
    OpeningFields,
    VariantGroup,
    groups_in,
    initial_of,
    offer,
    openings_in,
    typed,
    variant_fields,
)

NOTE_LIMIT = 200


def _area(rows: int, part: str) -> forms.Textarea:
    return forms.Textarea(
        attrs={"rows": rows, "maxlength": LONGEST[part], "spellcheck": "true", "class": "form-control letter-part"}
    )


class LetterForm(forms.Form):
    """Bound to one letter in one language. `parts` is what was typed, tidied."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        required=False,
        help_text=gettext_lazy("Supporters see it and may change it."),
        widget=forms.TextInput(attrs={"maxlength": LONGEST["subject"], "class": "form-control letter-part"}),
    )
    salutation = forms.CharField(
        label=gettext_lazy("Salutation"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Written anew for each addressee, such as “{{ target.greeting }},”."),
        widget=_area(2, "salutation"),
    )
    opening = forms.CharField(
        label=gettext_lazy("Opening (optional)"),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "A paragraph before the letter that supporters do not change. Other words for some recipients stand below."
        ),
        widget=_area(4, "opening"),
    )
    body = forms.CharField(
        label=gettext_lazy("Letter"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Supporters see it and may change it. Paragraphs are separated by an empty line."),
        widget=_area(16, "body"),
    )
    signature = forms.CharField(
        label=gettext_lazy("Signature"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Name and city or postal code: offices ignore letters from nowhere."),
        widget=_area(4, "signature"),
    )
    note = forms.CharField(
        label=gettext_lazy("What you changed and why (optional)"),
        required=False,
        max_length=NOTE_LIMIT,
        help_text=gettext_lazy("For your team; supporters do not see it."),
        widget=forms.TextInput(attrs={"maxlength": NOTE_LIMIT, "class": "form-control"}),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        letter: Letter,
        language: str,
        data: Any = None,
        initial: Revision | None = None,
        *,
        to_keep: bool = True,
    ) -> None:
        self.to_keep = to_keep
        self.current = current_revisions(letter.pk).get(language)
        shown = initial or self.current or SKELETONS[language]
        self.started = shown if isinstance(shown, LetterParts) else shown.parts
        start = {**self.started.texts, **initial_of(self.started.others), "based_on": self.newest}
        super().__init__(data=data, initial=start, use_required_attribute=False)
        self.fields.update(variant_fields())

    def clean_note(self) -> str:
        return clean_line(self.cleaned_data["note"], NOTE_LIMIT)

    @property
    def newest(self) -> int:
        return self.current.number if self.current else 0

    @property
    def parts(self) -> LetterParts:
        own = {name: self.cleaned_data.get(name, "") for name in PART_NAMES}
        return LetterParts(**own, others=typed(self.cleaned_data).others).tidied()

    @property
    def variant_groups(self) -> list[VariantGroup]:
        return groups_in(self)

    @property
    def other_openings(self) -> list[OpeningFields]:
        return openings_in(self)

    @property
    def has_variants(self) -> bool:
        """Whether any of their fields has something in it, which is then not folded away."""
        return any(field.value() for group in self.variant_groups for field in group.fields)

    @property
    def has_openings(self) -> bool:
        return any(field.value() for one in self.other_openings for field in (one.whom, one.role, one.text))

    def offer_parties(self, parties: Iterable[str]) -> None:
        offer(self, parties)

    @property
    def overtaken(self) -> bool:
        """Whether a colleague saved a revision after this page was opened."""
        return (self.cleaned_data.get("based_on") or 0) < self.newest

    def clean(self) -> dict[str, Any]:
        fields = typed(self.cleaned_data).fields
        for problem in self._problems():
            words = _("Line %(line)d: %(message)s") % {"line": problem.line, "message": problem.message}
            self.add_error(fields.get(problem.part, problem.part), words)
        return self.cleaned_data

    def _problems(self) -> list[Problem]:
        """A letter may be looked at before it is written to its end, and is only kept once it is."""
        parts = self.parts
        unread = set(PART_NAMES) - self.cleaned_data.keys()  # Django has said what is wrong with them
        found = [problem for one in named_texts(parts) if one.name not in unread for problem in validate_text(one)]
        together = problems_together(parts)
        return found + together + prompts_left(parts) if self.to_keep else found + together
