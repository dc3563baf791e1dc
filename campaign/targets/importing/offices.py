"""A list of office holders (foreign-affairs-targets.csv) -> offices and tenures; what staff decided is never overridden."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from campaign.targets.importing.reading import Problem, Record, RosterError, read_records
from campaign.targets.models import HOUSE_OF_COMMONS, Office, Target, Tenure

COLUMNS = ("as_of", "kind", "name", "party", "role", "email", "source_id", "evidence", "confidence")
UNSETTLED = "verify"  # the confidence of a row that other sources contradict
ISO_DAY = r"\d{4}-\d{2}-\d{2}"
SINCE = re.compile(rf"\bsince ({ISO_DAY})")
PERIOD = re.compile(rf"\b({ISO_DAY}) to ({ISO_DAY})")


@dataclass(frozen=True)
class Loaded:
    """How many offices and tenures a run added."""

    offices: int
    tenures: int


@dataclass(frozen=True)
class Claim:
    """That a source saw this person in an office, from and to the days it gives."""

    slug: str
    target: Target
    since: date
    until: date | None
    unsettled: bool
    evidence: str


@transaction.atomic
def load_foreign_affairs(path: Path) -> Loaded:
    """Build the offices of `offices.toml` beside the file and the tenures of its rows; a second run adds nothing.

    People are found by source_id in the roster, which must be imported first; addresses come from there alone. Rows of
    the newest `as_of` are open tenures, those before it past ones. RosterError names every line that cannot be read.
    """
    specifications = tomllib.loads(path.with_name("offices.toml").read_text(encoding="utf-8"))["office"]
    slugs = {(each["kind"], each.get("party", "")): str(each["slug"]) for each in specifications}
    claims = _read_claims(path, slugs)
    created = [
        Office.objects.get_or_create(slug=each["slug"], defaults={"name": each["name"], "seats": each["seats"]})
        for each in specifications
    ]
    offices = {office.slug: office for office, _new in created}
    added = 0
    for slug, office in offices.items():
        added += _load_office(office, [claim for claim in claims if claim.slug == slug])
    return Loaded(offices=sum(new for _office, new in created), tenures=added)


def _read_claims(path: Path, slugs: dict[tuple[str, str], str]) -> list[Claim]:
    records, problems = read_records(path, COLUMNS)
    newest = max((record.cells["as_of"] for record in records), default="")
    ids = {record.cells["source_id"] for record in records} - {""}
    people = {target.source_id: target for target in Target.objects.filter(source=HOUSE_OF_COMMONS, source_id__in=ids)}
    claims = []
    for record in records:
        try:
            claims.append(_claim(record, newest, slugs, people))
        except ValueError as error:
            problems.append(Problem(record.line, str(error)))
    if problems:
        raise RosterError(problems)
    return claims


def _claim(record: Record, newest: str, slugs: dict[tuple[str, str], str], people: dict[str, Target]) -> Claim:
    cells = record.cells
    slug = slugs.get((cells["kind"], cells["party"])) or slugs.get((cells["kind"], ""))
    if slug is None:
        raise ValueError(_("no office for %(kind)s, %(party)s") % cells)
    if cells["source_id"] not in people:
        raise ValueError(_("%(name)s is not in the roster") % cells)
    since, until = _period(cells, past=cells["as_of"] < newest)
    return Claim(
        slug=slug,
        target=people[cells["source_id"]],
        since=since,
        until=until,
        unsettled=cells["confidence"] == UNSETTLED,
        evidence=_("%(role)s. Seen on %(as_of)s. Source: %(evidence)s (%(confidence)s).") % cells,
    )


def _period(cells: dict[str, str], past: bool) -> tuple[date, date | None]:
    """The days the role's text gives; without any, a past tenure is known for the day of its list alone."""
    seen = date.fromisoformat(cells["as_of"])
    if period := PERIOD.search(cells["role"]):
        return date.fromisoformat(period[1]), date.fromisoformat(period[2])
    since = SINCE.search(cells["role"])
    return date.fromisoformat(since[1]) if since else seen, seen if past else None


def _load_office(office: Office, claims: Sequence[Claim]) -> int:
    """Add the claims nobody has recorded yet; how many those were."""
    tenures = list(Tenure.objects.select_for_update().filter(office=office))
    named = {claim.target.pk for claim in claims if claim.until is None}
    added = 0
    for claim in claims:
        if not any(_same(tenure, claim) for tenure in tenures):
            tenures.append(_record(office, claim, tenures, named))
            added += 1
    return added


def _same(tenure: Tenure, claim: Claim) -> bool:
    """Whether this claim is known: the same first day, or both go on, whatever staff made of dates and standing."""
    both_open = tenure.until is None and claim.until is None
    return tenure.target_id == claim.target.pk and (both_open or tenure.since == claim.since)


def _record(office: Office, claim: Claim, tenures: Sequence[Tenure], named: set[int]) -> Tenure:
    """One new tenure, on the first seat that nobody the list names holds; beside a sure holder it waits for staff."""
    holders = {
        tenure.seat: tenure.target_id
        for tenure in tenures
        if tenure.until is None and tenure.standing == Tenure.Standing.HELD
    }
    seats = range(1, office.seats + 1)
    seat = 1 if claim.until else next((each for each in seats if holders.get(each) not in named), 1)
    waits = claim.unsettled or (claim.until is None and seat in holders)
    return Tenure.objects.create(
        office=office,
        seat=seat,
        target=claim.target,
        since=claim.since,
        until=claim.until,
        standing=Tenure.Standing.VERIFY if waits else Tenure.Standing.HELD,
        evidence=claim.evidence,
    )
