"""The receipt: every letter's state as it changes, and everything that can still be taken back."""

import pytest
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.participation.models import Participation
from campaign.participation.tokens import token_for
from tests import stories
from tests.browser import supporter
from tests.browser.browser import Browser

pytestmark = pytest.mark.browser


def open_receipt(browser: Browser, participation: Participation) -> None:
    browser.open(f"/en/letter/{token_for('letter', participation)}/")


def make_due(participation: Participation, *numbers: int) -> None:
    positions = numbers or range(1, 6)
    participation.mails.filter(addressee__position__in=positions).update(next_attempt_at=stories.NOW)


def labels(browser: Browser) -> list[str]:
    return [row.text.split()[0] for row in browser.all(".state-what")]


def test_within_the_window_undo_sends_nothing_and_lowers_the_count(browser: Browser, campaign: Campaign) -> None:
    supporter.whole_minute(browser)

    with browser.new_page():
        browser.press("Undo: send nothing")

    assert browser.find("h1").text == "Your letter was taken back. Nothing more is sent."
    assert "You were number" not in browser.text
    supporter.send_mail()
    assert supporter.letters() == []
    assert campaign.participations.filter(state="confirmed").count() == 0


def test_the_clock_runs_down_while_one_looks(browser: Browser, campaign: Campaign) -> None:
    open_receipt(browser, stories.confirmed(campaign, now=timezone.now()))
    first = browser.find("[data-countdown]").text
    assert first.startswith(("1:", "2:"))
    browser.until(lambda: browser.find("[data-countdown]").text < first)


def test_the_states_change_without_a_reload_and_are_said_aloud(browser: Browser, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    open_receipt(browser, participation)
    assert labels(browser) == ["Waiting"] * 5
    browser.script("window.sameDocument = true")

    make_due(participation)
    supporter.send_mail()

    browser.until(lambda: labels(browser) == ["Sent"] * 5)
    assert browser.find("h1").text == "Your letter has been sent to 5 people."
    assert "Nina Minister: Sent." in browser.script("return document.querySelector('[data-announce]').textContent")
    assert browser.script("return window.sameDocument")


def test_the_focus_stays_where_it_is_when_states_change(browser: Browser, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    open_receipt(browser, participation)
    browser.tab_to("#undo")

    make_due(participation, 1)
    supporter.send_mail()
    browser.look_again()

    browser.until(lambda: labels(browser)[0] == "Sent")
    assert browser.focused.get_attribute("id") == "undo"


def test_after_the_window_what_still_waits_can_be_withdrawn(browser: Browser, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    make_due(participation, 1, 2)
    supporter.send_mail()
    Participation.objects.filter(pk=participation.pk).update(undo_until=stories.NOW)
    open_receipt(browser, participation)

    with browser.new_page():
        browser.press("Withdraw the 3 letters that are still waiting")

    assert labels(browser) == ["Sent", "Sent", "Taken", "Taken", "Taken"]
    assert browser.find("h1").text == "Your letter has been sent to 2 people."


def test_a_copy_comes_by_mail_once(browser: Browser, campaign: Campaign) -> None:
    open_receipt(browser, stories.confirmed(campaign, now=timezone.now()))

    with browser.new_page():
        browser.press("E-mail me a copy of my letter")

    assert "A copy of your letter is on its way to your mailbox." in browser.text
    assert OutgoingMail.objects.filter(kind=Kind.COPY).count() == 1


def test_a_used_link_leads_to_the_receipt(browser: Browser, campaign: Campaign) -> None:
    participation = stories.confirmed(campaign, now=timezone.now())
    browser.open(f"/en/confirm/{token_for('confirm', participation)}/")
    browser.until_at("/letter/")


def test_sharing_is_plain_links_to_the_page(browser: Browser, campaign: Campaign) -> None:
    open_receipt(browser, stories.confirmed(campaign, now=timezone.now()))
    page = f"{browser.base}/en/c/peaceful-protest/"
    assert browser.find("#share-address").get_attribute("value") == page
    links = [link.get_attribute("href") or "" for link in browser.all(".share-links a")]
    assert links
    assert all("peaceful-protest" in link for link in links)
