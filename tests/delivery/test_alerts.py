"""Alerts: told once, cleared when over, and a webhook that fails hurts nobody."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from campaign.common.database_clock import database_now
from campaign.delivery import alerts, tasks
from campaign.delivery.models import Alert, Breaker, Heartbeat, Kind, OutgoingMail
from campaign.delivery.services import pause, resume
from tests import stories
from tests.delivery.clock import every_mailbox_has_had_its_share

pytestmark = pytest.mark.django_db

LATE, BREAKER, STOPPED, SILENT = Alert.Kind.LATE, Alert.Kind.BREAKER, Alert.Kind.STOPPED, Alert.Kind.BEAT_SILENT
OnCommit = Callable[..., AbstractContextManager[list[Callable[..., object]]]]


def in_force() -> list[tuple[str, str]]:
    return [(alert.kind, alert.key) for alert in Alert.objects.filter(cleared_at__isnull=True).order_by("pk")]


def queue(minutes_ago: float, now: datetime) -> None:
    stories.mail_to_staff(now - timedelta(minutes=minutes_ago))


def breaker(state: Breaker.State = Breaker.State.OPEN, minutes: float = 0, **others: Any) -> Breaker:
    values = {
        "scope": Breaker.Scope.DOMAIN,
        "key": "parl.example",
        "reason": "14 of the last 20 failed.",
        "openings": 1,
    }
    return Breaker.objects.create(state=state, changed_at=Now() - timedelta(minutes=minutes), **(values | others))


def test_an_alert_is_told_once_and_again_only_when_it_was_over(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert alerts.raise_alert(LATE, "", "Mail is late.")
        assert not alerts.raise_alert(LATE, "", "Mail is later still.")
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "Alert: Mail is late."
    ]
    assert alerts.clear_alert(LATE, "")
    assert not alerts.clear_alert(LATE, "")
    assert alerts.raise_alert(LATE, "", "Mail is late.")
    assert Alert.objects.count() == 2


def test_it_is_mailed_to_whom_the_settings_name(settings: Settings) -> None:
    settings.ALERT_EMAIL = "on-call@mail.example"
    alerts.raise_alert(BREAKER, "domain parl.example", "Mail to parl.example is held.")
    alerts.raise_alert(BREAKER, "domain parl.example", "Mail to parl.example is held.")
    mail = OutgoingMail.objects.get(kind=Kind.STAFF)
    assert mail.to_email == "on-call@mail.example"
    assert mail.subject == "Dear Minister: a breaker opened domain parl.example"
    assert "Mail to parl.example is held." in mail.text
    assert f"{settings.PUBLIC_URL}/staff/sending/queue/" in mail.text


def test_without_settings_it_is_only_logged(django_capture_on_commit_callbacks: OnCommit) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        alerts.raise_alert(LATE, "", "Mail is late.")
    assert len(callbacks) == 1
    assert not OutgoingMail.objects.exists()


class _Ear(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.headers["Content-Type"], json.loads(body)))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def webhook(settings: Settings) -> Iterator[Any]:
    """A real server on the loopback address that keeps what it is told."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Ear)
    server.heard, server.status = [], 200
    Thread(target=server.serve_forever, daemon=True).start()
    settings.ALERT_WEBHOOK = f"http://127.0.0.1:{server.server_port}/secret-path"
    yield server
    server.shutdown()
    server.server_close()


def test_the_webhook_hears_of_it_once_after_the_commit(
    webhook: Any,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    sent: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(
        "campaign.delivery.wake.current_app.send_task", lambda name, args=(), **_: sent.append((name, list(args)))
    )
    with django_capture_on_commit_callbacks(execute=True):
        alerts.raise_alert(LATE, "", "Mail is late.")
        alerts.raise_alert(LATE, "", "Mail is late.")
        assert sent == []
    alert = Alert.objects.get()
    assert sent == [("delivery.tell", [alert.pk])]
    assert alerts.post_to_webhook(alert.pk)
    facts = {"kind": "late", "key": "", "text": "Mail is late.", "site": settings.PUBLIC_URL}
    assert webhook.heard == [("application/json", facts | {"raised_at": alert.raised_at.isoformat()})]


def test_a_worker_tells_the_webhook(webhook: Any) -> None:
    alerts.raise_alert(LATE, "", "Mail is late.")
    tasks.tell(Alert.objects.get().pk)
    tasks.tell(0)
    assert [facts["text"] for _, facts in webhook.heard] == ["Mail is late."]


def test_a_sweep_that_breaks_still_looks_for_what_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(now: datetime) -> None:
        raise RuntimeError("a mistake in the program")

    monkeypatch.setattr("campaign.delivery.services.sweep", broken)
    queue(6, database_now())
    with pytest.raises(RuntimeError):
        tasks.sweep()
    assert in_force() == [("late", "")]


def test_a_webhook_that_refuses_or_is_away_is_logged_without_its_secret(
    webhook: Any, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    alerts.raise_alert(LATE, "", "Mail is late.")
    webhook.status = 500
    assert not alerts.post_to_webhook(Alert.objects.get().pk)
    settings.ALERT_WEBHOOK = "http://127.0.0.1:1/secret-path"
    assert not alerts.post_to_webhook(Alert.objects.get().pk)
    assert "HTTPError" in caplog.text
    assert "ConnectionError" in caplog.text
    assert "secret-path" not in caplog.text


def test_late_mail_is_told_of_from_five_minutes_on_and_cleared_when_it_left() -> None:
    now = database_now()
    queue(4.9, now)
    alerts.check(now)
    assert in_force() == []
    alerts.check(now + timedelta(seconds=10))
    assert in_force() == [("late", "")]
    OutgoingMail.objects.update(next_attempt_at=now)
    alerts.check(now + timedelta(seconds=20))
    assert in_force() == []


def test_letters_that_wait_for_their_mailboxs_pace_are_not_late() -> None:
    now = database_now()
    stories.confirmed(stories.open_campaign(), now=now - timedelta(hours=3))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(next_attempt_at=now)
    every_mailbox_has_had_its_share(now)
    alerts.check(now)
    assert in_force() == []


def test_letters_that_could_have_left_and_did_not_are_late() -> None:
    now = database_now()
    stories.confirmed(stories.open_campaign(), now=now - timedelta(hours=3))
    OutgoingMail.objects.exclude(kind=Kind.LETTER).update(next_attempt_at=now)
    alerts.check(now)
    assert [kind for kind, *_ in in_force()] == ["late"]


def test_nobody_is_told_of_mail_that_waits_because_somebody_paused_all_sending() -> None:
    admin, now = stories.admin(), database_now()
    queue(30, now)
    pause(admin, "The server is being moved.", now)
    alerts.check(now)
    assert in_force() == []
    resume(admin, now)
    alerts.check(now + timedelta(minutes=4))
    assert in_force() == [], "what waited has time to leave"
    alerts.check(now + timedelta(minutes=5))
    assert in_force() == [("late", "")]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"minutes": 1.9}, []),
        ({"minutes": 2}, [("breaker", "domain parl.example")]),
        ({"minutes": 0, "openings": 2}, [("breaker", "domain parl.example")]),
        ({"minutes": 5, "state": Breaker.State.PROBING}, [("breaker", "domain parl.example")]),
        ({"minutes": 60, "state": Breaker.State.CLOSED}, []),
        (
            {"minutes": 0, "scope": Breaker.Scope.PROVIDER, "key": "smtp", "reason": "Turned away. 535 Bad password"},
            [("stopped", "provider smtp")],
        ),
        ({"minutes": 5, "scope": Breaker.Scope.PROVIDER, "key": "smtp"}, [("breaker", "provider smtp")]),
    ],
    ids=["just opened", "open for two minutes", "opened again", "probing", "closed", "turned away", "provider"],
)
def test_a_breaker_that_stays_open_is_told_of(values: dict[str, Any], told: list[tuple[str, str]]) -> None:
    breaker(**values)
    alerts.check(database_now())
    assert in_force() == told


def test_a_breaker_is_told_of_once_while_it_tries_and_opens_again_and_is_over_when_it_closes() -> None:
    row = breaker(minutes=3)
    alerts.check(database_now())
    for state in (Breaker.State.PROBING, Breaker.State.OPEN):
        Breaker.objects.filter(pk=row.pk).update(state=state, changed_at=Now())
        alerts.check(database_now())
    assert Alert.objects.count() == 1
    Breaker.objects.filter(pk=row.pk).update(state=Breaker.State.CLOSED, changed_at=Now())
    alerts.check(database_now())
    assert in_force() == []


UP = timedelta(minutes=5)


def test_a_silent_beat_is_told_of_by_others_and_over_with_its_next_sweep() -> None:
    Heartbeat.objects.create(name="beat", kind=Heartbeat.Kind.BEAT, seen_at=Now() - timedelta(seconds=59))
    alerts.check_beat(database_now(), UP)
    assert in_force() == []
    Heartbeat.objects.update(seen_at=Now() - timedelta(seconds=61))
    alerts.check_beat(database_now(), timedelta(seconds=59))
    assert in_force() == [], "who has just begun cannot judge"
    alerts.check_beat(database_now(), UP)
    assert in_force() == [("beat_silent", "")]
    Heartbeat.objects.update(seen_at=Now())
    alerts.check(database_now())
    assert in_force() == []


def test_a_beat_that_never_was_is_missed_only_once_mail_waits_for_it() -> None:
    now = database_now()
    alerts.check_beat(now, UP)
    assert in_force() == []
    queue(2, now)
    alerts.check_beat(now, UP)
    assert in_force() == [("beat_silent", "")]
