"""Our mails on the wire, read back by the standard library's own parser."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.common.text import UnsafeHeader
from campaign.delivery.composing import Composed, Mailbox
from campaign.delivery.mime import as_bytes

MAIL = Composed(
    outbox_id=7,
    kind="letter",
    envelope_from="bounce+7.abc@act.example",
    sender=Mailbox("Ana Quispe via Dear Minister", "action@act.example"),
    to=Mailbox("Élise Porte-Parole", "elise@mail.example"),
    reply_to=Mailbox("Ana Quispe", "ana@mail.example"),
    subject="Pour la liberté de manifester",
    text="Bonjour,\n\nMerci.\n",
    html="<p>Bonjour,</p>\n",
    message_id="<mail.7.abc@act.example>",
    stays_here=False,
    headers={"Content-Language": "fr"},
)
# What the cleaning of the forms lets through: no control characters, no surrogates, nothing that turns the writing.
REFUSED = "\ufffe\uffff" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=REFUSED), max_size=300)
PARAGRAPHS = st.lists(TEXT, max_size=6).map("\n".join)
NAMES = TEXT.map(lambda text: " ".join(text.split())).filter(lambda text: not set(text) & set('<>@"\\'))


def parsed(mail: Composed) -> EmailMessage:
    message = message_from_bytes(as_bytes(mail).replace(b"\r\n", b"\n"), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def shown(mail: Composed, header: str) -> tuple[str, str]:
    """Name and address as RFC 2047 reads them; 3.11's newer parser keeps the blank between two encoded words."""
    name, address = parseaddr(message_from_bytes(as_bytes(mail))[header].replace("\r\n", ""))
    return str(make_header(decode_header(name))), address


def content(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    assert not part.defects
    text: str = part.get_content()
    return text


@given(PARAGRAPHS, PARAGRAPHS)
def test_any_text_arrives_as_it_was_written(text: str, html: str) -> None:
    message = parsed(replace(MAIL, text=text, html=html or "x"))
    assert content(message, "plain").rstrip("\n") == text.rstrip("\n")
    assert content(message, "html").rstrip("\n") == (html or "x").rstrip("\n")


@given(NAMES, NAMES, NAMES.filter(bool))
def test_any_name_and_subject_arrive_as_they_were_written(sender: str, to: str, subject: str) -> None:
    mail = replace(
        MAIL, sender=Mailbox(sender, "action@act.example"), to=Mailbox(to, "elise@mail.example"), subject=subject
    )
    assert shown(mail, "From") == (sender, "action@act.example")
    assert shown(mail, "To") == (to, "elise@mail.example")
    assert str(make_header(decode_header(message_from_bytes(as_bytes(mail))["Subject"]))).strip() == subject.strip()


@given(PARAGRAPHS, NAMES)
def test_no_line_is_longer_than_mail_allows_and_nothing_needs_eight_bits(text: str, name: str) -> None:
    raw = as_bytes(replace(MAIL, text=text, to=Mailbox(name, "elise@mail.example")))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("field", ["subject", "message_id"])
def test_a_line_break_in_a_header_is_refused(field: str) -> None:
    with pytest.raises(UnsafeHeader):
        as_bytes(replace(MAIL, **{field: "Hello\r\nBcc: eve@mail.example"}))  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["sender", "to", "reply_to"])
@pytest.mark.parametrize(
    "mailbox",
    [Mailbox("Eve\nBcc: x@mail.example", "eve@mail.example"), Mailbox("Eve", "a@b.example\r\nBcc: x@y.example")],
)
def test_a_line_break_in_an_address_is_refused(field: str, mailbox: Mailbox) -> None:
    with pytest.raises(UnsafeHeader):
        as_bytes(replace(MAIL, **{field: mailbox}))  # type: ignore[arg-type]


def test_a_letter_is_plain_text_with_html_as_the_alternative() -> None:
    message = parsed(MAIL)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_without_html_is_plain_text_alone() -> None:
    assert parsed(replace(MAIL, html="")).get_content_type() == "text/plain"


def test_a_text_that_looks_like_the_boundary_stays_text() -> None:
    text = "--=_7\nContent-Type: text/html\n\n--=_7--"
    assert content(parsed(replace(MAIL, text=text)), "plain").rstrip("\n") == text


def test_replies_go_to_the_supporter() -> None:
    message = parsed(MAIL)
    assert str(message["Reply-To"]) == "Ana Quispe <ana@mail.example>"
    assert message["Message-ID"] == "<mail.7.abc@act.example>"
    assert message["Content-Language"] == "fr"
