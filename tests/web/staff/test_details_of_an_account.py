"""A mistyped address is put right by an admin, and by nobody who could not close the account either."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from campaign.accounts.details import Details, change_details
from campaign.accounts.models import User
from campaign.accounts.teams import OutOfReach
from campaign.campaigns.models import Campaign
from tests import stories
from tests.web.staff.pages import links, words

RIGHT = {"first_name": "Olga", "last_name": "Organizer", "email": "olga@mail.example", "role": "organizer"}


def page_of(user: User) -> str:
    return f"/staff/accounts/{user.pk}/details/"


def test_an_address_is_put_right(as_admin: Client, organizer: User) -> None:
    assert links(as_admin.get(f"/staff/accounts/{organizer.pk}/"))["Change name, e-mail and role"] == page_of(organizer)
    assert "organizer@mail.example" in as_admin.get(page_of(organizer)).content.decode()
    answer = as_admin.post(page_of(organizer), RIGHT | {"username": "root", "is_superuser": "on"}, follow=True)
    assert "The account is changed." in words(answer)
    assert "olga@mail.example" in words(answer)
    organizer.refresh_from_db()
    assert (organizer.email, organizer.username, organizer.is_superuser) == ("olga@mail.example", "organizer", False)
    entry = LogEntry.objects.get()
    assert entry.change_message == "Changed email."
    assert "Nothing was changed" in words(as_admin.post(page_of(organizer), RIGHT, follow=True))
    assert LogEntry.objects.count() == 1


def test_an_organizer_becomes_an_admin(as_admin: Client, as_organizer: Client, organizer: User) -> None:
    assert as_organizer.get("/staff/teams/").status_code == 403
    as_admin.post(page_of(organizer), RIGHT | {"role": "admin"})
    assert as_organizer.get("/staff/teams/").status_code == 200


@pytest.mark.parametrize("wrong", [{"email": "olga"}, {"role": "superuser"}, {"role": ""}, {"first_name": "x" * 151}])
def test_what_cannot_be_is_refused_and_kept_on_the_page(
    as_admin: Client, organizer: User, wrong: dict[str, str]
) -> None:
    answer = as_admin.post(page_of(organizer), RIGHT | wrong)
    assert answer.status_code == 422
    assert "What you wrote is still here." in words(answer)
    organizer.refresh_from_db()
    assert organizer.email == "organizer@mail.example"


def test_neither_one_s_own_account_nor_a_superuser_s_is_changed_here(
    as_admin: Client, as_organizer: Client, admin: User, organizer: User
) -> None:
    root = User.objects.create_superuser("root", "root@mail.example", stories.PASSWORD)
    for user in (root, admin):
        assert as_admin.get(page_of(user)).status_code == 404
        assert as_admin.post(page_of(user), RIGHT).status_code == 404
        with pytest.raises(OutOfReach):
            change_details(user, Details(**RIGHT), admin)
    assert as_admin.get("/staff/accounts/99999/details/").status_code == 404
    assert as_organizer.post(page_of(organizer), RIGHT | {"role": "admin"}).status_code == 403
    root.refresh_from_db()
    assert root.email == "root@mail.example"


def test_nobody_who_is_logged_out_changes_an_account(client: Client, protest: Campaign, organizer: User) -> None:
    assert client.post(page_of(organizer), RIGHT | {"role": "admin"}).status_code == 302
    organizer.refresh_from_db()
    assert organizer.role == "organizer"
