"""Who holds an office on a day; who cannot be written to is left out, and nobody else is written to instead."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from campaign.targets.models import Office, Target, Tenure
from campaign.targets.queries import contested_offices, holders

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def office() -> Office:
    return Office.objects.create(slug="minister", name={"en": "Minister", "fr": "Ministre"})


def person(name: str, **fields: str) -> Target:
    address = f"{name.lower()}@mail.example"
    return Target.objects.create(**{"source_id": name, "name": name, "last_name": name, "email": address} | fields)


def tenure(office: Office, target: Target, **fields: Any) -> Tenure:
    return Tenure.objects.create(**{"office": office, "target": target, "standing": "held"} | fields)


def name_of_holder(office: Office, day: date = DAY, seat: int = 1) -> str | None:
    holder = holders([office.pk], day, "en").get(office.pk, {}).get(seat)
    return holder.name if holder else None


def test_a_holder_comes_with_the_office_in_the_readers_language_else_in_english(office: Office) -> None:
    tenure(office, person("Ada"))
    titles = {language: holders([office.pk], DAY, language)[office.pk][1].title for language in ("fr", "fr-ca", "es")}
    assert titles == {"fr": "Ministre", "fr-ca": "Ministre", "es": "Minister"}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "Ada"),
        (date(2021, 6, 30), "Ada"),
        (date(2021, 7, 1), None),
        (date(2021, 7, 2), "Bo"),
        (date(2030, 1, 1), "Bo"),
    ],
)
def test_both_first_and_last_day_belong_to_a_tenure(office: Office, day: date, name: str | None) -> None:
    tenure(office, person("Ada"), since=date(2020, 1, 1), until=date(2021, 6, 30))
    tenure(office, person("Bo"), since=date(2021, 7, 2))
    assert name_of_holder(office, day) == name


@pytest.mark.parametrize("began", [None, date(2020, 1, 1)])
def test_on_the_day_of_a_handover_the_newcomer_counts(office: Office, began: date | None) -> None:
    tenure(office, person("Bo"), since=DAY)
    tenure(office, person("Ada"), since=began, until=DAY)
    assert name_of_holder(office) == "Bo"


def test_two_who_share_an_office_have_a_seat_each(office: Office) -> None:
    tenure(office, person("Ada"), seat=1)
    tenure(office, person("Bo"), seat=2)
    seats = holders([office.pk], DAY, "en")[office.pk]
    assert {seat: holder.name for seat, holder in seats.items()} == {1: "Ada", 2: "Bo"}


@pytest.mark.parametrize("fields", [{"email": ""}, {"address_state": "disabled"}])
def test_a_holder_without_a_usable_address_leaves_the_seat_out_and_not_to_the_predecessor(
    office: Office, fields: dict[str, str]
) -> None:
    tenure(office, person("Ada"), until=DAY)
    tenure(office, person("Bo", **fields), since=DAY)
    assert holders([office.pk], DAY, "en") == {}


@pytest.mark.parametrize("standing", ["verify", "refused"])
def test_only_a_sure_tenure_makes_a_holder(office: Office, standing: str) -> None:
    tenure(office, person("Ada"), standing=standing)
    assert name_of_holder(office) is None


def test_many_offices_cost_one_query(office: Office, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    other = Office.objects.create(slug="critic", name={"en": "Critic"}, seats=2)
    tenure(office, person("Ada"))
    tenure(other, person("Bo"), seat=2)
    with django_assert_num_queries(1):
        found = holders([office.pk, other.pk], DAY, "en")
    assert {key: list(seats) for key, seats in found.items()} == {office.pk: [1], other.pk: [2]}


def test_a_seat_is_contested_while_open_tenures_wait_and_none_is_sure(office: Office) -> None:
    first, second = (tenure(office, person(name), standing="verify") for name in ("Ada", "Bo"))
    tenure(office, person("Cy"), standing="verify", until=DAY)
    [contest] = contested_offices()
    assert (contest.office, contest.seat, contest.contenders) == (office, 1, (first, second))


def test_a_doubt_beside_a_sure_holder_is_no_contest(office: Office) -> None:
    tenure(office, person("Ada"))
    tenure(office, person("Bo"), standing="verify")
    assert contested_offices() == []
    assert name_of_holder(office) == "Ada"


def test_a_contest_for_one_seat_leaves_the_other_sendable(office: Office) -> None:
    tenure(office, person("Ada"), seat=1)
    tenure(office, person("Bo"), seat=2, standing="verify")
    assert [contest.seat for contest in contested_offices()] == [2]
    assert list(holders([office.pk], DAY, "en")[office.pk]) == [1]


def test_the_database_allows_one_open_holder_a_seat(office: Office) -> None:
    tenure(office, person("Ada"), until=DAY)
    tenure(office, person("Bo"))
    tenure(office, person("Cy"), seat=2)
    tenure(office, person("Di"), standing="refused")
    with pytest.raises(IntegrityError, match="tenure_one_holder_a_seat"), transaction.atomic():
        tenure(office, person("Ed"))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"standing": "perhaps"}, "tenure_standing_known"),
        ({"seat": 0}, "tenure_seat_positive"),
        ({"since": DAY, "until": date(2020, 1, 1)}, "tenure_ends_after_it_began"),
    ],
)
def test_the_database_refuses_an_impossible_tenure(office: Office, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        tenure(office, person("Ada"), **fields)


def test_an_identifier_is_one_persons_in_its_source_but_may_be_missing() -> None:
    person("Ada", source_id="")
    person("Bo", source_id="")
    person("Cy", source_id="3")
    person("Di", source_id="3", source="qc-assembly")
    with pytest.raises(IntegrityError, match="target_source_id_unique"), transaction.atomic():
        person("Ed", source_id="3")


def test_the_database_keeps_addresses_in_lower_case() -> None:
    with pytest.raises(IntegrityError, match="target_email_lower_case"), transaction.atomic():
        person("Ada", email="Ada@mail.example")


def test_a_form_lower_cases_an_address_and_refuses_one_that_cannot_be() -> None:
    ada = Target(name="Ada", last_name="Ada", email="Ada@Mail.Example")
    ada.full_clean()
    assert ada.email == "ada@mail.example"
    with pytest.raises(ValidationError, match="e-mail address"):
        Target(name="Ada", last_name="Ada", email="ada@").full_clean()


@pytest.mark.parametrize("name", [{}, {"fr": "Ministre"}, {"en": "Minister", "xx": "?"}, {"en": "a\nb"}, ["Minister"]])
def test_an_office_without_a_usable_english_name_is_refused(name: object) -> None:
    with pytest.raises(ValidationError, match="name"):
        Office(slug="minister", name=name).full_clean()


def test_a_seat_the_office_does_not_have_is_refused(office: Office) -> None:
    with pytest.raises(ValidationError, match="fewer seats"):
        Tenure(office=office, target=person("Ada"), seat=2).full_clean()
