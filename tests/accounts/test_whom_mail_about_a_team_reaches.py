"""Mail about a team's campaigns goes to its people, and to the admins where it has nobody who could read it."""

import pytest

from campaign.accounts.models import User
from campaign.accounts.queries import addresses_of
from tests import stories

pytestmark = pytest.mark.django_db
ORGANIZER, ADMIN = "organizer@mail.example", "admin@mail.example"


def test_it_goes_to_the_team_and_to_nobody_else() -> None:
    stories.organizer()
    stories.admin()
    assert addresses_of(stories.team()) == [ORGANIZER]


@pytest.mark.parametrize("unreachable", [{"is_active": False}, {"email": ""}])
def test_it_goes_to_the_admins_where_nobody_in_the_team_can_read_it(unreachable: dict[str, object]) -> None:
    stories.organizer()
    stories.admin()
    User.objects.filter(username="organizer").update(**unreachable)
    assert addresses_of(stories.team()) == [ADMIN]


def test_a_superuser_counts_as_an_admin_and_a_closed_account_as_nobody() -> None:
    User.objects.create_superuser("root", "root@mail.example", "a long password")
    stories.admin()
    User.objects.filter(username="admin").update(is_active=False)
    assert addresses_of(stories.team()) == ["root@mail.example"]


def test_an_address_of_two_accounts_is_written_to_once() -> None:
    stories.organizer()
    second = User.objects.create_user("second", ORGANIZER, "a long password")
    second.teams.add(stories.team())
    assert addresses_of(stories.team()) == [ORGANIZER]
