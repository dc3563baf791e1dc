"""A campaign as its organizers see it: its letter, its settings and its check."""

from collections.abc import Iterator
from dataclasses import replace

from django.test import override_settings

from campaign.letters.models import Revision
from campaign.letters.services import save_revision
from tests.browser.browser import Browser
from tests.browser.catalogue.page import Page, act, save
from tests.browser.world import World
from tests.dns_server import dns_server, txt


def pages_of_campaigns(world: World) -> Iterator[Page]:
    campaign = "/staff/campaigns/peru-2022"
    revision = Revision.objects.filter(letter=world.peru.letter, language="en")[0]
    yield Page("staff-home", "/staff/")
    yield Page("staff-campaign", f"{campaign}/")
    yield Page("staff-check", f"{campaign}/check/")
    yield Page("staff-check-draft", "/staff/campaigns/not-yet/check/")
    yield Page("staff-check-test", f"{campaign}/check/", _send_a_test)
    yield Page("staff-check-live", "/staff/campaigns/not-yet/check/", _as_in_live_mode)
    yield Page("staff-open", "/staff/campaigns/not-yet/open/")
    yield Page("staff-close", f"{campaign}/close/")
    yield Page("staff-letters", f"{campaign}/letters/")
    yield Page("staff-people", f"{campaign}/people/")
    yield Page("staff-overview", "/staff/statistics/")
    yield Page("staff-statistics", f"{campaign}/statistics/")
    yield Page("staff-statistics-part", f"{campaign}/statistics/?since=2020-01-01&language=en")
    yield Page("staff-statistics-nobody", "/staff/campaigns/ended/statistics/")
    yield Page("staff-statistics-errors", f"{campaign}/statistics/?since=2026-02-01&until=2026-01-01")
    yield Page("staff-settings", f"{campaign}/settings/")
    yield Page("staff-schedule", "/staff/campaigns/not-yet/schedule/")
    yield Page("staff-page-text", f"{campaign}/page/en/")
    yield Page("staff-letter", f"{campaign}/letter/en/")
    yield Page("staff-letter-broken", f"{campaign}/letter/en/", _broken_liquid)
    yield Page("staff-letter-preview", f"{campaign}/letter/en/", _preview)
    yield Page("staff-revision", f"{campaign}/letter/en/{revision.number}/")
    shorter = replace(revision.parts, body=revision.body.replace("press for", "insist on").rpartition("\n\n")[0])
    save_revision(world.peru.letter, "en", shorter, None, "Shorter, and a stronger third demand.")
    yield Page("staff-revision-beside", f"{campaign}/letter/en/{revision.number + 1}/")
    yield Page("staff-campaign-pause", f"{campaign}/pause/")
    yield Page("staff-pace", f"{campaign}/pace/")
    yield Page("staff-pace-errors", f"{campaign}/pace/", _much_too_fast)


def _broken_liquid(browser: Browser) -> None:
    field = browser.find("[name=salutation]")
    field.clear()
    field.send_keys("Dear {{ target.nickname }},")
    act(browser, "save")


def _much_too_fast(browser: Browser) -> None:
    browser.find("[name=mailbox_per_hour]").send_keys("100000")
    save(browser)


def _send_a_test(browser: Browser) -> None:
    with browser.new_page():
        browser.find("form[action$='/check/test/'] button[type=submit]").click()


def _as_in_live_mode(browser: Browser) -> None:
    """A sending domain that says some of what it should, and a mail server that tells nobody of bounces."""
    with (
        dns_server({"act.example.org": [txt("v=spf1 include:spf.mail.example -all")]}) as server,
        override_settings(
            DELIVERY_MODE="live",
            DNS_SERVER=server.address,
            MAIL_DOMAIN="act.example.org",
            DKIM_SELECTOR="mail2026",
            EMAIL_URL="smtp://mail.example.org:25",
            MAILBOX_PER_HOUR=60,
            BOUNCE_URL="",
        ),
        browser.new_page(),
    ):
        browser.driver.refresh()


def _preview(browser: Browser) -> None:
    act(browser, "preview")
