"""What a mail service's API answers, and what becomes of the letter: nothing is lost, nothing refused is shown as sent."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date

from campaign.common.mail_services import SERVICES
from campaign.delivery.provider import AnymailProvider, Outcome, ProviderDown, ProviderStopped, Receipt
from campaign.delivery.provider import api as provider_api
from tests.delivery.mails import a_mail
from tests.mail_api import DROP, HANG, KEYS, Answer, MailApi, accepted, mail_api, payload

pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
HTML = Answer(200, b"<html><body>Welcome to the hotel's network</body></html>", {"Content-Type": "text/html"})
BOTH = ["resend", "postmark"]


@contextmanager
def speaking(service: str, *answers: Answer) -> Iterator[tuple[AnymailProvider, MailApi]]:
    with mail_api(*answers) as api:
        provider = AnymailProvider(api.email_url(service))
        yield provider, api
        provider.close()


def sent(service: str, answer: Answer) -> Receipt:
    with speaking(service, answer) as (provider, _):
        return provider.send(a_mail())


@pytest.mark.parametrize(
    ("service", "reference"),
    [
        ("brevo", "<202611231200.68274921@smtp-relay.mailin.fr>"),
        ("mailersend", "5e42957d51f1d94a1070a733"),
        ("mailgun", "<20261123120000.1.8F2C@act.example>"),
        ("mailjet", "1152921506826150000"),
        ("mailtrap", "1df37d17-0286-4d8b-8edf-bc4ec5be86e6"),
        ("mandrill", "abc123abc123abc123abc123abc123"),
        ("postal", "17"),
        ("postmark", "0a129aee-e1cd-480d-b08d-4f48548ff48d"),
        ("resend", "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"),
        ("scaleway", "95b72b31-1d6b-4a2e-9f0c-3f0f5b3d8f10"),
        ("sparkpost", "11668787484950529"),
    ],
)
def test_a_letter_that_was_taken_is_known_by_the_services_own_number(service: str, reference: str) -> None:
    assert sent(service, accepted(service)) == Receipt(Outcome.ACCEPTED, reference=reference)


@pytest.mark.parametrize("service", ["sendgrid", "unisender-go"])
def test_a_service_without_a_number_gets_one_from_anymail(service: str) -> None:
    receipt = sent(service, accepted(service))
    assert receipt.outcome is Outcome.ACCEPTED
    assert len(receipt.reference) == len("0a129aee-e1cd-480d-b08d-4f48548ff48d")


def test_every_service_but_that_of_boto3_is_tried_here() -> None:
    assert set(KEYS) == set(SERVICES) - {"amazon-ses"}


@pytest.mark.parametrize(
    ("service", "answer"),
    [
        ("resend", payload("resend/invalid_to", 422)),
        ("postmark", payload("postmark/inactive", 422)),
        ("postmark", payload("postmark/invalid_to", 422)),
        ("postmark", payload("postmark/unforeseen_inactive", 422)),
        ("postmark", payload("postmark/bad_json", 422)),
        ("mailgun", payload("mailgun/invalid_to", 400)),
        ("sendgrid", payload("sendgrid/bad_request", 400)),
        ("mailjet", payload("mailjet/failed", 400)),
        ("mandrill", payload("mandrill/rejected")),
        ("mailersend", payload("mailersend/suppressed", 202)),
        ("postal", payload("postal/no_content")),
        *((service, Answer(400, b"Bad request")) for service in BOTH),
        *((service, Answer(413)) for service in BOTH),
    ],
)
def test_a_letter_refused_for_good_fails_with_the_services_words(service: str, answer: Answer) -> None:
    receipt = sent(service, answer)
    assert receipt.outcome is Outcome.PERMANENT
    assert str(answer.status) in receipt.reason


@pytest.mark.parametrize(
    ("service", "answer"),
    [
        ("resend", payload("resend/rate_limited", 429)),
        ("resend", payload("resend/internal_error", 500)),
        ("resend", payload("resend/key_in_progress", 409)),
        ("postmark", payload("postmark/rate_limited", 429)),
        ("postmark", payload("postmark/maintenance", 503)),
        ("sparkpost", payload("sparkpost/limit", 420)),
        ("unisender-go", payload("unisender-go/busy")),
        *((service, Answer(status)) for service in BOTH for status in (408, 429, 500, 502, 503, 504)),
    ],
)
def test_a_letter_refused_for_now_is_tried_again(service: str, answer: Answer) -> None:
    receipt = sent(service, answer)
    assert receipt.outcome is Outcome.TEMPORARY
    assert receipt.reason.startswith(str(answer.status))


@pytest.mark.parametrize(
    ("service", "answer"),
    [
        ("resend", payload("resend/no_key", 401)),
        ("resend", payload("resend/invalid_key", 400)),
        ("resend", payload("resend/domain_not_verified", 403)),
        ("postmark", payload("postmark/bad_token", 401)),
        ("postmark", payload("postmark/no_sender_signature", 422)),
        ("postmark", payload("postmark/account_pending", 422)),
        ("mailgun", Answer(401, b"Forbidden")),
        ("mailgun", payload("mailgun/unknown_domain", 404)),
        ("sendgrid", payload("sendgrid/unauthorized", 401)),
        ("mailjet", payload("mailjet/unauthorized", 401)),
        ("mandrill", payload("mandrill/invalid_key", 500)),
        ("postal", payload("postal/invalid_key")),
        *((service, Answer(status)) for service in BOTH for status in (401, 403)),
        *((service, Answer(301, headers={"Location": "https://elsewhere.example/"})) for service in BOTH),
    ],
)
def test_a_service_that_turns_us_away_costs_no_letter_its_life(service: str, answer: Answer) -> None:
    with pytest.raises(ProviderStopped, match=f"^{service}: "):
        sent(service, answer)


@pytest.mark.parametrize("service", BOTH)
@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        Answer(200, b"[]"),
        Answer(200, b'"OK"'),
        Answer(200, b'{"id'),
        Answer(instead=DROP),
        Answer(200, b"cut off", {"Content-Length": "7000"}),
    ],
)
def test_an_answer_that_nobody_understands_leaves_a_doubt(service: str, answer: Answer) -> None:
    assert sent(service, answer).outcome is Outcome.UNCERTAIN


@pytest.mark.parametrize("service", BOTH)
def test_a_service_that_never_answers_leaves_a_doubt(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_api, "PROVIDER_TIMEOUT_SECONDS", 0.05)
    receipt = sent(service, Answer(instead=HANG))
    assert receipt.outcome is Outcome.UNCERTAIN
    assert "Read timed out" in receipt.reason


@pytest.mark.parametrize("service", BOTH)
def test_a_service_that_is_not_there_has_tried_no_letter(service: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        url = f"{service}://?{KEYS[service]}&api_url=http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(ProviderDown, match="refused") as caught:
            AnymailProvider(url).send(a_mail())
    assert not isinstance(caught.value, ProviderStopped)


def test_a_service_whose_name_nobody_knows_has_tried_no_letter() -> None:
    with pytest.raises(ProviderDown, match="resolve"):
        AnymailProvider("resend://?api_key=k&api_url=https://api.nowhere.invalid/").send(a_mail())


@pytest.mark.parametrize("service", BOTH)
@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(0)),
        ("999999999999999999", timedelta(hours=24)),
        ("Mon, 01 Jan 2001 00:00:00 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(hours=24)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_a_service_says_how_long_to_wait(service: str, said: str, wait: timedelta | None) -> None:
    assert sent(service, Answer(429, headers={"Retry-After": said})).retry_after == wait


def test_a_service_may_name_a_time_to_wait_for() -> None:
    at = http_date((timezone.now() + timedelta(hours=1)).timestamp())
    wait = sent("resend", Answer(503, headers={"Retry-After": at})).retry_after
    assert wait is not None
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)


@pytest.mark.parametrize("service", BOTH)
def test_a_refused_letter_does_not_spoil_the_next(service: str) -> None:
    with speaking(service, Answer(400), Answer(instead=DROP), accepted(service)) as (provider, _):
        outcomes = [provider.send(a_mail()).outcome for _ in range(3)]
    assert outcomes == [Outcome.PERMANENT, Outcome.UNCERTAIN, Outcome.ACCEPTED]


@pytest.mark.parametrize("service", BOTH)
def test_a_batch_of_letters_shares_one_connection_that_is_closed_in_the_end(service: str) -> None:
    with speaking(service, accepted(service)) as (provider, api):
        provider.open()
        for _ in range(3):
            assert provider.send(a_mail()).outcome is Outcome.ACCEPTED
        assert {asked.connection for asked in api.asked} == {1}
        provider.close()
        provider.send(a_mail())
        assert [asked.connection for asked in api.asked] == [1, 1, 1, 2]
