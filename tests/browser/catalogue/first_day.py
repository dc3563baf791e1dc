"""Pages before there is anything, and before anybody is logged in."""

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode

from campaign.accounts.models import User
from tests.browser.browser import Browser
from tests.browser.catalogue.page import Page, log_in


def empty_pages(language: str = "en") -> list[Page]:
    """Before there is anything: to be shown without a world."""
    return [Page("front-empty", f"/{language}/"), Page("sandbox-empty", "/sandbox/")]


def empty_staff_pages() -> list[Page]:
    """The staff's pages on the first day; an admin must be logged in."""
    paths = {"home": "", "sending": "sending/", "queue": "sending/queue/", "mail": "mail/", "offices": "offices/"}
    paths |= {"addresses": "addresses/", "lists": "lists/"}
    return [Page(f"staff-{name}-empty", f"/staff/{path}") for name, path in paths.items()]


def pages_before_the_login() -> list[Page]:
    return [
        Page("staff-login", "/staff/login/"),
        Page("staff-login-refused", "/staff/login/", _wrong_password),
        Page("staff-reset", "/staff/password/reset/"),
        Page("staff-reset-sent", "/staff/password/reset/sent/"),
        Page("staff-reset-used", "/staff/password/reset/MQ.used-before/"),
        Page("staff-reset-new", _reset_link()),
    ]


def _reset_link() -> str:
    admin = User.objects.get(username="admin")
    uid = urlsafe_base64_encode(str(admin.pk).encode())
    return reverse("staff-reset-confirm", args=[uid, default_token_generator.make_token(admin)])


def _wrong_password(browser: Browser) -> None:
    log_in(browser, "admin", "not the password")
