"""A person's yes or no to the lines of a check: a yes is carried out by the same plan and hands as an import's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.targets.importing.applying import apply_import, lock_rosters
from campaign.targets.importing.planning import Change, Departure, Difference, Plan
from campaign.targets.importing.reading import Row
from campaign.targets.models import HOUSE_OF_COMMONS, RosterChange, RosterCheck, Target, Tenure
from campaign.targets.services import choose_holder, end_tenure

Kind, State, Reason = RosterChange.Kind, RosterChange.State, RosterChange.Reason
ORDER = {kind: place for place, kind in enumerate(Kind.values)}


class NeedsSecondYes(ValidationError):
    """So many would be gone that one yes is not enough."""


@dataclass(frozen=True)
class Decided:
    """How many lines were accepted, refused, and left as they were because somebody else decided first."""

    accepted: int
    refused: int
    settled_before: int


@dataclass(frozen=True)
class Decision:
    """Whose it is, when, and whether they said a second time that many are gone."""

    accept: bool
    by: AbstractBaseUser
    now: datetime
    sure: bool = False


@transaction.atomic
def decide_lines(check: RosterCheck, decision: Decision, line_ids: Collection[int] | None = None) -> Decided:
    """Accept or refuse lines that are still proposed (None: all of the check), all in one transaction.

    A line whose row has changed since the check is refused, with the reason on it. Nobody is deleted. NeedsSecondYes when
    gone ones of a suspicious check are accepted by one yes.
    """
    lock_rosters()
    lines = check.changes.select_for_update().filter(state=State.PROPOSED)
    chosen = list(lines if line_ids is None else lines.filter(pk__in=line_ids))
    if decision.accept:
        _ask_twice(check, chosen, decision)
        _accept(sorted(chosen, key=lambda line: ORDER[line.kind]), decision)
    for line in chosen:
        refused = line.reason or not decision.accept
        line.state = State.REFUSED if refused else State.ACCEPTED
        line.decided_by_id, line.decided_at = decision.by.pk, decision.now
        line.save(update_fields=("state", "reason", "target", "decided_by", "decided_at"))
    accepted = sum(line.state == State.ACCEPTED for line in chosen)
    missed = 0 if line_ids is None else len(set(line_ids)) - len(chosen)
    return Decided(accepted, len(chosen) - accepted, missed)


def _ask_twice(check: RosterCheck, lines: Sequence[RosterChange], decision: Decision) -> None:
    if check.suspicious and not decision.sure and any(line.kind == Kind.GONE for line in lines):
        raise NeedsSecondYes(
            _(
                "%(gone)d of %(known)d people would be gone at once. Nothing was changed: say that you are sure, or refuse."
            )
            % {"gone": check.gone, "known": check.known}
        )


def _accept(lines: Sequence[RosterChange], decision: Decision) -> None:
    """Carries out what still fits; on every other line stands the reason afterwards."""
    people = Target.objects.select_for_update().in_bulk([line.target_id for line in lines if line.target_id])
    of_people = [line for line in lines if line.kind not in (Kind.TENURE_ENDED, Kind.TENURE_NEW)]
    for line in of_people:
        line.reason = _why_not(line, people)
    apply_import(_plan([line for line in of_people if not line.reason]), decision.now)
    for line in lines:
        if line.kind == Kind.TENURE_ENDED:
            line.reason = _end(line, decision)
        elif line.kind == Kind.TENURE_NEW:
            line.reason = _begin(line, decision)


def _why_not(line: RosterChange, people: dict[int, Target]) -> str:
    if line.kind == Kind.NEW:
        return Reason.THERE_ALREADY if _is_there(line.after) else ""
    target = people[line.target_id or 0]
    same = all(getattr(target, field) == line.before[field] for field in line.after)
    return "" if same else Reason.ROW_CHANGED


def _is_there(row: dict[str, str]) -> bool:
    known = Target.objects.filter(source=HOUSE_OF_COMMONS)
    if row["source_id"] and known.filter(source_id=row["source_id"]).exists():
        return True
    return known.filter(name=row["name"], riding_code=row["riding_code"]).exists()


def _plan(lines: Sequence[RosterChange]) -> Plan:
    """The lines as an import's plan."""
    changed = [line for line in lines if line.kind not in (Kind.NEW, Kind.GONE)]
    return Plan(
        source=HOUSE_OF_COMMONS,
        new=tuple(Row(**line.after) for line in lines if line.kind == Kind.NEW),
        changed=tuple(Change(line.target_id or 0, line.name, _differences(line)) for line in changed),
        gone=tuple(Departure(line.target_id or 0, line.name, "") for line in lines if line.kind == Kind.GONE),
        unchanged=0,
        undeliverable=(),
    )


def _differences(line: RosterChange) -> tuple[Difference, ...]:
    return tuple(Difference(field, line.before[field], value) for field, value in line.after.items())


def _end(line: RosterChange, decision: Decision) -> str:
    tenure = Tenure.objects.filter(pk=line.before["tenure"], standing=Tenure.Standing.HELD, until=None).first()
    if tenure is None:
        return Reason.ROW_CHANGED
    try:
        end_tenure(tenure, date.fromisoformat(line.after["until"]), decision.by, decision.now)
    except ValidationError:  # its first day was corrected meanwhile
        return Reason.ROW_CHANGED
    return ""


def _begin(line: RosterChange, decision: Decision) -> str:
    """Record the tenure and choose it, as staff would on the page of offices: who held the seat until now, ends."""
    after = line.after
    person = line.target or Target.objects.filter(source=HOUSE_OF_COMMONS, source_id=after["source_id"]).first()
    if person is None or line.office is None:
        return Reason.NO_PERSON
    open_ones = Tenure.objects.filter(office=line.office, until=None)
    if open_ones.filter(target=person).exists():
        return Reason.THERE_ALREADY
    holder = open_ones.filter(seat=after["seat"], standing=Tenure.Standing.HELD).first()
    if holder is not None and holder.pk != line.before.get("tenure"):
        return Reason.ROW_CHANGED
    line.target = person
    tenure = Tenure.objects.create(
        office=line.office,
        seat=after["seat"],
        target=person,
        since=date.fromisoformat(after["since"]),
        evidence=_("%(title)s. Source: %(feed)s, %(day)s.")
        % {
            "title": after["title"],
            "feed": line.check_made.get_feed_display(),
            "day": line.check_made.checked_at.date().isoformat(),
        },
    )
    choose_holder(tenure, decision.by, decision.now)
    return ""
