"""Which providers the settings name, and that anymail takes what an EMAIL_URL says of each."""

import pytest
from pytest_django import Settings

from campaign.common import env_values
from campaign.delivery.provider import AnymailProvider, configured_providers
from tests.mail_api import KEYS

pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")


def names(settings: Settings, url: str, fallback: str = "") -> list[str]:
    settings.DELIVERY_MODE, settings.EMAIL_URL, settings.EMAIL_URL_FALLBACK = "live", url, fallback
    return [provider.name for provider in configured_providers()]


def test_the_sandbox_stands_alone_whatever_else_is_set(settings: Settings) -> None:
    settings.DELIVERY_MODE, settings.EMAIL_URL, settings.EMAIL_URL_FALLBACK = (
        "sandbox",
        "resend://?api_key=k",
        "smtp://h",
    )
    assert [provider.name for provider in configured_providers()] == ["sandbox"]


def test_the_first_is_that_of_email_url_and_the_second_its_fallback(settings: Settings) -> None:
    assert names(settings, "resend://?api_key=k", "smtp://mail.example.org:25") == ["resend", "smtp:mail.example.org"]
    assert configured_providers()[0].name == "resend"


def test_without_a_fallback_there_is_one(settings: Settings) -> None:
    assert names(settings, "smtp://mail.example.org:25") == ["smtp:mail.example.org"]


@pytest.mark.parametrize(
    ("url", "fallback"),
    [
        ("postmark://?server_token=a", "postmark://?server_token=b"),
        ("smtp://mail.example.org:25", "smtp://mail.example.org:26"),
        (f"smtp://{'a' * 50}.example.org:25", f"smtp://{'a' * 50}.example.net:25"),
    ],
)
def test_two_of_a_kind_are_told_apart(settings: Settings, url: str, fallback: str) -> None:
    first, second = names(settings, url, fallback)
    assert first != second
    assert max(len(first), len(second)) <= 40


@pytest.mark.parametrize("service", [service for service in env_values.PROVIDERS if service != "amazon-ses"])
def test_anymail_takes_what_the_url_says(service: str) -> None:
    url = f"{service}://?{KEYS[service]}&api_url=https://api.example.org/base"
    env_values.email_url(url)
    backend = AnymailProvider(url)._backend
    assert backend.esp_name.lower().replace(" ", "-") == service
    assert backend.api_url == "https://api.example.org/base/"
    assert backend.timeout == 20.0
    for setting in KEYS[service].split("&"):
        name, _, value = setting.partition("=")
        assert getattr(backend, name) == value
