"""Staff settle who holds a seat; who decided, and when, can be read for ever."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaign.accounts.models import User
from campaign.targets.models import Office, Target, Tenure
from campaign.targets.queries import contested_offices, holders
from campaign.targets.services import choose_holder, end_tenure
from tests.targets.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def office() -> Office:
    return Office.objects.create(slug="critic", name={"en": "Critic"}, seats=2)


def tenure(office: Office, name: str, **fields: Any) -> Tenure:
    person = Target.objects.create(source_id=name, name=name, last_name=name, email=f"{name.lower()}@mail.example")
    return Tenure.objects.create(**{"office": office, "target": person, "standing": "verify"} | fields)


def test_choosing_one_refuses_the_others_and_ends_the_contest(office: Office, admin: User) -> None:
    ada, bo = tenure(office, "Ada"), tenure(office, "Bo")
    assert choose_holder(ada, admin, NOW).standing == "held"
    bo.refresh_from_db()
    assert (bo.standing, bo.decided_by, bo.decided_at) == ("refused", admin, NOW)
    ada.refresh_from_db()
    assert (ada.standing, ada.decided_by, ada.decided_at) == ("held", admin, NOW)
    assert contested_offices() == []
    assert holders([office.pk], DAY, "en")[office.pk][1].name == "Ada"


def test_choosing_leaves_the_other_seat_and_the_past_as_they_were(office: Office, admin: User) -> None:
    other_seat = tenure(office, "Bo", seat=2)
    past = tenure(office, "Cy", standing="held", until=date(2020, 1, 1))
    choose_holder(tenure(office, "Ada"), admin, NOW)
    other_seat.refresh_from_db()
    past.refresh_from_db()
    assert other_seat.standing == "verify"
    assert (past.standing, past.until, past.decided_at) == ("held", date(2020, 1, 1), None)


def test_staff_may_change_their_mind(office: Office, admin: User) -> None:
    ada, bo = (tenure(office, name, since=date(2026, 9, 27)) for name in ("Ada", "Bo"))
    choose_holder(ada, admin, NOW)
    choose_holder(bo, admin, NOW)
    standings = dict(Tenure.objects.values_list("target__name", "standing"))
    assert standings == {"Ada": "refused", "Bo": "held"}


@pytest.mark.parametrize("began", [None, date(2020, 1, 1)])
def test_a_sure_holder_of_before_keeps_the_years_until_the_chosen_one_began(
    office: Office, admin: User, began: date | None
) -> None:
    ada = tenure(office, "Ada", standing="held", since=began)
    choose_holder(tenure(office, "Bo", since=date(2026, 9, 27)), admin, NOW)
    ada.refresh_from_db()
    assert (ada.standing, ada.until) == ("held", date(2026, 9, 26))


def test_choosing_who_holds_the_seat_already_changes_nothing(office: Office, admin: User) -> None:
    ada, bo = tenure(office, "Ada", standing="held"), tenure(office, "Bo")
    choose_holder(ada, admin, NOW)
    ada.refresh_from_db()
    bo.refresh_from_db()
    assert (ada.decided_at, bo.standing) == (None, "verify")


def test_a_tenure_that_ended_cannot_be_chosen(office: Office, admin: User) -> None:
    with pytest.raises(ValidationError, match="has ended"):
        choose_holder(tenure(office, "Ada", until=DAY), admin, NOW)


def test_ending_a_tenure_keeps_its_last_day_and_frees_the_seat_after_it(office: Office, admin: User) -> None:
    ended = end_tenure(tenure(office, "Ada", standing="held"), DAY, admin, NOW)
    assert (ended.until, ended.decided_by, ended.decided_at) == (DAY, admin, NOW)
    assert holders([office.pk], DAY, "en")[office.pk][1].name == "Ada"
    assert holders([office.pk], date(2026, 11, 24), "en") == {}


def test_a_tenure_ends_once_and_not_before_it_began(office: Office, admin: User) -> None:
    ada = tenure(office, "Ada", since=DAY)
    with pytest.raises(ValidationError, match="before the first"):
        end_tenure(ada, date(2026, 1, 1), admin, NOW)
    end_tenure(ada, DAY, admin, NOW)
    with pytest.raises(ValidationError, match="already"):
        end_tenure(ada, DAY, admin, NOW)
