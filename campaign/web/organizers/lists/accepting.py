"""The third step to a list: what is wrong with its lines, what would change, and the yes that writes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from campaign.journeys.lists import Answer, Look, accept_upload, brought_by, look
from campaign.targets.importing.planning import Difference
from campaign.targets.lists.checking import Person
from campaign.targets.lists.columns import Meaning
from campaign.targets.lists.planning import Change
from campaign.targets.models import ListUpload, Target
from campaign.web.numbers import number
from campaign.web.staff.access import StaffRequest, upload_page

PROBLEMS_SHOWN = 100  # whoever has more mends the file and looks again
LINES_SHOWN = 200


@dataclass(frozen=True)
class Line:
    """One person of whom something would change."""

    kind: str
    name: str
    before: str
    after: str


@require_http_methods(["GET", "HEAD", "POST"])
@upload_page
def check_page(request: StaffRequest, upload: ListUpload) -> HttpResponse:
    if not upload.names or not any(upload.columns):
        return redirect("staff-list-columns", upload.pk)
    if request.method == "POST":
        return _accept(request, upload)
    return _page(request, upload)


def _accept(request: StaffRequest, upload: ListUpload) -> HttpResponse:
    posted = request.POST
    answer = Answer(posted.get("plan", ""), bool(posted.get("leave_out")), bool(posted.get("sure")))
    try:
        target_list = accept_upload(upload, request.user, answer, timezone.now())
    except ValidationError as error:
        return _page(request, upload, error.messages, answer, 422)
    messages.success(request, _("“%(name)s” is as you saw it.") % {"name": str(target_list)})
    return redirect("staff-list", target_list.pk)


def _page(
    request: StaffRequest,
    upload: ListUpload,
    problems: list[str] | None = None,
    answer: Answer | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = look(brought_by(upload, request.user))
    total = len(seen.plan.new) + len(seen.plan.changed) + len(seen.plan.gone)
    context = {
        "upload": upload,
        "seen": seen,
        "sentence": _sentence(seen),
        "lines": list(islice(_lines(seen), LINES_SHOWN)),
        "total": total,
        "problems_shown": seen.checked.problems[:PROBLEMS_SHOWN],
        "notes_shown": seen.notes[:PROBLEMS_SHOWN],
        "refused": problems,
        "answer": answer,
    }
    return render(request, "staff/list_check.html", context, status=status)


def _sentence(seen: Look) -> str:
    """What would happen, before the table says it of each."""
    plan, left_out = seen.plan, seen.checked.broken_lines
    counted = (
        (len(plan.new), ngettext("%(n)s person is new", "%(n)s people are new", len(plan.new))),
        (len(plan.changed), ngettext("%(n)s changes", "%(n)s change", len(plan.changed))),
        (len(plan.gone), ngettext("%(n)s is gone", "%(n)s are gone", len(plan.gone))),
        (plan.unchanged, ngettext("%(n)s stays as is", "%(n)s stay as they are", plan.unchanged)),
        (left_out, ngettext("%(n)s line is left out", "%(n)s lines are left out", left_out)),
    )
    parts = [words % {"n": number(count)} for count, words in counted if count]
    return f"{'; '.join(parts)}." if parts else _("There is nobody in it.")


def _lines(seen: Look) -> Iterator[Line]:
    for departure in seen.plan.gone:
        yield Line(_("gone"), departure.name, departure.email, "")
    for change in seen.plan.changed:
        yield Line(_("changed"), change.person.name, *_before_and_after(change))
    for person in seen.plan.new:
        yield Line(pgettext("person", "new"), person.name, "", _about(person))


def _about(person: Person) -> str:
    facts = (person.email, person.role, person.party, person.riding, person.province, person.preferred_language)
    return " · ".join(fact for fact in facts if fact)


def _before_and_after(change: Change) -> tuple[str, str]:
    told = [one for one in change.differences if not _said_by_the_name(one, change)]
    return (
        " · ".join(_shown(one, one.before) for one in told),
        " · ".join(_shown(one, one.after) for one in told),
    )


def _said_by_the_name(difference: Difference, change: Change) -> bool:
    """Of a name that is not taken apart, the last name is a copy."""
    return difference.field == "last_name" and difference.after == change.person.name


def _shown(difference: Difference, value: str) -> str:
    if difference.field == "listed":
        return str(Target.Listed(value).label)
    return f"{Meaning(difference.field).label}: {value or '–'}"
