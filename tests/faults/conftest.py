"""A mail server, and processes' surroundings, for tests that break things."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from campaign.common.embedded.waiting import wait_until
from tests.faults.processes import environment
from tests.faults.service import BreakableService
from tests.smtp_server import SmtpServer, smtp_server


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[SmtpServer]:
    """One without a fault."""
    with smtp_server(tmp_path / "mails") as server:
        yield server


@pytest.fixture
def surroundings(transactional_db: None, mail_server: SmtpServer, settings: Settings) -> dict[str, str]:
    """The environment of processes that share this test's servers; they and the test send alike."""
    settings.DELIVERY_MODE, settings.EMAIL_URL = "live", mail_server.url
    return environment(mail_server.url)


@pytest.fixture(scope="package")
def whole_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BreakableService]:
    """One for all tests that break its servers: each start costs seconds."""
    folder = tmp_path_factory.mktemp("faults")
    with smtp_server(folder / "mails", "data:1-:wait 0.01") as server:
        service = BreakableService(folder, server)
        service.start()
        yield service
        service.end()


@pytest.fixture
def service(whole_service: BreakableService, django_db_blocker: DjangoDbBlocker) -> Iterator[BreakableService]:
    """The whole service; Django's connection leads to its database."""
    with django_db_blocker.unblock(), whole_service.its_database():
        assert wait_until(whole_service.database_answers, 60), "one test's fault must not become the next one's"
        yield whole_service
