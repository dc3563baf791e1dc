"""Who is in a group on a day, and who sits for a riding."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from campaign.targets.models import Group, Membership, Target
from campaign.targets.queries import members, sitting_members

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


def person(name: str, **fields: str) -> Target:
    address = f"{name.lower()}@mail.example"
    return Target.objects.create(**{"source_id": name, "name": name, "last_name": name, "email": address} | fields)


def names(group: Group, day: date = DAY) -> list[str]:
    return [holder.name for holder in members([group], day).get(group.pk, {}).values()]


def group(kind: str, **fields: Any) -> Group:
    return Group.objects.create(slug=f"{kind}-{Group.objects.count()}", name={"en": "Group"}, kind=kind, **fields)


def test_a_drawn_group_is_whoever_the_roster_lists_with_its_party_and_province() -> None:
    person("Ada", party="NDP", province="Ontario")
    person("Bo", party="NDP", province="Quebec")
    person("Cy", party="Liberal", province="Ontario")
    person("Di", party="NDP", province="Ontario", source="a-council")
    person("Ed", party="NDP", province="Ontario", listed="gone")
    person("Flo", party="NDP", province="Ontario", email="")
    assert names(group("drawn", party="NDP", province="Ontario")) == ["Ada"]
    assert names(group("drawn", party="NDP")) == ["Ada", "Bo"]
    assert names(group("drawn", province="Ontario")) == ["Ada", "Cy"]


def test_a_listed_group_is_whoever_is_a_member_on_that_day() -> None:
    committee = group("listed")
    for name, first, last in [("Ada", None, None), ("Bo", date(2026, 1, 1), date(2026, 6, 30)), ("Cy", DAY, None)]:
        Membership.objects.create(group=committee, target=person(name), since=first, until=last)
    Membership.objects.create(group=committee, target=person("Gone", listed="gone"))
    assert names(committee) == ["Ada", "Cy"]
    assert names(committee, date(2026, 6, 30)) == ["Ada", "Bo"]


def test_many_groups_cost_two_questions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    several = [group("drawn", party="NDP"), group("drawn", party="Liberal"), group("listed"), group("listed")]
    for each in several[2:]:
        Membership.objects.create(group=each, target=person(f"Ada{each.pk}"))
    with django_assert_num_queries(2):
        assert set(members(several, DAY)) == {each.pk for each in several[2:]}


def test_nobody_is_named_into_a_group_that_is_drawn_from_the_roster() -> None:
    with pytest.raises(ValidationError):
        Membership(group=group("drawn"), target=person("Ada")).clean()


def test_who_sits_for_a_riding_is_whoever_the_roster_lists_and_can_be_written_to() -> None:
    person("Ada", riding_code="35075")
    person("Bo", riding_code="24001", listed="gone")
    person("Cy", riding_code="24002", email="")
    person("Di", riding_code="59001")
    found = {code: holder.name for code, holder in sitting_members("ca-house").items()}
    assert found == {"35075": "Ada", "59001": "Di"}
    assert set(sitting_members("ca-house", ["59001"])) == {"59001"}
