import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from campaign.accounts.models import User
from tests import stories
from tests.web.staff.pages import words

pytestmark = pytest.mark.django_db
LOGIN = "/staff/login/"


def test_the_right_password_opens_the_first_page(client: Client) -> None:
    stories.organizer()
    answer = client.post(LOGIN, {"username": "organizer", "password": stories.PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("staff-home")
    assert "Log out" in words(client.get(reverse("staff-home")))


def test_a_wrong_password_keeps_the_user_name_and_says_what_is_wrong(client: Client) -> None:
    stories.organizer()
    answer = client.post(LOGIN, {"username": "organizer", "password": "no idea at all"})
    assert answer.status_code == 200
    assert 'value="organizer"' in answer.content.decode()
    assert "no idea at all" not in answer.content.decode()
    assert "That name and password do not match. Capitals count." in words(answer)
    assert 'role="alert"' in answer.content.decode()


def test_the_session_is_out_of_reach_for_scripts_and_other_sites(client: Client) -> None:
    stories.organizer()
    cookie = client.post(LOGIN, {"username": "organizer", "password": stories.PASSWORD}).cookies["staff"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_session_never_travels_in_the_clear_where_the_site_is_secure(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    stories.organizer()
    answer = client.post(LOGIN, {"username": "organizer", "password": stories.PASSWORD}, secure=True)
    assert answer.cookies["staff"]["secure"]


def test_after_the_login_one_is_where_one_wanted_to_go(client: Client) -> None:
    stories.organizer()
    wanted = client.get("/staff/password/")["Location"]
    answer = client.post(wanted, {"username": "organizer", "password": stories.PASSWORD, "next": "/staff/password/"})
    assert answer["Location"] == "/staff/password/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_the_login_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    stories.organizer()
    answer = client.post(LOGIN, {"username": "organizer", "password": stories.PASSWORD, "next": elsewhere})
    assert answer["Location"] == reverse("staff-home")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", ""])
def test_choosing_a_language_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    answer = client.post("/staff/language/", {"language": "fr", "next": elsewhere})
    assert answer["Location"] == reverse("staff-home")


def test_the_chosen_language_stays_and_is_for_the_staff_pages_only(client: Client) -> None:
    answer = client.post("/staff/language/", {"language": "fr", "next": "/staff/login/"})
    assert answer["Location"] == "/staff/login/"
    assert answer.cookies["django_language"]["path"] == "/staff/"
    assert '<html lang="fr"' in client.get(LOGIN).content.decode()


def test_an_account_is_closed_for_a_while_after_ten_attempts_from_anywhere(client: Client) -> None:
    stories.organizer()
    for attempt in range(10):
        answer = client.post(LOGIN, {"username": "organizer", "password": "guess"}, REMOTE_ADDR=f"192.0.2.{attempt}")
        assert answer.status_code == 200
    answer = client.post(LOGIN, {"username": "Organizer ", "password": stories.PASSWORD}, REMOTE_ADDR="198.51.100.7")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300
    assert "Too many attempts" in words(answer)
    assert 'value="Organizer "' in answer.content.decode()
    assert stories.PASSWORD not in answer.content.decode()


def test_a_network_is_refused_after_twenty_attempts_whatever_the_names(client: Client) -> None:
    stories.organizer()
    for attempt in range(20):
        client.post(LOGIN, {"username": f"name{attempt}", "password": "guess"})
    assert client.post(LOGIN, {"username": "organizer", "password": stories.PASSWORD}).status_code == 429
    elsewhere = client.post(LOGIN, {"username": "organizer", "password": stories.PASSWORD}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302


def test_logging_out_needs_a_deliberate_click(client: Client) -> None:
    client.force_login(stories.organizer())
    assert client.get("/staff/logout/").status_code == 405
    assert client.get(reverse("staff-home")).status_code == 200
    answer = client.post("/staff/logout/", follow=True)
    assert "You are logged out." in words(answer)
    assert client.get(reverse("staff-home")).status_code == 302


def test_a_form_from_another_site_is_refused() -> None:
    stories.organizer()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(LOGIN, {"username": "organizer", "password": stories.PASSWORD}).status_code == 403


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(client: Client) -> None:
    organizer = stories.organizer()
    elsewhere = Client()
    elsewhere.force_login(organizer)
    client.force_login(organizer)
    new = {"new_password1": "correct horse battery", "new_password2": "correct horse battery"}
    assert client.post("/staff/password/", {"old_password": "wrong", **new}).status_code == 200
    answer = client.post("/staff/password/", {"old_password": stories.PASSWORD, **new}, follow=True)
    assert "Your password is changed" in words(answer)
    assert User.objects.get(pk=organizer.pk).check_password("correct horse battery")
    assert elsewhere.get(reverse("staff-home")).status_code == 302


def test_the_old_password_cannot_be_guessed_at_an_open_session(client: Client) -> None:
    client.force_login(stories.organizer())
    for _ in range(10):
        client.post("/staff/password/", {"old_password": "guess"})
    assert client.post("/staff/password/", {"old_password": stories.PASSWORD}).status_code == 429
