"""Carry out a plan: everybody in it in one transaction, nobody deleted."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction

from campaign.targets.importing.planning import Change, Plan, plan_import
from campaign.targets.importing.reading import Row
from campaign.targets.models import HOUSE_OF_COMMONS, Target

# One import at a time, whoever starts it: an advisory lock of PostgreSQL, held until the transaction ends.
IMPORT_LOCK = 44_045


@transaction.atomic
def import_rows(rows: Sequence[Row], now: datetime, source: str = HOUSE_OF_COMMONS) -> Plan:
    """Plan and apply under one lock, so that two imports at once cannot both add the same person."""
    lock_rosters()
    plan = plan_import(rows, source)
    apply_import(plan, now)
    return plan


def lock_rosters() -> None:
    """Wait until no other transaction changes rosters; the lock ends with the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


@transaction.atomic
def apply_import(plan: Plan, now: datetime) -> None:
    """Write what the plan says."""
    Target.objects.bulk_create([Target(source=plan.source, updated_at=now, **asdict(row)) for row in plan.new])
    people = Target.objects.select_for_update().in_bulk([change.target_id for change in plan.changed])
    for change in plan.changed:
        _update(people[change.target_id], change, now)
    departed = Target.objects.filter(pk__in=[departure.target_id for departure in plan.gone])
    departed.update(listed=Target.Listed.GONE, updated_at=now)


def _update(target: Target, change: Change, now: datetime) -> None:
    for difference in change.differences:
        setattr(target, difference.field, difference.after)
    target.updated_at = now
    target.save(update_fields=[*(difference.field for difference in change.differences), "updated_at"])
