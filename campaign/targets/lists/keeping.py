"""The verbs of lists: keep an upload, make or renew a list by it, change who sees it, remove or retire it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from campaign.targets.importing.applying import lock_rosters
from campaign.targets.lists.decoding import Decoded
from campaign.targets.lists.planning import ListPlan
from campaign.targets.models import Group, ListUpload, Membership, Target, TargetList

KEPT_FOR = timedelta(days=1)
UPLOADS_EACH = 5  # of 5 MB at most: who mends a file and uploads it again needs one


class StillUsed(Exception):
    """A campaign writes to this list, or a letter has been written to one of its people: it is retired instead."""


@dataclass(frozen=True)
class Belongs:
    """Whose a new list is."""

    team_id: int
    by: AbstractBaseUser | None


@transaction.atomic
def keep_upload(upload: ListUpload, decoded: Decoded) -> ListUpload:
    """Store an upload with its text; of its owner's older ones only some stay."""
    upload.text, upload.encoding = decoded.text, decoded.encoding
    upload.save()
    older = ListUpload.objects.filter(owner=upload.owner_id).order_by("-pk")[UPLOADS_EACH:].values_list("pk", flat=True)
    ListUpload.objects.filter(pk__in=list(older)).delete()
    return upload


def forget_uploads(now: datetime) -> int:
    """Delete those older than a day, accepted or not; how many they were."""
    return ListUpload.objects.filter(uploaded_at__lt=now - KEPT_FOR).delete()[0]


@transaction.atomic
def make_list(names: Mapping[str, str], time_zone: str, belongs: Belongs, now: datetime) -> TargetList:
    """An empty list. Its key in `source` and `slug` is its number: names change, and two lists may have the same."""
    group = Group.objects.create(slug=uuid4().hex, name=dict(names), kind=Group.Kind.LISTED)
    made = TargetList(group=group, team_id=belongs.team_id, time_zone=time_zone, created_at=now, updated_at=now)
    made.created_by_id = belongs.by.pk if belongs.by else None
    made.save()
    group.slug = group.source = f"list-{made.pk}"
    group.save(update_fields=("slug", "source"))
    return made


@transaction.atomic
def carry_out(target_list: TargetList, plan: ListPlan, time_zone: str, now: datetime) -> None:
    """Write what the plan says. Nobody is deleted: who is gone keeps row and address, and their membership ends today."""
    on = timezone.localdate(now)
    group = target_list.group
    people = [
        Target(
            source=target_list.source,
            time_zone=time_zone,
            updated_at=now,
            address_state=_address_state(person.email, plan),
            **person.facts,
        )
        for person in plan.new
    ]
    Target.objects.bulk_create(people)
    _change(plan, now)
    _leave(group, plan, on, now)
    members = Target.objects.filter(source=target_list.source)
    members.exclude(time_zone=time_zone).update(time_zone=time_zone, updated_at=now)
    inside = Membership.objects.filter(group=group, until=None).values("target")
    sitting = members.filter(listed=Target.Listed.SITTING).exclude(pk__in=inside)
    Membership.objects.bulk_create([Membership(group=group, target=target, since=on) for target in sitting])
    target_list.time_zone, target_list.updated_at = time_zone, now
    target_list.save(update_fields=("time_zone", "updated_at"))


def _address_state(address: str, plan: ListPlan) -> str:
    """What staff decided about an address holds wherever it stands."""
    return Target.AddressState.DISABLED if address in plan.disabled else Target.AddressState.USABLE


def _change(plan: ListPlan, now: datetime) -> None:
    people = Target.objects.select_for_update().in_bulk([change.target_id for change in plan.changed])
    for change in plan.changed:
        target = people[change.target_id]
        for difference in change.differences:
            setattr(target, difference.field, difference.after)
            if difference.field == "email" and difference.after in plan.disabled:
                target.address_state = Target.AddressState.DISABLED
        target.updated_at = now
        target.save()


def _leave(group: Group, plan: ListPlan, on: date, now: datetime) -> None:
    gone = [departure.target_id for departure in plan.gone]
    Target.objects.filter(pk__in=gone).update(listed=Target.Listed.GONE, updated_at=now)
    Membership.objects.filter(group=group, target__in=gone, until=None).update(until=on)


def rename(target_list: TargetList, names: Mapping[str, str]) -> None:
    target_list.group.name = dict(names)
    target_list.group.save(update_fields=("name",))


def retire(target_list: TargetList, now: datetime) -> None:
    """Nobody new writes to it; campaigns that do go on."""
    TargetList.objects.filter(pk=target_list.pk, retired_at=None).update(retired_at=now)


def bring_back(target_list: TargetList) -> None:
    TargetList.objects.filter(pk=target_list.pk).update(retired_at=None)


def remove(target_list: TargetList) -> None:
    """Delete the list and its people for good. StillUsed where anything points at one of them; then all stays."""
    source, name = target_list.source, str(target_list)
    try:
        with transaction.atomic():
            lock_rosters()
            TargetList.objects.filter(pk=target_list.pk).delete()
            Group.objects.filter(pk=target_list.group_id).delete()
            Target.objects.filter(source=source).delete()
    except (ProtectedError, IntegrityError) as error:  # the latter where a campaign adds it in the same moment
        raise StillUsed(name) from error
