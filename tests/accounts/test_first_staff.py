"""The two accounts of a fresh installation, and new passwords for them."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from campaign.accounts.models import Team, User

pytestmark = pytest.mark.django_db


def printed(command: str, *options: str) -> dict[str, str]:
    out = StringIO()
    call_command(command, *options, stdout=out)
    return dict(re.findall(r"^  (\S+) +(\S{16})$", out.getvalue(), re.MULTILINE))


def test_an_empty_database_gets_an_organizer_of_the_demo_team_and_an_admin() -> None:
    passwords = printed("bootstrap_staff", "--if-empty")
    organizer, admin = User.objects.get(username="organizer"), User.objects.get(username="admin")
    assert organizer.role == User.Role.ORGANIZER
    assert (organizer.is_staff, organizer.is_superuser) == (False, False)
    assert [team.slug for team in organizer.teams.all()] == ["demo"]
    assert admin.role == User.Role.ADMIN
    assert (admin.is_staff, admin.is_superuser) == (True, True)
    assert organizer.check_password(passwords["organizer"])
    assert admin.check_password(passwords["admin"])


def test_where_there_is_staff_nothing_is_made_or_printed() -> None:
    User.objects.create_user("someone")
    assert printed("bootstrap_staff", "--if-empty") == {}
    assert not User.objects.filter(username="admin").exists()


def test_the_team_of_the_demo_is_used_when_it_is_there() -> None:
    team = Team.objects.create(slug="demo", name="Demonstration")
    printed("bootstrap_staff")
    assert list(team.members.values_list("username", flat=True)) == ["organizer"]


def test_a_reset_gives_new_passwords_and_ends_sessions(client: Client) -> None:
    old = printed("bootstrap_staff")
    assert client.login(username="admin", password=old["admin"])
    assert client.get("/staff/").status_code == 200
    new = printed("reset_staff")
    assert client.get("/staff/").status_code == 302
    assert new.keys() == old.keys()
    assert not set(new.values()) & set(old.values())
    assert not client.login(username="admin", password=old["admin"])
    assert client.login(username="admin", password=new["admin"])


def test_a_reset_brings_back_a_deactivated_account() -> None:
    printed("bootstrap_staff")
    User.objects.update(is_active=False)
    printed("reset_staff")
    assert User.objects.filter(is_active=True).count() == 2
