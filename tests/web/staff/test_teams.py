"""Admins make teams and accounts; who is in a team sees its campaigns, and nobody else does."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from campaign.accounts.models import Team, User
from campaign.accounts.teams import NameTaken, OutOfReach, allow_new_password, make_team, set_active
from campaign.campaigns.models import Campaign
from tests import stories
from tests.web.staff.pages import links, words

TEAMS, NEW = "/staff/teams/", "/staff/accounts/new/"
NORA = {
    "username": "nora",
    "first_name": "Nora",
    "last_name": "New",
    "email": "nora@mail.example",
    "role": "organizer",
}
CAMPAIGN = "/staff/campaigns/peaceful-protest/"


def log() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))


def page_of(team: Team) -> str:
    return f"{TEAMS}{team.pk}/"


def test_a_team_is_made_and_its_first_person_added_by_user_name(
    as_admin: Client, stranger: User, protest: Campaign
) -> None:
    answer = as_admin.post(TEAMS, {"name": "  Grand-mères  pour la paix "}, follow=True)
    made = Team.objects.get(name="Grand-mères pour la paix")
    assert made.slug == "grand-meres-pour-la-paix"
    assert "is made" in words(answer)
    assert "stranger sees this team's campaigns" in words(
        as_admin.post(page_of(made), {"action": "add", "username": "Stranger"}, follow=True)
    )
    assert list(made.members.all()) == [stranger]
    assert log() == ["Made on the page of teams.", "Added stranger."]
    assert {entry.user.username for entry in LogEntry.objects.all()} == {"admin"}


def test_who_is_added_sees_the_team_s_campaigns_until_they_are_removed(
    as_admin: Client, as_stranger: Client, stranger: User, protest: Campaign
) -> None:
    page = page_of(protest.team)
    assert as_stranger.get(CAMPAIGN).status_code == 404
    as_admin.post(page, {"action": "add", "username": "stranger"})
    assert as_stranger.get(CAMPAIGN).status_code == 200
    assert links(as_admin.get(page))["Peaceful protest"] == CAMPAIGN
    as_admin.post(page, {"action": "remove", "user": str(stranger.pk)})
    assert as_stranger.get(CAMPAIGN).status_code == 404
    assert as_stranger.post(f"{CAMPAIGN}close/").status_code == 404
    assert log() == ["Added stranger.", "Removed stranger."]


@pytest.mark.parametrize("typed", ["", "nobody", "a\x00b", "x" * 200, "stranger@mail.example"])
def test_a_name_that_nobody_has_adds_nobody(as_admin: Client, protest: Campaign, stranger: User, typed: str) -> None:
    answer = as_admin.post(page_of(protest.team), {"action": "add", "username": typed})
    assert answer.status_code == 422
    assert 'id="summary"' in answer.content.decode()
    assert not protest.team.members.exists()


def test_adding_twice_is_said_and_logged_once(as_admin: Client, protest: Campaign, stranger: User) -> None:
    for _ in range(2):
        answer = as_admin.post(page_of(protest.team), {"action": "add", "username": "stranger"}, follow=True)
    assert "is in this team already" in words(answer)
    assert log() == ["Added stranger."]


def test_a_team_is_renamed_and_its_campaigns_stay(as_admin: Client, protest: Campaign) -> None:
    as_admin.post(page_of(protest.team), {"action": "name", "name": "Neighbours"})
    protest.team.refresh_from_db()
    assert (protest.team.name, protest.team.slug) == ("Neighbours", "solidarity")
    assert log() == ["Renamed, formerly Solidarity."]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\u202eb", "Elsewhere"])
def test_a_name_that_cannot_be_is_refused_with_the_reason(
    as_admin: Client, stranger: User, protest: Campaign, name: str
) -> None:
    for page in (TEAMS, page_of(protest.team)):
        answer = as_admin.post(page, {"action": "name", "name": name})
        assert answer.status_code == 422
        assert 'id="summary"' in answer.content.decode()
    assert set(Team.objects.values_list("name", flat=True)) == {"Solidarity", "Elsewhere"}


@pytest.mark.django_db
def test_two_teams_of_one_name_are_not_made_even_at_once() -> None:
    admin = stories.admin()
    make_team("One", admin)
    with pytest.raises(NameTaken):
        make_team("One", admin)
    assert make_team("ONE!", admin).slug == "one-2"


def test_a_new_account_is_nobody_s_until_its_link_was_followed(as_admin: Client, protest: Campaign) -> None:
    answer = as_admin.post(NEW, NORA | {"teams": [protest.team_id]})
    nora = User.objects.get(username="nora")
    assert not nora.has_usable_password()
    assert (nora.role, nora.is_superuser, nora.is_staff, list(nora.teams.all())) == (
        "organizer",
        False,
        False,
        [protest.team],
    )
    assert "no-store" in answer.headers["Cache-Control"]
    link = link_in(answer)
    assert link not in as_admin.get(f"/staff/accounts/{nora.pk}/").content.decode(), "shown once"
    hers = Client()
    page = hers.get(link.removeprefix("http://localhost:8000"), follow=True)
    target = page.redirect_chain[-1][0] if page.redirect_chain else link.removeprefix("http://localhost:8000")
    password = "words that nobody guesses"
    hers.post(target, {"new_password1": password, "new_password2": password})
    assert hers.login(username="nora", password=password)
    assert hers.get(CAMPAIGN).status_code == 200
    again = Client().get(link.removeprefix("http://localhost:8000"), follow=True)
    assert "new_password1" not in again.content.decode(), "it is good once"


def link_in(answer: object) -> str:
    found = re.search(r'id="link"[^>]*value="([^"]+)"', answer.content.decode(), re.DOTALL)  # type: ignore[attr-defined]
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    "typed", [{"username": ""}, {"username": "admin"}, {"username": "a b"}, {"email": "nora"}, {"role": "superuser"}]
)
def test_an_account_that_cannot_be_is_not_made_and_nothing_typed_is_lost(
    as_admin: Client, protest: Campaign, typed: dict[str, str]
) -> None:
    answer = as_admin.post(NEW, NORA | {"last_name": "Kept"} | typed)
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.content.decode()
    assert User.objects.filter(last_name="Kept").count() == 0


def test_nobody_becomes_a_superuser_by_the_form(as_admin: Client, protest: Campaign) -> None:
    as_admin.post(NEW, NORA | {"is_superuser": "on", "is_staff": "on"})
    assert not User.objects.get(username="nora").is_superuser


def test_a_closed_account_is_logged_out_at_once_and_can_be_opened_again(
    as_admin: Client, as_organizer: Client, organizer: User
) -> None:
    page = f"/staff/accounts/{organizer.pk}/"
    assert "is logged out" in words(as_admin.post(page, {"action": "close"}, follow=True))
    assert as_organizer.get("/staff/").status_code == 302
    assert not Client().login(username="organizer", password=stories.PASSWORD)
    as_admin.post(page, {"action": "open"})
    assert Client().login(username="organizer", password=stories.PASSWORD)
    assert log() == ["Closed.", "Opened again."]


def test_no_admin_closes_themselves_or_opens_a_superuser_s_account(as_admin: Client, admin: User) -> None:
    root = User.objects.create_superuser("root", "root@mail.example", stories.PASSWORD)
    for user in (root, admin):
        for action in ("close", "link"):
            answer = as_admin.post(f"/staff/accounts/{user.pk}/", {"action": action}, follow=True)
            assert "not yours to change" in words(answer)
            assert 'id="link"' not in answer.content.decode()
    assert User.objects.filter(is_active=True).count() == 2
    assert log() == []


@pytest.mark.django_db
def test_an_organizer_changes_no_account_whatever_page_asks_for_it() -> None:
    organizer, admin = stories.organizer(), stories.admin()
    with pytest.raises(OutOfReach):
        set_active(admin, False, organizer)
    with pytest.raises(OutOfReach):
        allow_new_password(admin, organizer)


def test_accounts_and_teams_that_nobody_has_are_404(as_admin: Client, protest: Campaign) -> None:
    for number in (0, 2**31, 2**70):
        assert as_admin.get(f"/staff/accounts/{number}/").status_code == 404
        assert as_admin.get(f"/staff/teams/{number}/").status_code == 404
