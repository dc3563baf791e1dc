"""What a supporter typed arrives as typed, even where it looks like the syntax of mail itself."""

from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from campaign.delivery.composing import Mailbox
from campaign.delivery.mime import as_bytes
from tests.delivery.test_mime import MAIL

# RFC 2047 calls this an encoded word: unescaped, a reader's program shows "Prime Minister <pm@gov.example>".
DISGUISED = "Ana =?utf-8?q?Prime_Minister_=3Cpm=40gov.example=3E?="


def read(value: str) -> str:
    return str(make_header(decode_header(value.replace("\r\n", ""))))


def test_a_subject_in_the_shape_of_an_encoded_word_stays_what_it_is() -> None:
    assert read(message_from_bytes(as_bytes(replace(MAIL, subject=DISGUISED)))["Subject"]) == DISGUISED


@pytest.mark.parametrize("field", ["sender", "to", "reply_to"])
def test_a_name_in_the_shape_of_an_encoded_word_hides_no_other_sender(field: str) -> None:
    header = {"sender": "From", "to": "To", "reply_to": "Reply-To"}[field]
    mail = replace(MAIL, **{field: Mailbox(DISGUISED, "ana@mail.example")})  # type: ignore[arg-type]  # all are mailboxes
    name, address = parseaddr(message_from_bytes(as_bytes(mail))[header].replace("\r\n", ""))
    assert (read(name), address) == (DISGUISED, "ana@mail.example")


@pytest.mark.parametrize("text", ["One\rTwo\n", "One\r\r\nTwo", "\rOne\r", "One\r\nTwo\r\n"])
def test_no_carriage_return_stands_alone(text: str) -> None:
    raw = as_bytes(replace(MAIL, text=text, html=text))
    assert b"\r" not in raw.replace(b"\r\n", b""), "servers refuse it, since mail was smuggled that way"
