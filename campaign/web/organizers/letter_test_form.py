"""Asking for a test of the letter: in which language, and of which recipients' letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from campaign.accounts.models import User
from campaign.campaigns.recipients import Recipient
from campaign.delivery.letter_tests import MOST_AT_ONCE
from campaign.letters.models import Revision
from campaign.web.numbers import number


def groups_of(people: Sequence[Recipient]) -> list[Sequence[Recipient]]:
    """The recipients in their order, as many together as one test has mails."""
    return [people[start : start + MOST_AT_ONCE] for start in range(0, len(people), MOST_AT_ONCE)]


class LetterTestForm(forms.Form):
    """Bound to the languages that have a letter and to today's recipients; `people` are those chosen."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=forms.Select(attrs={"class": "form-select"}))
    group = forms.ChoiceField(
        label=gettext_lazy("Whose letters"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text=gettext_lazy("A test is one mail for each recipient, ten at most."),
    )

    def __init__(
        self, revisions: Mapping[str, Revision], people: Sequence[Recipient], data: Any = None, language: str = ""
    ) -> None:
        super().__init__(data=data, initial={"language": language}, use_required_attribute=False, auto_id="test_%s")
        self.groups = groups_of(people)
        self.fields["language"].choices = [(code, _(get_language_info(code)["name"])) for code in revisions]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["group"].choices = [(str(n), _label(n, group)) for n, group in enumerate(self.groups)]  # type: ignore[attr-defined]  # the same
        if len(self.groups) == 1:
            self.fields["group"].widget = forms.HiddenInput()

    @property
    def people(self) -> Sequence[Recipient]:
        return self.groups[int(self.cleaned_data["group"] or 0)]


def _label(index: int, group: Sequence[Recipient]) -> str:
    first = index * MOST_AT_ONCE + 1
    values = {
        "from": number(first),
        "to": number(first + len(group) - 1),
        "name": group[0].name,
        "last": group[-1].name,
    }
    if len(group) == 1:
        return _("%(from)s: %(name)s") % values
    return _("%(from)s to %(to)s: %(name)s to %(last)s") % values


@dataclass(frozen=True)
class AskForTest:
    """What the part `staff/parts/letter_test.html` shows."""

    form: LetterTestForm
    address: str
    revisions: Mapping[str, Revision]
    # Where its language is known: on the page of one letter.
    revision: Revision | None
    sandbox: bool


def ask_for_test(user: User, form: LetterTestForm, revisions: Mapping[str, Revision], language: str = "") -> AskForTest:
    return AskForTest(form, user.email, revisions, revisions.get(language), settings.DELIVERY_MODE == "sandbox")
