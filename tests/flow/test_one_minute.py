"""A supporter's whole minute becomes five letters, in the sandbox and at a real mail server, in three languages."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings

from campaign.delivery.models import Kind, OutgoingMail
from campaign.participation.models import Participation
from tests.flow.minute import ANA, OWN_WORDS, Arrived, Postbox, Supporter, one_minute
from tests.smtp_server import smtp_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]

SITE = "action@dearminister.example"
ADDRESSES = [
    "melanie.joly@parl.gc.ca",
    "michael.chong@parl.gc.ca",
    "stephane.bergeron@parl.gc.ca",
    "heather.mcpherson@parl.gc.ca",
    "elizabeth.may@parl.gc.ca",
]
NAMES = ["Mélanie Joly", "Michael Chong", "Stéphane Bergeron", "Heather McPherson", "Elizabeth May"]


@dataclass(frozen=True)
class Expected:
    """How the letters of a supporter begin, in the campaign's order, and what only the minister reads."""

    supporter: Supporter
    greetings: tuple[str, ...]
    to_the_minister: str


EXPECTED = [
    Expected(
        ANA,
        (
            "Dear Minister Joly,",
            "Dear Michael Chong,",
            "Dear Stéphane Bergeron,",
            "Dear Heather McPherson,",
            "Dear Elizabeth May,",
        ),
        "As minister, you speak for Canada abroad.",
    ),
    Expected(
        Supporter("fr", "Élodie", "Côté"),
        (
            "Madame la Ministre,",
            "Monsieur le Député,",
            "Monsieur le Député,",
            "Madame la Députée,",
            "Madame la Députée,",
        ),
        "À titre de ministre, vous parlez au nom du Canada à l’étranger.",
    ),
    Expected(
        Supporter("es", "Íñigo", "Peña"),
        (
            "Estimada ministra Joly:",
            "Estimado señor Chong:",
            "Estimado señor Bergeron:",
            "Estimada señora McPherson:",
            "Estimada señora May:",
        ),
        "Como ministra, usted habla por Canadá en el exterior.",
    ),
]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.supporter.language)
def test_a_minute_becomes_five_letters_each_to_the_right_person_and_as_it_should_be(
    expected: Expected, postbox: Postbox
) -> None:
    supporter = expected.supporter
    minute = one_minute(supporter, postbox)
    assert_each_goes_to_its_person_and_greets_them(minute.letters, expected)
    for letter, name, address in zip(minute.letters, NAMES, ADDRESSES, strict=True):
        assert_it_is_the_supporters_own(letter, supporter)
        assert_headers_say_who_writes_to_whom_and_where_answers_go(letter, supporter, f"{name} <{address}>")
    assert_bounces_and_copies_can_be_told(minute.letters)
    assert_it_says_that_a_program_wrote_it(minute.confirmation, supporter)
    for mail in (minute.confirmation, *minute.letters):
        assert_every_relay_takes_it(mail)


def assert_each_goes_to_its_person_and_greets_them(letters: list[Arrived], expected: Expected) -> None:
    assert [letter.envelope_to for letter in letters] == ADDRESSES
    assert [letter.part("plain").splitlines()[0] for letter in letters] == list(expected.greetings)
    to_the_minister, *to_others = [letter.part("plain") for letter in letters]
    assert expected.to_the_minister in to_the_minister
    assert all(expected.to_the_minister not in text for text in to_others)


def assert_it_is_the_supporters_own(letter: Arrived, supporter: Supporter) -> None:
    text = letter.part("plain")
    assert f"\n\n{OWN_WORDS}\n\n" in text
    assert text.rstrip().endswith(f"\n{supporter.name}\nTrois-Rivières, G9A 5H3")
    assert "{" not in text.replace(OWN_WORDS, "")
    html = letter.part("html")
    assert f'<html lang="{supporter.language}"' in html
    assert "&lt;b&gt;Act &amp; speak&lt;/b&gt; {{ now }}" in html


def assert_headers_say_who_writes_to_whom_and_where_answers_go(letter: Arrived, supporter: Supporter, to: str) -> None:
    message = letter.message
    assert not message.defects
    assert [str(one) for one in message["From"].addresses] == [f"{supporter.name} via Dear Minister <{SITE}>"]
    assert [str(one) for one in message["Reply-To"].addresses] == [f"{supporter.name} <{supporter.email}>"]
    assert [str(one) for one in message["To"].addresses] == [to]
    assert message["Content-Language"] == supporter.language
    assert message["Subject"] == Participation.objects.get().subject
    assert message["Date"].datetime is not None
    assert message.get_content_type() == "multipart/alternative"
    for absent in ("Auto-Submitted", "Cc", "Bcc", "List-Unsubscribe", "Return-Path"):
        assert message[absent] is None


def assert_bounces_and_copies_can_be_told(letters: list[Arrived]) -> None:
    rows = OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk")
    for letter, row in zip(letters, rows, strict=True):
        assert re.fullmatch(rf"bounce\+{row.pk}\.[0-9a-f]{{12}}@dearminister\.example", letter.envelope_from)
        assert re.fullmatch(rf"<mail\.{row.pk}\.[0-9a-f]{{16}}@dearminister\.example>", letter.message["Message-ID"])


def assert_it_says_that_a_program_wrote_it(mail: Arrived, supporter: Supporter) -> None:
    assert mail.envelope_to == supporter.email
    assert mail.envelope_from.startswith("bounce+")
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Content-Language"] == supporter.language
    assert mail.message["From"].addresses[0].addr_spec == SITE
    assert mail.message["Reply-To"] is None
    assert f"/{supporter.language}/confirm/" in mail.part("plain")
    assert f"/{supporter.language}/confirm/" in mail.part("html")


def assert_every_relay_takes_it(mail: Arrived) -> None:
    """Seven bits, CRLF, and lines that no relay folds."""
    assert mail.raw.isascii()
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")
    assert max(len(line) for line in mail.raw.split(b"\r\n")) <= 78


def test_a_batch_goes_over_one_connection(settings: Settings, tmp_path: Path) -> None:
    settings.DELIVERY_MODE = "live"
    with smtp_server(tmp_path) as server:
        settings.EMAIL_URL = server.url
        one_minute(ANA, lambda: [Arrived("", "", mail.raw) for mail in server.received()])
        assert [mail.connection for mail in server.received()] == [1, 2, 2, 2, 2, 2]
