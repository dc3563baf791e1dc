"""When something goes wrong people read what happened, what is kept and what to do."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override

from campaign.web import errors
from campaign.web.supporters import views


@pytest.mark.parametrize("status", sorted(errors.PAGES))
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_error_has_a_page(rf: RequestFactory, status: int, language: str) -> None:
    with override(language):
        response = errors.page(rf.get("/"), status)
    assert response.status_code == status
    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (PermissionDenied(), 403),
        (SuspiciousOperation(), 400),
        (RequestDataTooBig(), 413),
        (RuntimeError("broken"), 500),
    ],
)
def test_what_a_view_raises_becomes_its_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def broken(request: HttpRequest, template: str) -> HttpResponse:
        raise error

    monkeypatch.setattr(views, "render", broken)
    client.raise_request_exception = False
    response = client.get("/en/privacy/")
    assert response.status_code == status
    assert "<h1>" in response.content.decode()


def test_a_broken_database_still_gets_the_500_page(client: Client) -> None:
    """No test database is asked for here: pytest-django refuses every query, as a dead server would."""
    client.raise_request_exception = False
    response = client.get("/en/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "Something broke on our side" in page
    assert "css/dear.css" in page


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [("/fr/", "en", "fr"), ("/es/c/x/", "", "es"), ("/staff/", "fr-CA, en;q=0.5", "fr"), ("/staff/", "", "en")],
)
def test_the_500_page_speaks_the_readers_language_even_if_nobody_has_asked_for_it_yet(
    rf: RequestFactory, path: str, accepted: str, language: str
) -> None:
    with override("en"):
        page = errors.server_error(rf.get(path, headers={"Accept-Language": accepted})).content.decode()
    assert f'<html lang="{language}"' in page
    assert f'href="/{language}/"' in page


def test_the_500_page_outlives_a_missing_list_of_hashed_names(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> str:
        raise ValueError(f"Missing staticfiles manifest entry for {name!r}")

    monkeypatch.setattr(errors, "static", unknown)
    assert b"/static/css/dear.css" in errors.server_error(rf.get("/")).content
