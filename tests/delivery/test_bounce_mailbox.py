"""The mailbox that bounces come to, as a folder and behind a real IMAP server: emptied mail by mail, and nothing is lost."""

from collections import Counter
from collections.abc import Iterator
from mailbox import Maildir
from pathlib import Path
from unittest import mock

import pytest
from django.db import DataError, OperationalError, connections
from django.utils import timezone
from pytest_django import Settings

from campaign.delivery import bounce_mail, letter_box, tasks
from campaign.delivery.bounce_mail import empty
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.states import State
from tests import imap_server as imap
from tests.delivery.reported import payload, sent_letter, state_of

pytestmark = pytest.mark.django_db(transaction=True)


class Place:
    """A mailbox: its BOUNCE_URL, and its files."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def put(self, raw: bytes) -> None:
        Maildir(self.folder).add(raw)

    def waiting(self) -> list[bytes]:
        return self._mails(self.folder)

    def put_aside(self) -> list[bytes]:
        return self._mails(self.folder / ".Unknown") if (self.folder / ".Unknown").is_dir() else []

    def _mails(self, folder: Path) -> list[bytes]:
        box = Maildir(folder, create=False)
        return [box.get_bytes(key) for key in sorted(box.keys())]


@pytest.fixture(scope="module")
def server() -> Iterator[imap.ImapServer]:
    if imap.DOVECOT is None:
        pytest.skip("Dovecot is not installed: on Debian, apt-get install dovecot-imapd")
    with imap.imap_server() as running:
        yield running


@pytest.fixture(params=["maildir", "imap"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "maildir":
        Maildir(tmp_path / "box")
        return Place(f"maildir://{tmp_path}/box", tmp_path / "box")
    server: imap.ImapServer = request.getfixturevalue("server")
    for folder in (server.folder / "Maildir", server.folder / "Maildir" / ".Unknown"):
        if folder.is_dir():
            Maildir(folder).clear()
    return Place(server.url, server.folder / "Maildir")


def emptied(place: Place) -> Counter[str]:
    return empty(place.url, timezone.now())


def test_a_bounce_moves_its_mail_and_leaves_the_box(place: Place) -> None:
    letter = sent_letter(reference="")
    place.put(payload("postfix_unknown.eml", letter))
    assert emptied(place) == {"understood": 1}
    assert state_of(letter) == State.BOUNCED
    assert (place.waiting(), place.put_aside()) == ([], [])
    assert emptied(place) == {}


def test_an_answer_is_passed_on_and_leaves_the_box(place: Place) -> None:
    letter = sent_letter(reference="")
    place.put(payload("answer_automatic.eml", letter))
    assert emptied(place) == {"understood": 1}
    assert OutgoingMail.objects.get(kind=Kind.REPLY).participation == letter.participation
    assert place.waiting() == []


def test_what_is_not_understood_is_kept_aside_whole_and_stops_nothing(place: Place) -> None:
    letter = sent_letter(reference="")
    forged = payload(
        "postfix_unknown.eml", letter, SENDER="bounce+1.000000000000@dearminister.example", MESSAGE_ID="<x>"
    )
    junk = b"Subject: =?x?b?\xff?=\n\n\xff\xfe not mail at all\n"
    for raw in (forged, junk, payload("server_without_status.eml", letter), payload("postfix_unknown.eml", letter)):
        place.put(raw)
    assert emptied(place) == {"put aside": 3, "understood": 1}
    assert state_of(letter) == State.BOUNCED
    assert place.waiting() == []
    assert {raw.replace(b"\r\n", b"\n") for raw in place.put_aside()} >= {forged, junk}
    place.put(junk)
    assert emptied(place) == {"put aside": 1}
    assert len(place.put_aside()) == 4


def test_where_folders_must_lie_below_the_inbox_they_do() -> None:
    if imap.DOVECOT is None:
        pytest.skip("Dovecot is not installed: on Debian, apt-get install dovecot-imapd")
    with imap.imap_server(prefix="INBOX.") as server:
        place = Place(server.url, server.folder / "Maildir")
        place.put(b"Subject: x\n\n")
        assert emptied(place) == {"put aside": 1}
        assert len(place.put_aside()) == 1


def test_what_cannot_be_put_aside_stays_and_stops_nothing(place: Place) -> None:
    letter = sent_letter(reference="")
    place.put(b"Subject: x\n\n")
    place.put(payload("postfix_unknown.eml", letter))
    kind = letter_box.MaildirBox if place.url.startswith("maildir") else letter_box.ImapBox
    with mock.patch.object(kind, "put_aside", side_effect=letter_box.CannotPutAside("full")):
        assert emptied(place) == {"left": 1, "understood": 1}
    assert len(place.waiting()) == 1


def test_a_persons_second_answer_is_kept_aside(place: Place) -> None:
    letter = sent_letter(reference="")
    for _ in range(2):
        place.put(payload("answer_person.eml", letter))
    assert emptied(place) == {"understood": 1, "put aside": 1}


def test_while_the_database_is_away_everything_stays_in_the_box(place: Place) -> None:
    letter = sent_letter(reference="")
    place.put(payload("postfix_unknown.eml", letter))
    with (
        mock.patch.object(bounce_mail, "record", side_effect=OperationalError("gone")),
        pytest.raises(OperationalError),
    ):
        emptied(place)
    assert len(place.waiting()) == 1
    assert emptied(place) == {"understood": 1}
    assert state_of(letter) == State.BOUNCED


def test_a_mail_that_the_database_cannot_take_is_kept_aside(place: Place) -> None:
    letter = sent_letter(reference="")
    place.put(payload("postfix_unknown.eml", letter))
    with mock.patch.object(bounce_mail, "record", side_effect=DataError("odd")):
        assert emptied(place) == {"put aside": 1}
    assert state_of(letter) == State.ACCEPTED


def test_a_line_that_breaks_before_the_removal_changes_nothing_twice(place: Place) -> None:
    letter = sent_letter(reference="")
    place.put(payload("answer_automatic.eml", letter))
    kind = letter_box.MaildirBox if place.url.startswith("maildir") else letter_box.ImapBox
    with mock.patch.object(kind, "remove", side_effect=ConnectionResetError("gone")):
        assert emptied(place) == {}
    assert len(place.waiting()) == 1
    assert emptied(place) == {"understood": 1}
    assert OutgoingMail.objects.filter(kind=Kind.REPLY).count() == 1


def test_of_a_large_mail_the_beginning_is_enough(place: Place) -> None:
    letter = sent_letter(reference="")
    place.put(payload("postfix_unknown.eml", letter) + b"x" * 3 * letter_box.LARGEST_MAIL)
    assert emptied(place) == {"understood": 1}
    assert state_of(letter) == State.BOUNCED


def test_many_are_read_in_one_go_and_what_is_left_over_time_waits(place: Place) -> None:
    letter = sent_letter(reference="")
    for _ in range(20):
        place.put(payload("postfix_delayed.eml", letter))
    ticks = iter(range(0, 10_000, 5))
    first = empty(place.url, timezone.now(), clock=lambda: float(next(ticks)))
    assert 0 < first["understood"] < 20
    assert len(place.waiting()) == 20 - first["understood"]
    assert emptied(place)["understood"] == 20 - first["understood"]


def test_while_one_reads_another_does_nothing(place: Place) -> None:
    place.put(b"Subject: x\n\n")
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [bounce_mail.LOCK])
        assert emptied(place) == {}
        with other.cursor() as cursor:  # by itself the server would let it go a little after the connection ends
            cursor.execute("SELECT pg_advisory_unlock(%s)", [bounce_mail.LOCK])
    finally:
        other.close()
    assert emptied(place) == {"put aside": 1}


@pytest.mark.parametrize(
    "url",
    ["maildir:///no/such/folder", "imap://user:secret-word@127.0.0.1:1/INBOX", "imaps://user:secret-word@127.0.0.1:1/"],
)
def test_a_box_that_is_away_is_only_logged_without_its_password(url: str, caplog: pytest.LogCaptureFixture) -> None:
    assert empty(url, timezone.now()) == {}
    assert "cannot be read" in caplog.text
    assert "secret-word" not in caplog.text


@pytest.mark.parametrize(
    ("old", "new"), [("/INBOX", "/No-Such"), ("p%40ss", "wrong")], ids=["no such folder", "wrong password"]
)
def test_an_imap_server_that_refuses_is_only_logged(
    server: imap.ImapServer, old: str, new: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert empty(server.url.replace(old, new), timezone.now()) == {}
    assert "cannot be read" in caplog.text


def test_the_clock_empties_the_box_that_the_settings_name(settings: Settings, place: Place) -> None:
    letter = sent_letter(reference="")
    place.put(payload("postfix_unknown.eml", letter))
    settings.BOUNCE_URL = ""
    tasks.read_bounces()
    assert state_of(letter) == State.ACCEPTED
    settings.BOUNCE_URL = place.url
    tasks.read_bounces()
    assert state_of(letter) == State.BOUNCED
    assert settings.CELERY_BEAT_SCHEDULE["bounces"]["task"] == tasks.read_bounces.name
