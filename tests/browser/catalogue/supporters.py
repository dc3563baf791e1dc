"""What supporters see, and the sandbox where their mail is read."""

from campaign.delivery.models import Kind, SandboxMail
from tests.browser import supporter
from tests.browser.browser import Browser
from tests.browser.catalogue.ending import pages_with_pictures
from tests.browser.catalogue.page import Page, unfold
from tests.browser.world import World, page


def pages_of_supporters(world: World, language: str = "en") -> list[Page]:
    peru, anywhere = f"/{language}/c/peru-2022/", f"/{language}/c/foreign-minister/"
    return [
        Page("front", f"/{language}/"),
        Page("campaign", peru),
        Page("campaign-offices", anywhere),
        Page("campaign-signed", peru, supporter.fill_in),
        Page("campaign-recipients", peru, _open_recipients),
        Page("campaign-group", f"/{language}/c/to-a-party/", unfold),
        Page("campaign-suggestion", peru, _near_miss),
        Page("campaign-errors", peru, _send_nothing),
        Page("sent", page("sent", world.pending, language)),
        Page("confirm", page("confirm", world.pending, language)),
        Page("receipt-waiting", page("letter", world.waiting, language)),
        Page("receipt-mixed", page("letter", world.mixed, language)),
        Page("receipt-arrived", page("letter", world.arrived, language)),
        Page("receipt-group", page("letter", world.to_a_group, language), unfold),
        Page("receipt-undone", page("letter", world.undone, language)),
        Page("receipt-letter", page("letter", world.arrived, language), _read_it_again),
        Page("nobody-left", page("confirm", world.nobody_left, language)),
        Page("counted-before", page("confirm", world.counted_before, language)),
        Page("taken-back", page("confirm", world.undone, language)),
        Page("campaign-closed", f"/{language}/c/ended/"),
        *pages_with_pictures(world, language),
        Page("results", f"{peru}results/"),
        Page("results-nobody", f"/{language}/c/ended/results/"),
        Page("privacy", f"/{language}/privacy/"),
        Page("not-found", f"/{language}/c/no-such-campaign/"),
        Page("broken", f"/{language}/broken/"),
        Page("too-fast", f"/{language}/too-fast/"),
    ]


def sandbox_pages() -> list[Page]:
    newest = SandboxMail.objects.order_by("-pk")
    return [
        Page("sandbox", "/sandbox/"),
        Page("sandbox-nothing", "/sandbox/?to=nobody@mail.example"),
        Page("sandbox-letter", f"/sandbox/{newest.filter(kind=Kind.LETTER)[0].pk}/"),
        Page("sandbox-confirmation", f"/sandbox/{newest.filter(kind=Kind.CONFIRMATION)[0].pk}/"),
    ]


def _open_recipients(browser: Browser) -> None:
    browser.find("details.letter-to summary").click()


def _near_miss(browser: Browser) -> None:
    browser.find("[name=email]").send_keys("ana@gmial.com")
    browser.find("[name=city]").click()
    browser.until(lambda: browser.find("[data-suggestion]").is_displayed())


def _send_nothing(browser: Browser) -> None:
    browser.find("[name=email]").send_keys("ana.quispe@")
    with browser.new_page():
        browser.find("[data-send]").click()


def _read_it_again(browser: Browser) -> None:
    browser.find("details.your-letter summary").click()
