"""What the check says of the pace, the sending domain and reports of what became of mail; DNS is asked of a real server."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.common.mail_domain import TIMEOUT_SECONDS
from campaign.delivery.models import OutgoingMail
from campaign.delivery.states import State
from campaign.web.organizers.preflight.lines import Tone
from tests import stories
from tests.dns_server import SERVFAIL, SILENCE, Server, txt
from tests.web.staff.check.lines import CAMPAIGN, CHECK, DOMAIN, RECORDS, about, lines
from tests.web.staff.pages import words


@pytest.mark.parametrize(
    ("changes", "tone", "said"),
    [
        ({}, Tone.GOOD, "at most 1,440 letters a day to each mailbox; all 1,000 of the goal leave within 1 day."),
        ({"goal": 30_000}, Tone.WARN, "within 21 days. You wanted them out within 14 days."),
        ({"goal": 30_000, "mailbox_per_hour": 120}, Tone.GOOD, "at most 2,880 letters a day"),
        ({"goal": 30_000, "bundles": True}, Tone.GOOD, "at most 72,000 letters a day"),
        ({"goal": 8000, "office_hours": True}, Tone.WARN, "at most 720 letters a day"),
        ({"goal": 30_000, "horizon_days": 21}, Tone.GOOD, "within 21 days."),
    ],
)
def test_the_pace_is_held_against_goal_and_horizon(
    protest: Campaign, settings: Settings, changes: dict[str, int], tone: Tone, said: str
) -> None:
    settings.MAILBOX_PER_HOUR = 60
    Campaign.objects.filter(pk=protest.pk).update(**changes)
    protest.refresh_from_db()
    line = about(protest, "Pace:")
    assert line.tone is tone
    assert said in line.sentence
    assert line.url == ("" if tone is Tone.GOOD else f"{CAMPAIGN}pace/")


def test_letters_that_wait_and_leave_too_late_are_said_before_the_goal(protest: Campaign, settings: Settings) -> None:
    settings.MAILBOX_PER_HOUR = 1
    stories.people(protest, 30)
    Campaign.objects.filter(pk=protest.pk).update(horizon_days=1, goal=1)
    protest.refresh_from_db()
    assert "of the letters that wait now, the last leaves later" in about(protest, "Pace:").sentence


def test_an_unpaced_sandbox_has_no_forecast_to_hold(protest: Campaign) -> None:
    assert about(protest, "Pace: letters leave as fast as they come.").tone is Tone.GOOD


def test_in_the_sandbox_nothing_leaves_and_nobody_asks_the_dns(
    as_organizer: Client, protest: Campaign, live: Server, settings: Settings
) -> None:
    settings.DELIVERY_MODE = "sandbox"
    page = as_organizer.get(CHECK)
    assert "Sandbox: nothing leaves this machine, so the sending domain needs no DNS records" in words(page)
    assert "What to write into the DNS" not in words(page)
    assert live.asked == []


def test_a_demos_letters_stay_here_and_need_no_dns(live: Server, protest: Campaign) -> None:
    Campaign.objects.filter(pk=protest.pk).update(purpose=Campaign.Purpose.DEMO)
    protest.refresh_from_db()
    assert about(protest, "This is a demo").tone is Tone.GOOD
    assert live.asked == []


def test_a_domain_that_vouches_for_its_mail_is_good(live: Server, protest: Campaign) -> None:
    for record in (
        "SPF: act.example.org says who",
        "DKIM: the key of selector mail2026 is",
        "DMARC: act.example.org says",
    ):
        assert about(protest, record).tone is Tone.GOOD


@pytest.mark.parametrize(
    ("name", "records", "tone", "said"),
    [
        (DOMAIN, [], Tone.BAD, "SPF: act.example.org does not say who may send its mail"),
        (DOMAIN, [txt("v=spf1 -all"), txt("v=spf1 mx -all")], Tone.BAD, "SPF: act.example.org has two records"),
        (DOMAIN, [txt("v=spf1 +all")], Tone.WARN, "SPF: act.example.org lets everybody send"),
        (DOMAIN, SERVFAIL, Tone.WARN, "SPF: act.example.org could not be looked up just now."),
        (f"_dmarc.{DOMAIN}", [], Tone.BAD, "DMARC: act.example.org has no policy."),
        (
            f"_dmarc.{DOMAIN}",
            [txt("v=DMARC1; p=none")],
            Tone.WARN,
            "DMARC: act.example.org lets mail forged in its name through",
        ),
        (f"_dmarc.{DOMAIN}", SERVFAIL, Tone.WARN, "DMARC: act.example.org could not be looked up"),
        (f"mail2026._domainkey.{DOMAIN}", [], Tone.BAD, "DKIM: no key is published for selector mail2026"),
        (f"mail2026._domainkey.{DOMAIN}", [txt("v=DKIM1; p=")], Tone.BAD, "DKIM: the key of selector mail2026"),
    ],
)
def test_what_the_dns_lacks_is_said_with_its_remedy(
    live: Server, protest: Campaign, name: str, records: list[str] | str, tone: Tone, said: str
) -> None:
    live.zone = RECORDS | {name: records}
    line = about(protest, said)
    assert line.tone is tone
    assert line.url == ("" if records == SERVFAIL else f"{CHECK}#operator")


def test_a_selector_that_is_not_set_is_asked_for(live: Server, protest: Campaign, settings: Settings) -> None:
    settings.DKIM_SELECTOR = ""
    line = about(protest, "DKIM: we do not know the selector")
    assert (line.tone, line.url) == (Tone.WARN, f"{CHECK}#operator")


def test_a_dns_that_never_answers_keeps_nobody_for_longer_than_three_seconds_and_only_once(
    live: Server, as_organizer: Client
) -> None:
    live.zone = dict.fromkeys(RECORDS, SILENCE)
    began = timezone.now()
    page = as_organizer.get(CHECK)
    assert timezone.now() - began < timedelta(seconds=TIMEOUT_SECONDS + 2)
    assert words(page).count("could not be looked up just now") == 3
    asked = len(live.asked)
    as_organizer.get(CHECK)
    assert len(live.asked) == asked


def test_the_page_shows_which_records_to_write(live: Server, as_organizer: Client) -> None:
    page = words(as_organizer.get(CHECK))
    assert "_dmarc.act.example.org v=DMARC1; p=quarantine" in page
    assert "mail2026._domainkey.act.example.org" in page


def test_over_smtp_bounces_need_a_mailbox_that_is_read(live: Server, protest: Campaign, settings: Settings) -> None:
    assert about(protest, "Bounces:").tone is Tone.GOOD
    settings.BOUNCE_URL = ""
    assert about(protest, "Bounces: nobody reads them").tone is Tone.WARN


def test_a_service_that_reports_needs_the_secret(live: Server, protest: Campaign, settings: Settings) -> None:
    settings.EMAIL_URL, settings.WEBHOOK_SECRET = "resend://?api_key=k", ""
    assert (
        about(protest, "Reports: resend reports what became of a letter, but WEBHOOK_SECRET is not set").tone
        is Tone.WARN
    )
    assert not [line for line in lines(protest) if line.sentence.startswith("Bounces:")]


def test_whether_a_service_reports_is_told_by_what_became_of_tests(
    live: Server, as_organizer: Client, protest: Campaign, settings: Settings
) -> None:
    settings.EMAIL_URL, settings.WEBHOOK_SECRET = "resend://?api_key=k", "hooks:0123456789abcdef"
    assert about(protest, "Reports: once a test has left, you see here whether resend reports.").tone is Tone.WARN
    as_organizer.post(f"{CHECK}test/", {"language": "en"})
    now = timezone.now()
    tests = OutgoingMail.objects.filter(kind="test")
    tests.update(state=State.ACCEPTED, provider="resend", accepted_at=now)
    assert "has not said yet whether it arrived" in about(protest, "Reports:").sentence
    tests.update(accepted_at=now - timedelta(minutes=16))
    line = about(protest, "Reports: resend took tests and never said what became of them.")
    assert (line.tone, line.url) == (Tone.WARN, f"{CHECK}#operator")
    OutgoingMail.objects.filter(pk=tests[0].pk).update(state=State.DELIVERED)
    assert about(protest, "Reports: resend tells us").tone is Tone.GOOD
