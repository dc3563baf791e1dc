"""The sandbox mailbox: open to whoever sits at this machine and to staff, and to nobody else."""

from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.participation.models import Participation
from tests import stories

pytestmark = pytest.mark.django_db
FAR_AWAY = "203.0.113.7"


def sandboxed(to: str = "ana.quispe@mail.example", html: str = "", kind: Kind = Kind.CONFIRMATION) -> SandboxMail:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Dear Minister <action@mail.example>", to, "Confirm é"
    message.set_content("Open https://mail.example/confirm/ please.")
    if html:
        message.add_alternative(html, subtype="html")
    outgoing = OutgoingMail.objects.filter(kind=Kind.CONFIRMATION).first()
    if outgoing is None:
        stories.submitted(stories.open_campaign())
        outgoing = OutgoingMail.objects.get(kind=Kind.CONFIRMATION)
    return SandboxMail.objects.create(
        outgoing=outgoing,
        kind=kind,
        envelope_from="bounce+1@mail.example",
        sender=message["From"],
        to=to,
        subject="Confirm é",
        raw=message.as_bytes(),
    )


def text(response: Any) -> str:
    """Addresses may break after their "@": the mark for it is no part of the text."""
    return str(response.content.decode()).replace("<wbr>", "")


@pytest.mark.parametrize("page", ["", "{id}/", "{id}/html/", "{id}/raw/"])
def test_this_machine_reads_it_and_strangers_do_not_learn_that_it_exists(client: Client, page: str) -> None:
    address = "/sandbox/" + page.format(id=sandboxed(html="<p>Hi</p>").pk)
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(address, REMOTE_ADDR=FAR_AWAY).status_code == 404
    assert client.get(address, REMOTE_ADDR="::1").status_code == 200


def test_staff_read_it_from_anywhere(client: Client) -> None:
    client.force_login(stories.organizer())
    assert client.get("/sandbox/", REMOTE_ADDR=FAR_AWAY).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"])
def test_a_proxy_nobody_told_us_of_lets_nobody_in(client: Client, header: str) -> None:
    assert client.get("/sandbox/", headers={header: "127.0.0.1"}).status_code == 404


def test_behind_a_known_proxy_its_word_counts(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert client.get("/sandbox/", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    assert client.get("/sandbox/", headers={"X-Forwarded-For": "203.0.113.7, 127.0.0.1"}).status_code == 200


def test_in_live_mode_there_is_none(client: Client, settings: Settings) -> None:
    settings.DELIVERY_MODE = "live"
    client.force_login(stories.organizer())
    assert client.get("/sandbox/").status_code == 404


def test_it_is_searched_by_address_and_kind(client: Client) -> None:
    sandboxed("ana@mail.example")
    sandboxed("nina@mail.example", kind=Kind.LETTER)
    everything = text(client.get("/sandbox/"))
    assert "ana@mail.example" in everything
    assert "nina@mail.example" in everything
    by_address = text(client.get("/sandbox/", {"to": "NINA@"}))
    assert "nina@mail.example" in by_address
    assert ">ana@mail.example" not in by_address
    assert ">nina@mail.example" not in text(client.get("/sandbox/", {"kind": "confirmation"}))
    assert "No mail fits." in text(client.get("/sandbox/", {"to": "nobody"}))


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "99"}, {"kind": "unknown"}, {"to": "\x00"}, {"page": "-1"}])
def test_no_query_breaks_it(client: Client, query: dict[str, str]) -> None:
    sandboxed()
    assert client.get("/sandbox/", query).status_code == 200


def test_long_lists_have_pages(client: Client) -> None:
    for number in range(31):
        sandboxed(f"supporter{number}@mail.example")
    first = text(client.get("/sandbox/"))
    assert "Page 1 of 2" in first
    assert ">supporter0@mail.example" not in first
    assert ">supporter0@mail.example" in text(client.get("/sandbox/?page=2"))


def test_a_mail_shows_headers_text_and_a_frame_for_its_html(client: Client) -> None:
    mail = sandboxed(html="<html><head></head><body><b>Hi</b></body></html>")
    page = text(client.get(f"/sandbox/{mail.pk}/"))
    for words in ("Dear Minister &lt;action@mail.example&gt;", "Confirm é", "bounce+1@mail.example"):
        assert words in page
    assert 'href="https://mail.example/confirm/"' in page
    assert "<b>Hi</b>" not in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_a_mail_s_html_runs_nothing_and_fetches_nothing(client: Client) -> None:
    mail = sandboxed(html="<html><head></head><body><script>alert(1)</script></body></html>")
    response = client.get(f"/sandbox/{mail.pk}/html/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_source_comes_as_it_was(client: Client) -> None:
    mail = sandboxed()
    response = client.get(f"/sandbox/{mail.pk}/raw/")
    assert response.content == bytes(mail.raw)
    assert response.headers["Content-Disposition"] == f'attachment; filename="mail-{mail.pk}.eml"'
    assert client.get("/sandbox/999999/raw/").status_code == 404


def test_reading_changes_nothing(client: Client) -> None:
    mail = sandboxed()
    client.get(f"/sandbox/{mail.pk}/")
    assert client.post("/sandbox/").status_code == 405
    assert Participation.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), [("organizer", 404), ("admin", 200)])
def test_mail_to_staff_is_for_admins_since_it_can_hold_a_new_passwords_link(
    client: Client, role: str, status: int
) -> None:
    mail = sandboxed(to="admin@mail.example", kind=Kind.STAFF)
    client.force_login(stories.admin() if role == "admin" else stories.organizer())
    assert client.get(f"/sandbox/{mail.pk}/", REMOTE_ADDR=FAR_AWAY).status_code == status
    assert ("admin@mail.example" in text(client.get("/sandbox/", REMOTE_ADDR=FAR_AWAY))) == (status == 200)


def test_a_test_of_a_letter_is_for_the_organizer_who_asked_for_it(client: Client) -> None:
    mail = sandboxed(to="organizer@mail.example", kind=Kind.TEST)
    client.force_login(stories.organizer())
    assert client.get(f"/sandbox/{mail.pk}/", REMOTE_ADDR=FAR_AWAY).status_code == 200
    assert "organizer@mail.example" in text(client.get("/sandbox/?kind=test", REMOTE_ADDR=FAR_AWAY))
