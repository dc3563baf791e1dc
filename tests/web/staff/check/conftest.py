"""A campaign that lacks nothing but tests of its letters, and live mode with all that a check can ask for."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from campaign.campaigns.models import Addressee, Campaign
from tests.dns_server import Server, dns_server
from tests.web.staff.check.lines import DOMAIN, RECORDS


@pytest.fixture
def protest(protest: Campaign) -> Campaign:
    """Each recipient has a role of their own, which the letter's opening names: no two get the same words."""
    for row in protest.addressees.all():
        Addressee.objects.filter(pk=row.pk).update(role={"en": f"Role {row.position}", "fr": f"Rôle {row.position}"})
    return protest


@pytest.fixture
def live(settings: Settings) -> Iterator[Server]:
    """Live mode with all that a check can ask for; tests take away what they are about."""
    with dns_server(dict(RECORDS)) as server:
        settings.DELIVERY_MODE, settings.DNS_SERVER = "live", server.address
        settings.MAIL_DOMAIN, settings.DKIM_SELECTOR = DOMAIN, "mail2026"
        settings.EMAIL_URL, settings.EMAIL_URL_FALLBACK = "smtp://mail.example.org:25", ""
        settings.BOUNCE_URL, settings.MAILBOX_PER_HOUR = "maildir:///bounces", 60
        yield server
