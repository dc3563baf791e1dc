"""Each mailbox gets mail at its pace, whatever waits; campaigns that write to it take turns."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.delivery import pace
from campaign.delivery.models import Kind, OutgoingMail, Pause
from campaign.delivery.pace import Rate
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import Subject, pause, resume
from campaign.delivery.states import State
from tests import stories
from tests.delivery.clock import pass_time

pytestmark = pytest.mark.django_db
TORONTO = ZoneInfo("America/Toronto")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _sixty_an_hour(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Evenly, so that a minute is a minute."""
    settings.MAILBOX_PER_HOUR = 60
    monkeypatch.setattr("campaign.delivery.pace.PACE_JITTER", 0)


def sent(campaign: Campaign | None = None) -> int:
    letters = OutgoingMail.objects.filter(kind=Kind.LETTER, state=State.ACCEPTED)
    return letters.filter(campaign=campaign).count() if campaign else letters.count()


def test_a_burst_leaves_at_once_and_then_one_a_minute() -> None:
    stories.people(stories.open_campaign(people=1), 12)
    counts = []
    for _ in range(4):
        drain(SandboxProvider())
        counts.append(sent())
        pass_time(MINUTE)
    assert counts == [5, 6, 7, 8]


def test_an_idle_mailbox_saves_up_a_burst_and_no_more() -> None:
    stories.people(stories.open_campaign(people=1), 20)
    drain(SandboxProvider())
    pass_time(timedelta(days=3))
    drain(SandboxProvider())
    assert sent() == 10


def test_each_mailbox_has_a_pace_of_its_own() -> None:
    stories.people(stories.open_campaign(people=3), 10)
    drain(SandboxProvider())
    to = OutgoingMail.objects.filter(state=State.ACCEPTED, kind=Kind.LETTER).values_list("to_email", flat=True)
    assert set(Counter(to).values()) == {5}


def test_one_mailbox_has_one_pace_across_all_campaigns() -> None:
    for slug in ("one", "two", "three"):
        stories.people(stories.open_campaign(slug, people=1), 5)
    drain(SandboxProvider())
    assert sent() == 5


def test_a_campaign_s_thousand_does_not_starve_another_s_ten() -> None:
    large, small = stories.open_campaign("large", people=1), stories.open_campaign("small", people=1)
    stories.people(large, 40)
    stories.people(small, 4)
    for _ in range(5):
        drain(SandboxProvider())
        pass_time(MINUTE)
    assert (sent(large), sent(small)) == (5, 4)


def test_the_highest_pace_that_is_asked_for_holds_up_to_the_site_s_cap(settings: Settings) -> None:
    settings.MAILBOX_PER_HOUR_CAP = 600
    assert pace.mailbox_rate([None, 300]) == Rate(300, 5)
    assert pace.mailbox_rate([None, 30]) == Rate(60, 5)
    assert pace.mailbox_rate([5000]) == Rate(600, 5)
    assert pace.mailbox_rate([30]) == Rate(30, 5)


def test_without_a_pace_everything_leaves(settings: Settings) -> None:
    settings.MAILBOX_PER_HOUR = None
    stories.people(stories.open_campaign(people=1), 12)
    drain(SandboxProvider())
    assert sent() == 12


def test_people_s_mail_is_paced_by_domain_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DOMAIN_PER_HOUR = 60
    monkeypatch.setattr(pace, "DOMAIN_BURST", 2)
    campaign = stories.open_campaign(people=1)
    for number in range(4):
        stories.submitted(campaign, f"supporter{number}@busy.example")
    stories.submitted(campaign, "supporter@quiet.example")
    drain(SandboxProvider())
    waiting = OutgoingMail.objects.filter(state=State.QUEUED)
    assert set(waiting.values_list("to_email", flat=True)) == {"supporter2@busy.example", "supporter3@busy.example"}
    assert "has its turn" in waiting[0].reason
    pass_time(2 * MINUTE)
    drain(SandboxProvider())
    assert not OutgoingMail.objects.filter(state=State.QUEUED).exists()


def test_letters_of_a_paused_campaign_wait_and_do_not_burst_when_it_goes_on() -> None:
    admin, now = stories.admin(), stories.NOW
    held, other = stories.open_campaign("held", people=1), stories.open_campaign("other", people=1)
    stories.people(held, 8)
    stories.people(other, 1)
    subject = Subject(Pause.Scope.CAMPAIGN, str(held.pk))
    pause(admin, "Wrong letter", now, subject)
    drain(SandboxProvider())
    assert (sent(held), sent(other)) == (0, 1)
    pass_time(timedelta(days=1))
    assert resume(admin, now, subject)
    drain(SandboxProvider())
    assert sent(held) == 5


def test_letters_to_a_paused_target_wait_and_all_others_leave() -> None:
    stories.people(stories.open_campaign(people=2), 1)
    pause(stories.admin(), "On leave", stories.NOW, Subject(Pause.Scope.TARGET, str(stories.target(1).pk)))
    drain(SandboxProvider())
    accepted = OutgoingMail.objects.filter(kind=Kind.LETTER, state=State.ACCEPTED)
    assert list(accepted.values_list("to_email", flat=True)) == ["target2@mail.example"]


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23 07:59", "2026-11-23 08:00"),  # a Monday
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 19:59", "2026-11-23 19:59"),
        ("2026-11-23 20:00", "2026-11-24 08:00"),
        ("2026-11-27 20:00", "2026-11-30 08:00"),  # Friday evening
        ("2026-11-28 12:00", "2026-11-30 08:00"),
        ("2026-11-29 23:00", "2026-11-30 08:00"),
    ],
)
def test_offices_open_on_weekdays_from_eight_to_eight(moment: str, opens: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=TORONTO)
    assert pace.office_opens(now, TORONTO) == datetime.fromisoformat(opens).replace(tzinfo=TORONTO)
    assert pace.office_open(now, TORONTO) == (moment == opens)


def test_office_hours_are_those_of_the_recipient(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = stories.open_campaign(people=2)
    Campaign.objects.update(office_hours=True)
    west = stories.target(2)
    west.province = "British Columbia"
    west.save()
    stories.people(campaign, 1)
    monkeypatch.setattr(pace, "office_open", lambda now, zone: zone.key == "America/Vancouver")
    drain(SandboxProvider())
    accepted = OutgoingMail.objects.filter(kind=Kind.LETTER, state=State.ACCEPTED)
    assert list(accepted.values_list("to_email", flat=True)) == ["target2@mail.example"]


@given(per_hour=st.integers(1, 10_000), burst=st.integers(1, 1000), ahead=st.integers(0, 10**6))
def test_never_more_than_a_burst_and_never_less_than_nothing(per_hour: int, burst: int, ahead: int) -> None:
    allowed = Rate(per_hour, burst).allowed(timedelta(seconds=ahead))
    assert 0 <= allowed <= burst
    if not ahead:
        assert allowed == burst
