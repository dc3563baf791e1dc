"""Pauses by hand, for whoever may set them: what each is of in words, the form that asks why, and the two deeds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import resolve_seats
from campaign.common.keys import parse_number
from campaign.common.text import clean_line
from campaign.delivery.models import Pause
from campaign.delivery.services import EVERYTHING, Subject, pause, resume
from campaign.targets.models import Target
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest

Scope = Pause.Scope
LONGEST_PROVIDER = 80
LONGEST_NOTE = 300  # a remark, not a report


class PauseForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("Your colleagues read it: what is wrong, and when sending may go on."),
        error_messages={"required": gettext_lazy("Say why, so that your colleagues know when it may go on.")},
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "maxlength": LONGEST_NOTE}),
    )

    def clean_note(self) -> str:
        return clean_line(self.cleaned_data["note"], LONGEST_NOTE)


@dataclass(frozen=True)
class Shown:
    """A pause and what it is of, in words."""

    pause: Pause
    what: str


@dataclass(frozen=True)
class Person:
    """Whose letters may be paused."""

    target_id: int
    name: str


def shown(pauses: Iterable[Pause]) -> list[Shown]:
    rows = list(pauses)
    names = _names([Subject(Scope(row.scope), row.key) for row in rows])
    return [Shown(row, what(Subject(Scope(row.scope), row.key), names)) for row in rows]


def what(subject: Subject, names: dict[Subject, str] | None = None) -> str:
    """As a heading: "Letters to Mélanie Joly"."""
    known = _names([subject]) if names is None else names
    words = {
        Scope.SITE: _("All sending"),
        Scope.CAMPAIGN: _("The letters of “%(name)s”"),
        Scope.TARGET: _("Letters to %(name)s"),
        Scope.PROVIDER: _("Mail through %(name)s"),
    }
    return words[subject.scope] % {"name": known.get(subject, subject.key)}


def deed(subject: Subject) -> str:
    """As a heading and on the button that does it."""
    words = {
        Scope.SITE: _("Pause all sending"),
        Scope.CAMPAIGN: _("Pause the letters of “%(name)s”"),
        Scope.TARGET: _("Pause letters to %(name)s"),
        Scope.PROVIDER: _("Pause mail through %(name)s"),
    }
    return words[subject.scope] % {"name": _names([subject]).get(subject, subject.key)}


def exists(subject: Subject) -> bool:
    """Whether there is such a thing to pause."""
    if subject.scope is Scope.PROVIDER:
        return 0 < len(subject.key) <= LONGEST_PROVIDER and subject.key.isprintable()
    return subject == EVERYTHING or subject in _names([subject])


def _names(subjects: Collection[Subject]) -> dict[Subject, str]:
    campaigns = Campaign.objects.filter(pk__in=_ids(subjects, Scope.CAMPAIGN)).prefetch_related("texts")
    targets = Target.objects.filter(pk__in=_ids(subjects, Scope.TARGET))
    return {
        **{Subject(Scope.CAMPAIGN, str(one.pk)): title_of(one, get_language() or "en") for one in campaigns},
        **{Subject(Scope.TARGET, str(one.pk)): one.name for one in targets},
    }


def _ids(subjects: Collection[Subject], scope: Pause.Scope) -> list[int]:
    keys = [subject.key for subject in subjects if subject.scope is scope]
    return [key for key in map(parse_number, keys) if key is not None]


def person_of(addressee: Addressee, seat: int, on: date) -> Person | None:
    """Who gets the letters to this addressee's seat on that day."""
    if addressee.target is not None:
        return Person(addressee.target.pk, addressee.target.name)  # whether or not there is an address
    holder = resolve_seats({(addressee.pk, seat)}, get_language() or "en", on).get((addressee.pk, seat))
    return Person(holder.target_id, holder.name) if holder else None


def set_pause(request: StaffRequest, subject: Subject, note: str) -> None:
    """Pause and say so; a pause that is in force already stays as it is."""
    now = timezone.now()
    made = pause(request.user, note, now, subject)
    if made.paused_by_id != request.user.pk or made.paused_at != now:
        if subject == EVERYTHING:
            messages.info(request, _("Somebody had paused all sending already; their pause stays."))
        else:
            messages.info(request, _("Somebody had paused this already; their pause stays."))
    elif subject == EVERYTHING:
        messages.success(request, _("All sending is paused. What a worker held in this moment still leaves."))
    else:
        words = _("Paused: %(what)s. What a worker held in this moment still leaves.")
        messages.success(request, words % {"what": what(subject)})


def end_pause(request: StaffRequest, subject: Subject) -> None:
    if not resume(request.user, timezone.now(), subject):
        messages.info(request, _("Sending was not paused.") if subject == EVERYTHING else _("This was not paused."))
    elif subject == EVERYTHING:
        messages.success(request, _("Sending goes on."))
    else:
        messages.success(request, _("Goes on: %(what)s.") % {"what": what(subject)})
