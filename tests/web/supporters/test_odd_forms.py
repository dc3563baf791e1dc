"""Whatever arrives in the place of a form is answered with a page, and nothing of it is ever run."""

import pytest
from django.test import Client

from campaign.campaigns.models import Campaign
from tests.web.supporters.pages import CAMPAIGN, send, signed, text_of

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _open(campaign: Campaign) -> None:
    """Every test here needs it."""


def test_what_is_far_too_large_is_refused_with_a_page(client: Client) -> None:
    response = send(client, body="x" * 300_000)
    assert response.status_code == 413
    assert "go back one page" in text_of(response)


def test_a_body_that_is_not_utf_8_comes_back(client: Client) -> None:
    response = client.post(CAMPAIGN, b"first_name=Am\xe9lie&body=caf\xe9", content_type=FORM)
    assert response.status_code == 400
    escaped = signed(client)
    raw = "&".join(f"{name}={value_}" for name, value_ in escaped.items() if name in ("token", "revision"))
    response = client.post(CAMPAIGN, f"{raw}&body=caf%E9&first_name=Ana".encode(), content_type=FORM)
    assert response.status_code == 400
    assert "Some characters arrived broken." in text_of(response)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", FORM),
        (b'{"first_name": "Ana"}', "application/json"),
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (b"first_name=Ana", f"{FORM}; charset=utf-7"),
        (b"&".join(b"a=1" for _ in range(2000)), FORM),
        (b"\x00\xff\xfe", "text/plain"),
    ],
)
def test_whatever_arrives_is_a_400_with_a_page(client: Client, body: bytes, content_type: str) -> None:
    response = client.post(CAMPAIGN, body, content_type=content_type)
    assert response.status_code == 400
    assert "<h1" in text_of(response)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(CAMPAIGN).status_code == 405


def test_what_people_type_is_shown_and_never_run(client: Client) -> None:
    response = send(client, subject='"><script>alert(1)</script>', body="</textarea><script>", first_name="")
    assert "<script>" not in response.content.decode()
