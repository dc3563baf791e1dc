"""What a mail service is told of a letter: its parts, its number, its key, and nothing that a supporter slipped in."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from campaign.delivery.composing import Mailbox
from campaign.delivery.provider import AnymailProvider, Message, Outcome, as_message
from tests.delivery.mails import LETTER, a_mail
from tests.mail_api import KEYS, Answer, MailApi, accepted, mail_api, payload

pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
DEMO = "A demo's letters never leave this machine."


@contextmanager
def speaking(service: str, *answers: Answer) -> Iterator[tuple[AnymailProvider, MailApi]]:
    with mail_api(*(answers or (accepted(service),))) as api:
        provider = AnymailProvider(api.email_url(service))
        yield provider, api
        provider.close()


def told(service: str, **changes: Any) -> Any:
    """The JSON that the service is sent for a letter."""
    with speaking(service) as (provider, api):
        assert provider.send(a_mail(**changes)).outcome is Outcome.ACCEPTED
        return api.asked[0].json


def test_resend_is_told_the_whole_letter() -> None:
    assert told("resend", html="<p>Speak up.</p>") == {
        "from": "Ana Quispe via Dear Minister <action@act.example>",
        "to": ["Nina Minister <nina@mail.example>"],
        "reply_to": ["Ana Quispe <ana@mail.example>"],
        "subject": "Speak up",
        "text": "Dear Nina,\n\nspeak up.\n",
        "html": "<p>Speak up.</p>",
        "headers": {
            "Message-ID": "<mail.7.abc@act.example>",
            "Content-Language": "fr",
            "X-Metadata": '{"outbox_id": "7"}',
        },
    }


def test_postmark_is_told_the_whole_letter_and_to_keep_its_message_id() -> None:
    assert told("postmark") == {
        "From": "Ana Quispe via Dear Minister <action@act.example>",
        "To": "Nina Minister <nina@mail.example>",
        "ReplyTo": "Ana Quispe <ana@mail.example>",
        "Subject": "Speak up",
        "TextBody": "Dear Nina,\n\nspeak up.\n",
        "Headers": [
            {"Name": "Message-ID", "Value": "<mail.7.abc@act.example>"},
            {"Name": "Content-Language", "Value": "fr"},
            {"Name": "X-PM-KeepID", "Value": "true"},
        ],
        "Metadata": {"outbox_id": "7"},
    }


@pytest.mark.parametrize("service", sorted(set(KEYS) - {"mailersend", "postal"}))
def test_the_letters_number_comes_back_with_every_report(service: str) -> None:
    with speaking(service) as (provider, api):
        provider.send(a_mail())
        body = api.asked[0].body.decode()
    assert "outbox_id" in body


@pytest.mark.parametrize("service", ["mailersend", "unisender-go"])
def test_a_service_that_takes_no_headers_of_ours_is_told_none(service: str) -> None:
    body = str(told(service))
    assert "Message-ID" not in body
    assert "Content-Language" not in body


def test_mailjet_keeps_its_own_message_id() -> None:
    assert told("mailjet")["Globals"]["Headers"] == {"Content-Language": "fr"}


@pytest.mark.parametrize(
    "name", ["Élise Porte-Parole", 'Nina "the" Minister', "Minister, Nina", "Nina \\ Minister", "大臣"]
)
def test_a_name_stays_one_name(name: str) -> None:
    (to,) = told("resend", to=Mailbox(name, "nina@mail.example"))["to"]
    assert to.endswith(" <nina@mail.example>")
    assert to.count("@") == 1


def test_what_looks_like_an_encoded_word_is_not_read_as_the_one_it_hides() -> None:
    letter = told(
        "resend", subject="=?utf-8?q?Urgent?=", sender=Mailbox("=?utf-8?q?The_King?= via us", "action@act.example")
    )
    assert "=?" not in letter["subject"] + letter["from"]


SLIPPED = "x\r\nBcc: everyone@mail.example"
SLIPS: Mapping[str, dict[str, Any]] = {
    "subject": {"subject": SLIPPED},
    "sender": {"sender": Mailbox(SLIPPED, "action@act.example")},
    "to": {"to": Mailbox("Nina", f"nina@mail.example{SLIPPED}")},
    "reply to": {"reply_to": Mailbox("Ana", f"ana@mail.example{SLIPPED}")},
    "message id": {"message_id": SLIPPED},
    "header": {"headers": {"Content-Language": SLIPPED}},
    "header's name": {"headers": {SLIPPED: "fr"}},
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("service", ["resend", "postmark", "mailgun"])
def test_a_line_break_in_a_header_reaches_no_service(service: str, slip: str) -> None:
    with speaking(service) as (provider, api):
        receipt = provider.send(Message(replace(LETTER, **SLIPS[slip]), b""))
        assert api.asked == []
    assert receipt.outcome is Outcome.PERMANENT
    assert "a header cannot hold" in receipt.reason


@pytest.mark.parametrize("service", ["resend", "sparkpost"])
def test_each_attempt_at_a_letter_carries_the_same_key(service: str) -> None:
    with speaking(service, Answer(500), accepted(service)) as (provider, api):
        provider.send(a_mail())
        provider.send(a_mail())
        provider.send(a_mail(outbox_id=8, message_id="<mail.8.def@act.example>"))
        keys = [asked.headers["Idempotency-Key"] for asked in api.asked]
        assert "Idempotency-Key" not in api.asked[0].body.decode()
    assert keys == ["dm-mail.7.abc", "dm-mail.7.abc", "dm-mail.8.def"]
    assert provider.idempotent


def test_the_key_of_brevo_is_a_uuid_among_the_letters_headers() -> None:
    first, second = told("brevo"), told("brevo")
    assert first["headers"]["idempotencyKey"] == second["headers"]["idempotencyKey"]
    assert len(first["headers"]["idempotencyKey"]) == 36


@pytest.mark.parametrize("service", sorted(set(KEYS) - {"resend", "sparkpost", "brevo"}))
def test_a_service_without_keys_does_not_pass_for_one_with_them(service: str) -> None:
    with speaking(service) as (provider, _):
        assert not provider.idempotent


@pytest.mark.parametrize(
    ("service", "answer"),
    [
        ("resend", payload("resend/key_used_for_another", 409)),
        ("sparkpost", payload("sparkpost/key_used_for_another", 409)),
    ],
)
def test_a_key_that_was_used_for_other_words_leaves_a_doubt(service: str, answer: Answer) -> None:
    with speaking(service, answer) as (provider, _):
        assert provider.send(a_mail()).outcome is Outcome.UNCERTAIN


def test_a_key_that_brevo_knows_is_asked_about_again_when_it_is_forgotten() -> None:
    with speaking("brevo", payload("brevo/key_used", 400)) as (provider, _):
        receipt = provider.send(a_mail())
    assert (receipt.outcome, receipt.retry_after) == (Outcome.UNCERTAIN, timedelta(minutes=30))


def test_a_refusal_that_is_only_repeated_does_not_bury_the_letter() -> None:
    repeated = payload("sparkpost/limit", 420, X_Idempotent_Replayed="true")
    with speaking("sparkpost", repeated, repeated, accepted("sparkpost")) as (provider, api):
        assert provider.send(a_mail()).outcome is Outcome.ACCEPTED
        keys = [asked.headers["Idempotency-Key"] for asked in api.asked]
    assert keys == ["dm-mail.7.abc", "dm-mail.7.abc-2", "dm-mail.7.abc-3"]


@pytest.mark.parametrize("service", sorted(KEYS))
def test_a_demos_letter_goes_to_no_service_elsewhere(service: str) -> None:
    url = f"{service}://?{KEYS[service]}" + (
        "&api_url=https://api.nowhere.invalid/" if service in ("postal", "unisender-go") else ""
    )
    provider = AnymailProvider(url)
    assert provider.send(a_mail(stays_here=True)).reason == DEMO
    assert provider._backend.session is None, "not even a connection is opened"


def test_a_demos_letter_may_go_to_a_service_on_this_machine_and_follows_no_redirect_from_it() -> None:
    with speaking("resend") as (provider, _):
        assert provider.send(a_mail(stays_here=True)).outcome is Outcome.ACCEPTED
    with mail_api(accepted("resend")) as elsewhere:
        away = Answer(307, headers={"Location": elsewhere.url})
        with speaking("resend", away) as (provider, _), pytest.raises(Exception, match="TooManyRedirects"):
            provider.send(a_mail(stays_here=True))
        assert elsewhere.asked == []


def test_the_bytes_are_refused_before_any_provider_sees_them() -> None:
    with pytest.raises(ValueError, match="a header cannot hold"):
        as_message(replace(LETTER, subject=SLIPPED))


BRACES = "I wrote {{ name }}, {{{x}}}, {% if a %} and {$b}; {c} and 5 % too."
APART = "I wrote { { name } }, { { {x} } }, { % if a % } and { $b}; {c} and 5 % too."


@pytest.mark.parametrize(
    ("service", "words"),
    [*((one, APART) for one in ("brevo", "mailersend", "sparkpost", "unisender-go")), ("resend", BRACES)],
)
def test_what_looks_like_a_placeholder_reaches_the_reader_where_a_service_would_fill_it_in(
    service: str, words: str
) -> None:
    with speaking(service) as (provider, api):
        provider.send(a_mail(text=BRACES, html=f"<p>{BRACES}</p>", sender=Mailbox("Ana {{ x }}", "action@act.example")))
        sent = json.dumps(api.asked[0].json)
    assert sent.count(words) == 2
    assert ("{{" in sent) is (words is BRACES)
