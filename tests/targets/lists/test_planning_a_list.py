"""A list's newer version against the older: who is new, changed and gone, by the name and never by the mailbox alone."""

from collections.abc import Collection

import pytest

from campaign.targets.lists.checking import Person
from campaign.targets.lists.planning import ListPlan, plan_list
from campaign.targets.models import Target

pytestmark = pytest.mark.django_db
SOURCE = "list-1"


def known(name: str, email: str, **facts: str) -> Target:
    return Target.objects.create(source=SOURCE, name=name, last_name=name, email=email, **facts)


def plan(*people: tuple[str, str, str | None], named: Collection[str] = ()) -> ListPlan:
    return plan_list(
        SOURCE,
        [
            Person(line, name, "", name, email, riding=riding)
            for line, (name, email, riding) in enumerate(people, start=1)
        ],
        named,
    )


def names(plan: ListPlan) -> tuple[list[str], list[str], list[str], int]:
    """New, changed, gone, and how many stay as they are."""
    return (
        [person.name for person in plan.new],
        [change.person.name for change in plan.changed],
        [departure.name for departure in plan.gone],
        plan.unchanged,
    )


def test_a_first_upload_is_new_altogether() -> None:
    found = plan(("Ana Quispe", "ana@mail.example", None))
    assert names(found) == (["Ana Quispe"], [], [], 0)
    assert not found.suspicious


def test_the_same_list_again_changes_nothing() -> None:
    known("Ana Quispe", "ana@mail.example", riding="Ward 1")
    assert names(plan(("Ana Quispe", "ana@mail.example", "Ward 1"))) == ([], [], [], 1)


def test_an_address_that_moved_is_a_change_of_the_same_person() -> None:
    known("Ana Quispe", "ana@mail.example")
    [change] = plan(("ANA QUISPÉ", "new@mail.example", None)).changed
    assert {one.field for one in change.differences} == {"name", "last_name", "email"}


def test_a_new_surname_at_the_same_address_is_the_same_person() -> None:
    known("Ana Quispe", "ana@mail.example")
    assert names(plan(("Ana Mamani", "ana@mail.example", None))) == ([], ["Ana Mamani"], [], 0)


def test_a_successor_in_a_wards_mailbox_is_somebody_else() -> None:
    known("Ana Quispe", "ward1@mail.example")
    assert names(plan(("Bo Li", "ward1@mail.example", None))) == (["Bo Li"], [], ["Ana Quispe"], 0)


def test_two_of_one_name_are_told_apart_by_their_districts() -> None:
    known("Ana Quispe", "one@mail.example", riding="Ward 1")
    known("Ana Quispe", "two@mail.example", riding="Ward 2")
    found = plan(("Ana Quispe", "two@mail.example", "Ward 2"), ("Ana Quispe", "one@mail.example", "Ward 1"))
    assert names(found) == ([], [], [], 2)


def test_who_was_gone_and_is_there_again_sits_again() -> None:
    known("Ana Quispe", "ana@mail.example", listed=Target.Listed.GONE)
    [change] = plan(("Ana Quispe", "ana@mail.example", None)).changed
    assert [one.field for one in change.differences] == ["listed"]


def test_whoever_a_broken_line_may_mean_is_not_gone() -> None:
    known("Ana Quispe", "ana@mail.example")
    known("Bo Li", "bo@mail.example")
    found = plan(("Cy Ng", "cy@mail.example", None), named={"ana quispe", "bo@mail.example"})
    assert found.gone == ()


@pytest.mark.parametrize(("gone", "suspicious"), [(1, False), (2, True)])
def test_more_than_a_tenth_gone_is_suspicious(gone: int, suspicious: bool) -> None:
    for number in range(10):
        known(f"Person{number}", f"p{number}@mail.example")
    people = [(f"Person{number}", f"p{number}@mail.example", None) for number in range(gone, 10)]
    assert plan(*people).suspicious is suspicious


def test_an_address_that_staff_disabled_anywhere_is_named() -> None:
    Target.objects.create(
        source="ca-house",
        name="A",
        last_name="A",
        email="dead@mail.example",
        address_state=Target.AddressState.DISABLED,
    )
    assert plan(("Ana Quispe", "dead@mail.example", None)).disabled == {"dead@mail.example"}


def test_the_fingerprint_is_that_of_the_deeds() -> None:
    one = plan(("Ana Quispe", "ana@mail.example", None))
    assert one.fingerprint == plan(("Ana Quispe", "ana@mail.example", None)).fingerprint
    known("Ana Quispe", "ana@mail.example")
    assert one.fingerprint != plan(("Ana Quispe", "ana@mail.example", None)).fingerprint
