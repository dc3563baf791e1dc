"""What a supporter does, step by step, in whatever language the page speaks; words are looked at by the tests."""

from campaign.delivery.models import Kind, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import Drained, drain
from tests.browser.browser import Browser

ADDRESS = "ana.quispe@mail.example"
PERSON = {"first_name": "Ana", "last_name": "Quispe", "email": ADDRESS, "city": "Montréal", "postal_code": "H2X 1Y4"}


def send_mail() -> Drained:
    """The workers' turn: everything that is due reaches the sandbox mailbox."""
    return drain(SandboxProvider())


def write_to_the_minister(browser: Browser, language: str = "en", **changes: str) -> None:
    """Open the campaign, sign, send; ends at "check your mailbox"."""
    browser.open(f"/{language}/c/peaceful-protest/")
    fill_in(browser, **changes)
    browser.find("[data-send]").click()
    browser.until_at("/sent/")


def fill_in(browser: Browser, **changes: str) -> None:
    for name, text in (PERSON | changes).items():
        field = browser.find(f"[name={name}]")
        field.clear()
        field.send_keys(text)


def open_the_confirmation_mail(browser: Browser, address: str = ADDRESS) -> None:
    """Look into the sandbox mailbox and open what came last."""
    send_mail()
    browser.open(f"/sandbox/?to={address}")
    with browser.new_page():
        browser.find(".mails a").click()


def follow_its_link(browser: Browser) -> None:
    with browser.new_page():
        browser.find("#text a[href*='/confirm/']").click()
    browser.until_at("/confirm/")


def confirm(browser: Browser) -> None:
    """Press the one button; ends at the receipt."""
    browser.find("form.confirm-first button").click()
    browser.until_at("/letter/")


def whole_minute(browser: Browser, language: str = "en") -> None:
    """From the campaign's page to the receipt."""
    write_to_the_minister(browser, language)
    open_the_confirmation_mail(browser)
    follow_its_link(browser)
    confirm(browser)


def letters() -> list[SandboxMail]:
    """Letters in the sandbox mailbox, in the order in which they left."""
    return list(SandboxMail.objects.filter(kind=Kind.LETTER).order_by("pk"))
