"""Where the mails of a flow test end, and the demo that it plays with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from pytest_django import Settings

from campaign.delivery.models import SandboxMail
from campaign.journeys.load_demo import load_demo
from campaign.web.supporters import page_cache
from tests.flow.minute import Arrived, Postbox
from tests.smtp_server import smtp_server


@pytest.fixture(params=["sandbox", "live"])
def postbox(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Postbox]:
    """Where mail ends: the sandbox mailbox, or a mail server on this machine."""
    settings.DELIVERY_MODE = request.param
    if request.param == "sandbox":
        yield lambda: [
            Arrived(mail.envelope_from, mail.to, bytes(mail.raw)) for mail in SandboxMail.objects.order_by("pk")
        ]
        return
    with smtp_server(tmp_path) as server:
        settings.EMAIL_URL = server.url
        yield lambda: [Arrived(mail.envelope_from, ",".join(mail.recipients), mail.raw) for mail in server.received()]


@pytest.fixture
def demo(transactional_db: None) -> None:
    """The shipped demo, and no page of another test's campaign."""
    page_cache.forget()
    load_demo(Path(django_settings.BASE_DIR) / "data", timezone.now())
