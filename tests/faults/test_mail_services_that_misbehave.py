"""Mail services whose answers are late, broken or a no: each letter ends where it should, and none is lost.

Each story is told of a service that knows a mail again by its key (Resend) and of one that does not (Mailgun).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta

import pytest
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.common.database_clock import database_now
from campaign.delivery import alerts
from campaign.delivery.models import Alert, Breaker, OutgoingMail
from campaign.delivery.policy import MAX_ATTEMPTS, SAME_KEY_DELAY, UNCERTAIN_DELAY
from campaign.delivery.provider import configured_providers
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time
from tests.faults import invariant
from tests.mail_api import DROP, HANG, Answer, MailApi, accepted, mail_api

pytestmark = [pytest.mark.processes, pytest.mark.django_db]

# Longer than any retry, and than the memory of a breaker.
LONG = timedelta(hours=12)
MOMENT = timedelta(seconds=1)
SERVICES = ["resend", "mailgun"]
HTML = b"<html><body>Welcome to the hotel's network</body></html>"
Misbehaving = Callable[..., MailApi]

pytestmark.append(pytest.mark.parametrize("service", SERVICES))


@pytest.fixture
def campaign() -> Campaign:
    """Two supporters' ten letters, and the two mails that thank them."""
    campaign = stories.open_campaign(people=5)
    stories.people(campaign, 2)
    return campaign


@pytest.fixture
def answering(settings: Settings) -> Iterator[Misbehaving]:
    """Start a service that takes some mails, then answers so, then takes all; all mail goes there."""
    settings.DELIVERY_MODE = "live"
    with ExitStack() as stack:

        def start(service: str, *answers: Answer, after: int = 3) -> MailApi:
            taken = accepted(service)
            api: AbstractContextManager[MailApi] = mail_api(*[taken] * after, *answers, taken)
            started = stack.enter_context(api)
            settings.EMAIL_URL = started.email_url(service)
            return started

        yield start


def send() -> None:
    drain(*configured_providers())


def waiting() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(state=State.QUEUED))


def test_a_service_that_asks_for_time_gets_it_and_then_all_letters(
    service: str, campaign: Campaign, answering: Misbehaving
) -> None:
    api = answering(service, Answer(429, b"Too many requests", {"Retry-After": "600"}))
    send()
    assert [mail.attempts for mail in waiting()].count(1) == 1, "one was refused, the others were not tried"
    pass_time(timedelta(seconds=590))
    send()
    assert len(api.asked) == 4, "nobody asks before the time"
    pass_time(LONG)
    send()
    invariant.holds(campaign, api.taken)


def test_a_service_that_is_broken_for_a_while_gets_all_letters_afterwards(
    service: str, campaign: Campaign, answering: Misbehaving
) -> None:
    api = answering(service, *[Answer(500, b"Internal Server Error")] * 12, after=0)
    send()
    assert {mail.reason for mail in waiting()} == {"500 Internal Server Error"}
    assert Breaker.objects.get().state == Breaker.State.OPEN
    pass_time(LONG)
    send()
    invariant.holds(campaign, api.taken)


def test_a_service_that_stays_broken_for_one_letter_fails_that_one_in_the_end(
    service: str, campaign: Campaign, answering: Misbehaving
) -> None:
    api = answering(service, *[Answer(500, b"Internal Server Error")] * MAX_ATTEMPTS, after=11)
    for _ in range(MAX_ATTEMPTS):
        send()
        pass_time(LONG)
    (failed,) = OutgoingMail.objects.exclude(state=State.ACCEPTED)
    assert failed.reason == f"Given up after {MAX_ATTEMPTS} attempts. 500 Internal Server Error"
    invariant.holds(campaign, api.taken, besides={State.FAILED: 1})


@pytest.mark.parametrize("status", [401, 403])
def test_a_service_that_turns_us_away_costs_no_attempt_and_raises_one_alert(
    service: str, status: int, campaign: Campaign, answering: Misbehaving
) -> None:
    api = answering(service, *[Answer(status, b"Who are you?")] * 3)
    for _ in range(3):
        send()
        alerts.check(database_now())
    assert len(api.asked) == 4, "one refusal is enough"
    assert {mail.attempts for mail in waiting()} == {0}
    assert Alert.objects.filter(kind=Alert.Kind.STOPPED).count() == 1
    for _ in range(3):  # its probes are refused twice more
        pass_time(LONG)
        send()
    invariant.holds(campaign, api.taken)


def test_a_letter_that_is_refused_for_good_fails_alone_with_the_services_words(
    service: str, campaign: Campaign, answering: Misbehaving
) -> None:
    api = answering(service, Answer(400, b"Bad request"))
    send()
    (failed,) = OutgoingMail.objects.exclude(state=State.ACCEPTED)
    assert failed.reason == "400 Bad request"
    invariant.holds(campaign, api.taken, besides={State.FAILED: 1})


NO_ANSWER = [
    pytest.param(Answer(instead=DROP), id="drops"),
    pytest.param(Answer(instead=DROP, takes=True), id="takes-and-drops"),
    pytest.param(Answer(instead=HANG), id="hangs"),
    pytest.param(Answer(instead=HANG, takes=True), id="takes-and-hangs"),
    pytest.param(Answer(200, HTML, {"Content-Type": "text/html"}), id="says-html"),
    pytest.param(Answer(200, HTML, {"Content-Type": "text/html"}, takes=True), id="takes-and-says-html"),
]


@pytest.mark.parametrize("answer", NO_ANSWER)
def test_a_letter_without_an_answer_is_handed_over_once_more(
    service: str, answer: Answer, campaign: Campaign, answering: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.delivery.provider.api.PROVIDER_TIMEOUT_SECONDS", 0.2)
    api = answering(service, answer)
    send()
    (doubtful,) = OutgoingMail.objects.exclude(state=State.ACCEPTED)
    knows_keys = service == "resend"
    assert doubtful.state == (State.QUEUED if knows_keys else State.UNCERTAIN)
    delay = SAME_KEY_DELAY if knows_keys else UNCERTAIN_DELAY
    pass_time(delay - 2 * MOMENT)
    send()
    assert len(api.asked) == 12, "it is not handed over again at once"
    pass_time(2 * MOMENT)
    send()
    invariant.holds(campaign, api.taken, crashes=1 if answer.takes and not knows_keys else 0)


def test_a_letter_that_one_service_may_have_is_marked_when_the_other_one_takes_it(
    service: str, campaign: Campaign, answering: Misbehaving, settings: Settings
) -> None:
    first = answering(service, Answer(instead=DROP, takes=True), *[Answer(401)] * 9, after=11)
    send()
    with mail_api(accepted("scaleway")) as second:
        settings.EMAIL_URL_FALLBACK = second.email_url("scaleway")
        for _ in range(2):
            pass_time(UNCERTAIN_DELAY)
            send()
        assert len(second.taken) == 1
        invariant.holds(campaign, [*first.taken, *second.taken], crashes=1)
