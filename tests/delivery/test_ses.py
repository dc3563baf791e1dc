"""Amazon SES through the real boto3, which speaks to a server of ours. The service needs it for nothing else."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import SMTP
from urllib.parse import quote

import pytest

from campaign.delivery.provider import AnymailProvider, Outcome, ProviderDown, ProviderStopped, ses
from tests.delivery.mails import a_mail
from tests.mail_api import DROP, HANG, Answer, MailApi, mail_api

TAKEN = Answer(200, b'{"MessageId": "0100019aa-1"}', {"Content-Type": "application/json"})


def refused(status: int, code: str) -> Answer:
    kind = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
    return Answer(status, b'{"message": "no"}', kind)


@contextmanager
def speaking(
    *answers: Answer, keys: str = "&aws_access_key_id=a&aws_secret_access_key=s"
) -> Iterator[tuple[AnymailProvider, MailApi]]:
    with mail_api(*answers) as api:
        address = quote(api.url.rstrip("/"), safe="")
        provider = AnymailProvider(f"amazon-ses://?region_name=ca-central-1&endpoint_url={address}{keys}")
        yield provider, api
        provider.close()


def test_a_letter_that_was_taken_arrives_as_it_was_composed() -> None:
    with speaking(TAKEN) as (provider, api):
        receipt = provider.send(a_mail(html="<p>Speak up.</p>", stays_here=True))
        (asked,) = api.asked
    assert (receipt.outcome, receipt.reference) == (Outcome.ACCEPTED, "0100019aa-1")
    mail = message_from_bytes(b64decode(asked.json["Content"]["Raw"]["Data"]), policy=SMTP)
    assert mail["Message-ID"] == "<mail.7.abc@act.example>"
    assert mail["X-Metadata"] == '{"outbox_id": "7"}'
    assert asked.json["Destination"] == {"ToAddresses": ["nina@mail.example"]}
    assert not provider.idempotent


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refused(400, "MessageRejected"), Outcome.PERMANENT),
        (refused(400, "BadRequestException"), Outcome.PERMANENT),
        (refused(429, "TooManyRequestsException"), Outcome.TEMPORARY),
        (refused(400, "LimitExceededException"), Outcome.TEMPORARY),
        (refused(503, "ServiceUnavailable"), Outcome.TEMPORARY),
        (Answer(instead=DROP), Outcome.UNCERTAIN),
    ],
)
def test_each_answer_is_told_apart_and_boto3_asks_only_once(answer: Answer, outcome: Outcome) -> None:
    with speaking(answer) as (provider, api):
        assert provider.send(a_mail()).outcome is outcome
        assert len(api.asked) == 1


@pytest.mark.parametrize(
    "code", ["SendingPausedException", "MailFromDomainNotVerifiedException", "AccountSuspendedException"]
)
def test_an_account_that_may_not_send_is_for_staff_to_mend(code: str) -> None:
    with speaking(refused(400, code)) as (provider, _), pytest.raises(ProviderStopped, match=code):
        provider.send(a_mail())


def test_a_service_that_never_answers_leaves_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ses, "PROVIDER_TIMEOUT_SECONDS", 0.1)
    with speaking(Answer(instead=HANG)) as (provider, _):
        assert provider.send(a_mail()).outcome is Outcome.UNCERTAIN


def test_a_service_that_is_not_there_has_tried_no_letter() -> None:
    url = "amazon-ses://?region_name=ca-central-1&endpoint_url=http://127.0.0.1:1&aws_access_key_id=a&aws_secret_access_key=s"
    with pytest.raises(ProviderDown):
        AnymailProvider(url).send(a_mail())


def test_without_a_region_or_keys_staff_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(ProviderStopped):
        AnymailProvider("amazon-ses://").open()
    with speaking(TAKEN, keys="") as (provider, _), pytest.raises(ProviderStopped):
        provider.send(a_mail())


def test_a_demos_letter_does_not_leave() -> None:
    receipt = AnymailProvider("amazon-ses://?region_name=ca-central-1").send(a_mail(stays_here=True))
    assert receipt.reason == "A demo's letters never leave this machine."
