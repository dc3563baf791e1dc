"""Groups by name: make one, name it, and say who is in it from today on. Who left stays on record until the day before."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from campaign.targets.drawing import free_slug
from campaign.targets.models import FALLBACK_LANGUAGE, Group, Membership, Target
from campaign.targets.queries import not_over


@transaction.atomic
def create_group(names: Mapping[str, str]) -> Group:
    """Nobody is in it yet. `names` by language, with one in English."""
    return Group.objects.create(kind=Group.Kind.LISTED, slug=free_slug(names[FALLBACK_LANGUAGE]), name=dict(names))


@transaction.atomic
def rename_group(group: Group, names: Mapping[str, str]) -> None:
    Group.objects.filter(pk=group.pk).update(name=dict(names))


@transaction.atomic
def add_member(group: Group, person: Target, on: date) -> bool:
    """From that day on; False for somebody who is in it, or will be."""
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    if Membership.objects.filter(not_over(on), group=group, target=person).exists():
        return False
    Membership.objects.create(group=group, target=person, since=on)
    return True


@transaction.atomic
def remove_member(group: Group, person: Target, on: date) -> bool:
    """From that day on; False for somebody who is not in it. Who came on that very day was never in it."""
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    rows = Membership.objects.filter(not_over(on), group=group, target=person)
    never = rows.filter(since__gte=on)
    gone = never.count()
    never.delete()
    return gone + rows.update(until=on - timedelta(days=1)) > 0
