"""What comes back by mail, read from the bytes: bounces of several mail servers, delays, answers, and nonsense."""

from contextlib import suppress

import pytest

from campaign.delivery.hardness import is_hard
from campaign.delivery.links import envelope_sender, mail_of_message_id, mail_of_sender, message_id
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.reports import News, Report
from campaign.delivery.returned import LONGEST_ANSWER, Answer, NotUnderstood, read
from tests.delivery.reported import payload

MAIL = OutgoingMail(pk=4711, kind=Kind.LETTER, to_email="target1@mail.example", to_name="Nina Minister")


def returned(name: str, **changed: str) -> Report | Answer | None:
    return read(payload(name, MAIL, **changed))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("postfix_unknown.eml", "550 5.1.1 <target1@mail.example>: Recipient address rejected: User unknown"),
        ("postfix_to_from_address.eml", "550 5.1.1 <target1@mail.example>: Recipient address rejected: User unknown"),
        ("exchange_unknown.eml", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient target1@mail.example not found"),
        ("gmail_unknown.eml", "550-5.1.1 The email account that you tried to reach does not exist."),
    ],
)
def test_a_dead_address_is_a_hard_bounce_in_the_servers_own_words(name: str, words: str) -> None:
    found = returned(name)
    assert isinstance(found, Report)
    assert (found.mail_id, found.news, found.hard) == (4711, News.BOUNCED, True)
    assert found.reason.startswith(words)
    assert "\n" not in found.reason


@pytest.mark.parametrize("name", ["exchange_full.eml", "exchange_policy.eml", "postfix_expired.eml"])
def test_a_full_mailbox_a_policy_and_a_silent_server_do_not_condemn_the_address(name: str) -> None:
    found = returned(name)
    assert isinstance(found, Report)
    assert (found.news, found.hard) == (News.BOUNCED, False)


def test_a_delay_is_only_a_delay_though_a_program_wrote_it() -> None:
    found = returned("postfix_delayed.eml")
    assert isinstance(found, Report)
    assert found.news is News.DEFERRED
    assert "Connection timed out" in found.reason


def test_a_report_of_delivery_is_believed() -> None:
    found = returned("postfix_delivered.eml")
    assert isinstance(found, Report)
    assert (found.news, found.reason) == (News.DELIVERED, "250 2.0.0 Ok: queued as 4Xyz")


def test_where_an_offices_address_stands_for_several_one_that_got_it_counts() -> None:
    raw = payload("postfix_unknown.eml", MAIL)
    another = b"\n\nFinal-Recipient: rfc822; assistant@mail.example\nAction: delivered\nStatus: 2.1.5\n\n--=_report_1\n"
    found = read(raw.replace(b"\n\n--=_report_1\nContent-Type: text/rfc822", another + b"Content-Type: text/rfc822"))
    assert isinstance(found, Report)
    assert found.news is News.DELIVERED


def test_a_complaint_is_one() -> None:
    found = returned("complaint.eml")
    assert isinstance(found, Report)
    assert (found.mail_id, found.news) == (4711, News.COMPLAINED)


def test_an_automatic_answer_is_no_bounce_and_its_plain_text_is_taken() -> None:
    assert returned("answer_automatic.eml") == Answer(
        4711,
        "Automatic reply / Réponse automatique",
        "Thank you for writing to the Minister.\u0020\nVotre message a bien été reçu.",
        automatic=True,
    )


def test_a_persons_answer_is_told_from_an_automatic_one() -> None:
    found = returned("answer_person.eml")
    assert isinstance(found, Answer)
    assert not found.automatic
    assert "will raise it on Thursday." in found.text


@pytest.mark.parametrize(
    "mark",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: Auto-Generated; owner-email=x",
        "X-Autoreply: yes",
        "X-Autorespond: vacation",
        "Precedence: auto_reply",
        "X-Auto-Response-Suppress: OOF",
    ],
)
def test_every_usual_mark_of_a_responder_is_known(mark: str) -> None:
    raw = payload("answer_person.eml", MAIL).replace(b"MIME-Version", mark.encode() + b"\nMIME-Version")
    found = read(raw)
    assert isinstance(found, Answer)
    assert found.automatic


def test_of_a_page_only_its_words_are_taken() -> None:
    found = returned("answer_html.eml")
    assert isinstance(found, Answer)
    assert found.text.split() == ["Thank", "you", "&", "goodbye.", "The", "Office"]


def test_an_answer_is_limited_and_holds_nothing_that_turns_text_around() -> None:
    wild = "\x1b[31m\u202egnorw\u202c\x00\r\n" + "x" * 2 * LONGEST_ANSWER
    raw = payload("answer_person.eml", MAIL).replace(b"Dear Ana Quispe", wild.encode())
    found = read(raw.replace(b"Subject: Re:", "Subject: \u202eRe:".encode()))
    assert isinstance(found, Answer)
    assert found.text.startswith("[31mgnorw\nxxx")
    assert len(found.text) <= LONGEST_ANSWER + len(" […]")
    assert "\u202e" not in found.subject


def test_a_read_receipt_asks_for_nothing() -> None:
    assert returned("read_receipt.eml") is None


def test_a_servers_words_without_a_status_are_left_to_a_person() -> None:
    with pytest.raises(NotUnderstood):
        returned("server_without_status.eml")


@pytest.mark.parametrize(
    "forged",
    [
        "bounce+4711.000000000000@dearminister.example",
        envelope_sender(4712).replace("4712", "4711"),
        envelope_sender(4711).replace("dearminister", "elsewhere"),
        envelope_sender(4711)[:-26] + "@dearminister.example",
        "bounce+" + "9" * 400 + ".000000000000@dearminister.example",
    ],
    ids=["invented", "of another mail", "of another domain", "cut off", "endless"],  # the key differs with each run
)
def test_a_bounce_with_a_forged_seal_is_about_no_mail(forged: str) -> None:
    with pytest.raises(NotUnderstood):
        returned("postfix_unknown.eml", SENDER=forged, MESSAGE_ID=f"<{forged}>")


def test_the_seal_is_found_whatever_stands_around_it_and_in_any_case() -> None:
    assert mail_of_sender(f"<{envelope_sender(4711).upper()}>, other@mail.example") == 4711
    assert mail_of_message_id(f"re: {message_id(4711)}") == 4711
    assert mail_of_sender(message_id(4711)) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"Content-Type: multipart/report; boundary=\n\n--\n--",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 2000,
        b"Subject: =?utf-8?b?\xff\xfe?=\nTo: =?x?q?y?=\n\n\xff",
        b"Content-Type: message/delivery-status\n\nAction",
        b"Content-Type: text/plain; charset=\x00\nFrom: <\n\n",
    ],
)
def test_whatever_cannot_be_read_is_only_not_understood(raw: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read(raw)
    sealed = f"Delivered-To: {envelope_sender(4711)}\n".encode()
    with suppress(NotUnderstood):
        assert read(sealed + raw) is not None


@pytest.mark.parametrize("name", ["postfix_unknown.eml", "exchange_unknown.eml", "answer_automatic.eml"])
def test_a_mail_that_was_cut_off_anywhere_breaks_nothing(name: str) -> None:
    raw = payload(name, MAIL)
    for end in range(0, len(raw), 37):
        try:
            found = read(raw[:end])
        except NotUnderstood:
            continue
        assert found is None or found.mail_id == 4711


@pytest.mark.parametrize(
    ("words", "hard"),
    [
        ("550 5.1.1 User unknown", True),
        ("5.1.10 RecipientNotFound", True),
        ("550 5.4.1 Recipient address rejected: Access denied", True),
        ("552 5.2.2 Over quota", False),
        ("550 5.1.1 mailbox full", False),
        ("451 4.7.1 Greylisted", False),
        ("550 5.7.1 Spam", False),
        ("no words from 10.5.1.1", False),
    ],
)
def test_which_words_condemn_an_address(words: str, hard: bool) -> None:
    assert is_hard(words) is hard
