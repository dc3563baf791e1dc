"""A list of people from a file: look at what it would change, and make it so by a person's yes, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.delivery.suppression import suppressed
from campaign.targets.importing.applying import lock_rosters
from campaign.targets.lists.checking import Checked, Problem, check
from campaign.targets.lists.columns import Meaning
from campaign.targets.lists.keeping import Belongs, carry_out, make_list, rename
from campaign.targets.lists.planning import ListPlan, plan_list
from campaign.targets.lists.table import read_table
from campaign.targets.models import ListUpload, TargetList

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Brought:
    """A text and what its owner says of it; `target_list` is the one it renews, None for a new one."""

    text: str
    headed: bool
    columns: tuple[str, ...]
    names: Mapping[str, str]
    time_zone: str
    target_list: TargetList | None
    belongs: Belongs


@dataclass(frozen=True)
class Look:
    """What a text would do; `notes` are about lines that are taken, addresses that get no mail among them."""

    checked: Checked
    plan: ListPlan
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class Answer:
    """The yes: to which plan (None: whichever it is now), to leaving broken lines out, to many being gone."""

    fingerprint: str | None
    leave_out: bool
    sure: bool


def brought_by(upload: ListUpload, by: AbstractBaseUser) -> Brought:
    return Brought(
        text=upload.text,
        headed=upload.has_header,
        columns=tuple(upload.columns),
        names=upload.names,
        time_zone=upload.time_zone,
        target_list=upload.target_list,
        belongs=Belongs(upload.team_id, by),
    )


def look(brought: Brought, progress: Progress = lambda done, of: None) -> Look:
    """Check every line and compare with who is in the list; writes nothing. NotText where there is no table."""
    checked = check(read_table(brought.text), brought.columns, brought.headed, progress)
    source = brought.target_list.source if brought.target_list else ""
    plan = plan_list(source, checked.people, checked.named)
    return Look(checked, plan, (*checked.notes, *_without_mail(checked, plan)))


def _without_mail(checked: Checked, plan: ListPlan) -> list[Problem]:
    dead = suppressed(person.email for person in checked.people)
    disabled = _("Staff decided to send nothing to %(address)s: this person is on the list and gets no letters.")
    came_back = _(
        "Mail to %(address)s came back for good, or its owner wanted no more. Look whether there is a newer one."
    )
    words = dict.fromkeys(dead, came_back) | dict.fromkeys(plan.disabled, disabled)
    return [
        Problem(person.line, Meaning.EMAIL, words[person.email] % {"address": person.email})
        for person in checked.people
        if person.email in words
    ]


@transaction.atomic
def accept(brought: Brought, answer: Answer, now: datetime, progress: Progress = lambda done, of: None) -> TargetList:
    """Make or renew the list. ValidationError, and nothing is written, where the answer does not cover what would happen."""
    lock_rosters()
    seen = look(brought, progress)
    if problems := _not_covered(seen, answer):
        raise ValidationError(problems)
    target_list = brought.target_list
    if target_list is None:
        target_list = make_list(brought.names, brought.time_zone, brought.belongs, now)
    else:
        rename(target_list, brought.names)
    carry_out(target_list, seen.plan, brought.time_zone, now)
    return target_list


@transaction.atomic
def accept_upload(upload: ListUpload, by: AbstractBaseUser, answer: Answer, now: datetime) -> TargetList:
    """The same for an upload, once: a second yes finds the list that the first one made."""
    row = ListUpload.objects.select_for_update(of=("self",)).select_related("target_list__group").get(pk=upload.pk)
    if row.applied_at is not None and row.target_list is not None:
        return row.target_list
    row.target_list = accept(brought_by(row, by), answer, now)
    row.text, row.applied_at = "", now
    row.save(update_fields=("target_list", "text", "applied_at"))
    return row.target_list


def _not_covered(seen: Look, answer: Answer) -> list[str]:
    if not seen.checked.people:
        return [_("Nobody is left to take over: every line has a problem. Mend the file and upload it again.")]
    if answer.fingerprint not in (None, seen.plan.fingerprint):
        return [_("Something has changed since you looked: this is what would happen now. Nothing was written.")]
    problems = []
    if seen.checked.problems and not answer.leave_out:
        problems.append(_("Say that the lines with problems are left out, or mend the file and upload it again."))
    if seen.plan.suspicious and not answer.sure:
        problems.append(_("Say that you are sure about those who are gone. Nothing was written."))
    return problems
