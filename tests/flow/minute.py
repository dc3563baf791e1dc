"""A supporter's minute, step by step, with the shipped demo: what flow tests are told in.

Pages over HTTP and real mails; the caller says where mail ends (`Postbox`) and nobody waits for a clock.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.provider import configured_providers
from campaign.delivery.sending import drain
from campaign.journeys.rehearsal.pages import forms_of
from campaign.participation.models import Participation

OWN_WORDS = "Mi abuela vive en Puno : j’y pense chaque jour. <b>Act & speak</b> {{ now }}"


@dataclass(frozen=True)
class Arrived:
    """A mail where it ended, and the envelope it came in."""

    envelope_from: str
    envelope_to: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    def part(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        assert part is not None
        assert not part.defects
        return str(part.get_content()).replace("\r\n", "\n")


Postbox = Callable[[], list[Arrived]]


@dataclass(frozen=True)
class Supporter:
    """Who writes, in which language."""

    language: str
    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        return f"{self.language}.supporter@mail.example"


ANA = Supporter("en", "Ana", "Quispe")


def write(browser: Client, supporter: Supporter, slug: str = "peru-2022") -> None:
    """Open the page, change the letter, send the form, and land on "check your mailbox"."""
    path = f"/{supporter.language}/c/{slug}/"
    page = browser.get(path)
    assert page.status_code == 200
    form = next(form for form in forms_of(page.content.decode()) if form.has("email"))
    typed = {
        "first_name": supporter.first_name,
        "last_name": supporter.last_name,
        "email": supporter.email,
        "city": "Trois-Rivières",
        "postal_code": "g9a5h3",
        "body": f"{OWN_WORDS}\n\n{form.value('body')}",
    }
    fields: dict[str, list[str]] = {}
    for name, value in form.filled(typed, {}):
        fields.setdefault(name, []).append(value)
    answer = browser.post(form.action or path, fields)
    assert answer.status_code == 303
    sent = browser.get(answer["Location"])
    assert sent.status_code == 200
    # The page lets the address break after its "@".
    assert supporter.email in sent.content.decode().replace("<wbr>", "")


def send_due() -> int:
    return drain(*configured_providers()).accepted


def confirm(browser: Client, mail: Arrived) -> str:
    """Follow the link of the confirmation mail and press its button; the path of the receipt."""
    link = re.search(r"http://localhost:8000/\S+/confirm/\S+", mail.part("plain"))
    assert link
    path = urlsplit(link[0]).path
    assert browser.get(path).status_code == 200
    assert Participation.objects.get().state == "pending"  # a mail scanner that follows the link confirms nothing
    answer = browser.post(path)
    assert answer.status_code == 303
    return str(answer["Location"])


def end_undo_window() -> None:
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(next_attempt_at=timezone.now())


@dataclass(frozen=True)
class Minute:
    """The mails of a whole minute, and the path of the receipt."""

    confirmation: Arrived
    letters: list[Arrived]
    receipt: str


def one_minute(supporter: Supporter, postbox: Postbox, slug: str = "peru-2022") -> Minute:
    browser = Client()
    write(browser, supporter, slug)
    assert send_due() == 1
    receipt = confirm(browser, postbox()[0])
    assert send_due() == 0  # the undo window is open
    end_undo_window()
    assert send_due() == len(Participation.objects.get().recipient_keys)
    assert not browser.cookies
    confirmation, *letters = postbox()
    return Minute(confirmation, letters, receipt)
