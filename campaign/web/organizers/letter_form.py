"""The letter's five parts as a form; what cannot be sent is named by part and line before anything is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.common.text import clean_line
from campaign.letters.models import Letter, Revision
from campaign.letters.parts import PART_NAMES, LetterParts
from campaign.letters.queries import current_revisions
from campaign.letters.skeletons import SKELETONS
from campaign.letters.validation import LONGEST, Problem, prompts_left, validate_part

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
        help_text=gettext_lazy("What you say to some addressees and not to others, with {% if %}."),
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
        start = {name: getattr(shown, name) for name in PART_NAMES}
        super().__init__(data=data, initial=start | {"based_on": self.newest}, use_required_attribute=False)

    def clean_note(self) -> str:
        return clean_line(self.cleaned_data["note"], NOTE_LIMIT)

    @property
    def newest(self) -> int:
        return self.current.number if self.current else 0

    @property
    def parts(self) -> LetterParts:
        return LetterParts(**{name: self.cleaned_data.get(name, "") for name in PART_NAMES}).tidied()

    @property
    def overtaken(self) -> bool:
        """Whether a colleague saved a revision after this page was opened."""
        return (self.cleaned_data.get("based_on") or 0) < self.newest

    def clean(self) -> dict[str, Any]:
        for problem in self._problems():
            words = _("Line %(line)d: %(message)s") % {"line": problem.line, "message": problem.message}
            self.add_error(problem.part, words)
        return self.cleaned_data

    def _problems(self) -> list[Problem]:
        """A letter may be looked at before it is written to its end, and is only kept once it is."""
        found = [problem for name, text in self.parts_typed().items() for problem in validate_part(name, text)]
        return found + prompts_left(self.parts) if self.to_keep else found

    def parts_typed(self) -> dict[str, str]:
        """The parts that Django could read, by name, as they will be kept."""
        return {name: text for name in PART_NAMES if name in self.cleaned_data for text in [getattr(self.parts, name)]}
