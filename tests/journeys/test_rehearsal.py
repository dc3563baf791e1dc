"""A rehearsal against a live server: real forms, real mails, and totals that agree, or a report that says where not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import Message, Outcome, Receipt, SandboxProvider
from campaign.delivery.sending import drain
from campaign.journeys.rehearsal import crowd, run
from campaign.journeys.rehearsal.mailbox import SentElsewhere
from campaign.journeys.rehearsal.report import Report
from campaign.journeys.rehearsal.run import NoService, Plan, rehearse
from campaign.journeys.rehearsal.standing import Standing
from campaign.participation.models import NewsletterConsent, Participation
from campaign.stats.queries import confirmed_count
from campaign.targets.models import Target
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)

Rehearse = Callable[..., Report]


def worker(provider: SandboxProvider) -> Callable[[float], None]:
    """What passes the time between two looks of the rehearsal: the queue is drained, and no count is old."""

    def wait(seconds: float) -> None:
        drain(provider)
        cache.clear()

    return wait


def show_nobody(standing: Standing) -> None:
    """Nobody watches."""


@pytest.fixture
def campaign() -> Campaign:
    return stories.open_campaign(people=3, languages=("en", "fr", "es"))


@pytest.fixture
def rehearsal(
    live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch, campaign: Campaign
) -> Rehearse:
    """Rehearses with six people who write to three each."""
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr(run, "LOOK_SECONDS", 0.05)

    def start(provider: SandboxProvider | None = None, wait: Callable[[float], None] | None = None) -> Report:
        plan = Plan(campaign, supporters=6, rate=1000, url=live_server.url)
        return rehearse(plan, show_nobody, wait or worker(provider or SandboxProvider()))

    return start


def test_everybody_writes_confirms_and_is_counted_and_all_totals_agree(rehearsal: Rehearse) -> None:
    report = rehearsal()
    assert report.problems == ()
    assert report.disagreements == ()
    assert report.agrees
    assert (report.submitted, report.confirmed) == (6, 6)
    assert (report.letters_queued, report.letters_accepted, report.letters_failed) == (18, 18, 0)
    assert report.duplicates == 0
    assert [(one.request, one.count) for one in report.requests] == [
        ("campaign page", 6),
        ("form", 6),
        ("check your mailbox", 6),
        ("confirm page", 6),
        ("confirmation", 6),
        ("receipt", 6),
    ]


def test_the_copy_is_closed_and_the_campaign_itself_untouched(rehearsal: Rehearse, campaign: Campaign) -> None:
    report = rehearsal()
    copy = Campaign.objects.get(slug=report.campaign)
    assert (copy.state, copy.purpose, copy.undo_window_seconds) == ("closed", "rehearsal", 0)
    assert confirmed_count(copy.pk) == 6
    assert confirmed_count(campaign.pk) == 0


def test_people_differ_as_real_ones_do(rehearsal: Rehearse) -> None:
    rehearsal()
    people = list(Participation.objects.order_by("pk"))
    assert {person.language for person in people} == {"en", "fr", "es"}
    assert len({person.client for person in people}) == 6
    assert all(person.client.startswith("198.18.") for person in people)
    assert sum(person.body.startswith(tuple(crowd.OWN_WORDS.values())) for person in people) == 2
    assert NewsletterConsent.objects.count() == 1
    assert {person.postal_code for person in people} >= {"M5V 2T6", "V6B 1A1"}
    assert all(person.email.startswith("rehearsal-") for person in people)


def test_letters_go_to_the_sandbox_only(rehearsal: Rehearse) -> None:
    rehearsal()
    letters = SandboxMail.objects.filter(kind=Kind.LETTER)
    assert letters.count() == 18
    assert set(letters.values_list("to", flat=True)) == {f"target{number}@mail.example" for number in (1, 2, 3)}


def test_who_is_asked_for_a_riding_comes_from_one_whose_member_can_be_written_to(
    live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, _row = stories.campaign_to_own_member(others=1)
    stories.add_addressee(own, Target.objects.get(name="Mia Montréal"))  # who is named as well gets one letter
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr(run, "LOOK_SECONDS", 0.05)
    report = rehearse(Plan(own, 3, 1000, live_server.url), show_nobody, worker(SandboxProvider()))
    assert report.problems == ()
    assert report.agrees
    assert report.letters_accepted == 9
    assert set(Participation.objects.values_list("riding_code", flat=True)) == {stories.OTTAWA_CENTRE}


class RefusingProvider(SandboxProvider):
    """Refuses one person's letters for good."""

    def send(self, message: Message) -> Receipt:
        if message.mail.to.address == "target2@mail.example":
            return Receipt(Outcome.PERMANENT, "550 5.1.1 No such user")
        return super().send(message)


def test_letters_that_failed_are_counted_as_such_and_the_rehearsal_is_no_success(rehearsal: Rehearse) -> None:
    report = rehearsal(RefusingProvider())
    assert (report.letters_accepted, report.letters_failed) == (12, 6)
    assert not report.agrees
    (sentence,) = report.disagreements
    assert "18 asked for" in sentence
    assert "12 accepted" in sentence


class LosingProvider(SandboxProvider):
    """Says that it took a letter, and loses it."""

    def send(self, message: Message) -> Receipt:
        lost = message.mail.to.address == "target1@mail.example"
        return Receipt(Outcome.ACCEPTED) if lost else super().send(message)


def test_a_letter_that_was_accepted_but_is_nowhere_is_noticed(rehearsal: Rehearse) -> None:
    report = rehearsal(LosingProvider())
    assert report.letters_accepted == 18
    assert not report.agrees
    assert "12 in the sandbox" in report.disagreements[0]


class StutteringProvider(SandboxProvider):
    """Delivers one person's letters twice."""

    def send(self, message: Message) -> Receipt:
        if message.mail.to.address == "target3@mail.example":
            super().send(message)
        return super().send(message)


def test_a_second_copy_is_reported_but_is_not_a_lost_letter(rehearsal: Rehearse) -> None:
    report = rehearsal(StutteringProvider())
    assert report.duplicates == 6
    assert report.agrees


def test_whoever_is_turned_away_is_named_with_the_reason(
    rehearsal: Rehearse, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = {"submit_per_network": ["4/h"]}
    monkeypatch.setattr(crowd, "CLIENTS", 1)  # all behind one address
    report = rehearsal(wait=lambda seconds: drain(SandboxProvider()) and None)
    assert report.submitted == 4
    assert report.problems == ("2 times: form: answered 429.",)
    assert not report.agrees


def test_without_a_worker_it_gives_up_and_says_what_is_missing(
    rehearsal: Rehearse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PATIENCE", timedelta(seconds=1))
    monkeypatch.setattr(run, "LONGEST_WAIT", timedelta(seconds=1))
    report = rehearsal(wait=lambda seconds: cache.clear())
    assert (report.submitted, report.confirmed) == (6, 0)
    assert "0 saw their receipt" in " ".join(report.disagreements)


def test_a_service_that_sends_elsewhere_is_left_at_once_and_the_copy_closed(rehearsal: Rehearse) -> None:
    class Elsewhere(SandboxProvider):
        name = "smtp"

    with pytest.raises(SentElsewhere):
        rehearsal(Elsewhere())
    assert Campaign.objects.get(purpose="rehearsal").state == "closed"


def test_no_service_no_copy(campaign: Campaign) -> None:
    with pytest.raises(NoService, match="No service answers at "):
        rehearse(Plan(campaign, 1, 1, "http://127.0.0.1:1"), show_nobody)
    assert Campaign.objects.count() == 1


def test_a_letter_in_doubt_is_waited_for(rehearsal: Rehearse) -> None:
    """A letter whose second try lies in the future keeps the rehearsal waiting until it has been tried."""

    class Doubtful(SandboxProvider):
        def send(self, message: Message) -> Receipt:
            mail = OutgoingMail.objects.get(pk=message.mail.outbox_id)
            # A third of them: more would open the breaker.
            if mail.kind == Kind.LETTER and mail.pk % 3 == 0 and not mail.possible_duplicate:
                return Receipt(Outcome.UNCERTAIN, "The connection broke.")
            return super().send(message)

    def wait(seconds: float) -> None:
        drain(Doubtful())
        OutgoingMail.objects.filter(state="uncertain").update(next_attempt_at=stories.NOW)
        cache.clear()

    report = rehearsal(wait=wait)
    assert report.letters_accepted == 18
    assert report.agrees
