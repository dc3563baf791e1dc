"""The parts of a rehearsal by themselves: forms, connections, people, mails, figures, the bar, and the command's refusals."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from campaign.common.client_address import REHEARSAL_HEADER
from campaign.common.postal_codes import clean_postal_code
from campaign.common.progress import Progress
from campaign.common.text import clean_name
from campaign.delivery.services import pause
from campaign.journeys.management.commands import rehearse as command
from campaign.journeys.rehearsal.browser import NoAnswer, Site, Timed
from campaign.journeys.rehearsal.crowd import crowd
from campaign.journeys.rehearsal.mailbox import opened
from campaign.journeys.rehearsal.pages import forms_of
from campaign.journeys.rehearsal.report import Report, latencies, lines_of, percentile
from campaign.journeys.rehearsal.standing import Standing
from tests import stories

PAGE = """
<form action="/language/"><button name="language" value="fr">Français</button></form>
<form method="POST" action="/en/c/peru/#summary">
  <button name="do" value="send">Send</button>
  <input type="hidden" name="token" value="a&amp;b">
  <input type="checkbox" name="recipients" value="1" checked>
  <input type="checkbox" name="recipients" value="2">
  <input type="checkbox" name="newsletter">
  <input name="email"><input name="nameless-value" disabled>
  <input type="reset" name="reset" value="x">
  <textarea name="body">
Dear &lt;you&gt;,

bye</textarea>
  <button name="do" value="restore">Back</button>
</form>
"""


def test_a_form_is_read_as_a_browser_reads_it() -> None:
    language, form = forms_of(PAGE)
    assert (language.method, form.method, form.action) == ("get", "post", "/en/c/peru/")
    assert form.has("email")
    assert not form.has("postal_code")
    assert form.value("body") == "Dear <you>,\n\nbye"


def test_a_box_counts_as_many_people_as_it_stands_for() -> None:
    boxes = PAGE.replace('value="1" checked', 'value="1.*" data-number="48" checked')
    assert forms_of(boxes)[1].ticked_for("recipients") == 48
    assert forms_of(PAGE)[1].ticked_for("recipients") == 1


def test_a_form_is_sent_as_a_browser_sends_it() -> None:
    form = forms_of(PAGE)[1]
    assert form.filled({"email": "ana@mail.example", "token": "forged"}, {}) == [
        ("do", "send"),
        ("token", "a&b"),
        ("recipients", "1"),
        ("email", "ana@mail.example"),
        ("body", "Dear <you>,\r\n\r\nbye"),
    ]
    assert ("newsletter", "on") in form.filled({}, {"newsletter": True})


def test_a_crowd_is_the_same_for_the_same_run_and_nobody_in_it_twice() -> None:
    people = list(crowd("a", 300, ("en", "fr", "es")))
    assert people == list(crowd("a", 300, ("en", "fr", "es")))
    assert len({person.email for person in people}) == 300
    assert len({person.client for person in people}) == 300
    assert people[0].email == "rehearsal-a-1@mail.example"


def test_whoever_speaks_no_language_of_the_campaign_writes_in_its_first() -> None:
    assert {person.language for person in crowd("a", 20, ("fr",))} == {"fr"}


def test_everybody_in_a_crowd_has_a_name_and_a_place_that_the_form_takes() -> None:
    for person in crowd("a", 500, ("en",)):
        assert clean_name(person.first_name, 80)
        assert clean_name(person.last_name, 80)
        assert len(clean_postal_code(person.postal_code)) == 7


class _Handler(BaseHTTPRequestHandler):
    """Keeps a connection for one request only, without telling so: what a server does that was idle for too long."""

    protocol_version = "HTTP/1.1"
    hang_up = True
    seen: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def _answer(self) -> None:
        self.seen.append((self.command, self.path, self.headers[REHEARSAL_HEADER]))
        self.send_response(303 if self.command == "POST" else 200)
        self.send_header("Location", "http://elsewhere.example/en/sent/x/?a=1")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
        self.close_connection = self.hang_up

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    class Handler(_Handler):
        seen: list[tuple[str, str, str]] = []  # noqa: RUF012 - one server, one list

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", Handler.seen
        running.shutdown()
        thread.join()


def test_requests_are_timed_signed_and_survive_a_connection_that_was_closed_meanwhile(
    server: tuple[str, list[tuple[str, str, str]]],
) -> None:
    url, seen = server
    site = Site(url)
    first = site.fetch("page", "/a", "198.18.0.1")
    second = site.fetch("form", "/b", "198.18.0.1", [("name", "Ñ")])
    assert (first.status, first.text) == (200, "ok")
    assert (second.status, second.location) == (303, "/en/sent/x/?a=1")
    assert [(method, path) for method, path, _ in seen] == [("GET", "/a"), ("POST", "/b")]
    assert all(signed.startswith("198.18.0.1.") for _, _, signed in seen)
    assert [(timed.kind, timed.status) for timed in site.log] == [("page", 200), ("form", 303)]


def test_a_port_where_nobody_listens_is_no_answer() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        with pytest.raises(NoAnswer, match="ConnectionRefusedError"):
            Site(f"http://127.0.0.1:{reserved.getsockname()[1]}").fetch("page", "/", "198.18.0.1")


def test_a_confirmation_mail_gives_its_address_and_its_link() -> None:
    raw = (
        b"To: =?utf-8?q?H=C3=A9l=C3=A8ne?= <helene@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Please confirm:\r\n\r\nhttp://localhost:8000/fr/confirm/abc_-1/\r\n\r\nBye\r\n"
    )
    assert opened(raw) == ("helene@mail.example", "http://localhost:8000/fr/confirm/abc_-1/")
    assert opened(b"To: a@mail.example\r\n\r\nNothing here.\r\n") == ("a@mail.example", "")


@pytest.mark.parametrize(("rank", "value"), [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1)])
def test_a_percentile_is_the_nearest_rank(rank: int, value: int) -> None:
    assert percentile(range(1, 101), rank) == value


def test_a_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 99) == 7.0


def test_latencies_come_in_the_order_of_a_supporters_minute_and_leave_checks_out() -> None:
    log = [Timed("receipt", 0.2, 200), Timed("check", 9.0, 200), Timed("form", 0.1, 303)]
    assert [(one.request, one.count, one.p50_ms) for one in latencies(log)] == [
        ("form", 1, 100.0),
        ("receipt", 1, 200.0),
    ]


def report(*disagreements: str) -> Report:
    return Report("rehearsal-x", 2, 2, 2, 10, 10, 0, 0, 0, 1.0, 10.0, (), (), disagreements)


def test_a_report_says_that_all_agrees_or_names_each_difference() -> None:
    assert "all totals agree" in list(lines_of(report()))
    lines = list(lines_of(report("Letters: 10 asked for, 9 accepted.")))
    assert "Letters: 10 asked for, 9 accepted." in lines
    assert "all totals agree" not in lines
    assert lines[-1].startswith("The copy rehearsal-x is closed")


class Stream(StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def write(self, text: str, /, *, ending: str = "") -> int:
        return super().write(text + ending)


HALF_WAY = Standing(supporters=100, submitted=100, confirmed=50, letters=250, ended=0)


def test_on_a_terminal_a_bar_moves_on_one_line() -> None:
    stream = Stream(terminal=True)
    progress = Progress(stream)
    progress.show(HALF_WAY)
    progress.show(Standing(100, 100, 100, 500, 500))
    progress.done()
    text = stream.getvalue()
    assert "[######......] 100/100 written, 50 confirmed, 0 letters" in text
    assert "[############] 100/100 written, 100 confirmed, 500 letters" in text
    assert text.count("\n") == 1
    assert all(len(line) < 80 for line in text.split("\r"))


def test_elsewhere_a_plain_line_comes_every_five_seconds_at_most_and_only_with_news() -> None:
    stream, now = Stream(terminal=False), 0.0
    progress = Progress(stream, lambda: now)
    for now in (1.0, 6.0, 12.0, 18.0):  # noqa: B007 - the clock above reads it
        progress.show(HALF_WAY)
    now = 24.0
    progress.show(replace(HALF_WAY, next_try=stories.NOW))
    progress.done()
    assert stream.getvalue().splitlines() == [
        "100/100 written, 50 confirmed, 0 letters",
        "100/100 written, 50 confirmed, 0 letters; next try 07:00",
    ]


def rehearse(*options: str) -> None:
    call_command("rehearse", "--campaign", "peaceful-protest", *options, stdout=StringIO(), stderr=StringIO())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "There is no campaign peaceful-protest"),
        (("--supporters", "0"), "more than 0"),
        (("--supporters", "many"), "many is no number"),
        (("--rate", "-1"), "more than 0"),
        (("--url", "localhost"), "is no address"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(options: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        rehearse(*options)


@pytest.mark.django_db
def test_the_command_refuses_live_mode(settings: Settings) -> None:
    settings.DELIVERY_MODE = "live"
    stories.open_campaign()
    with pytest.raises(CommandError, match="sandbox mode only") as refusal:
        rehearse()
    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_the_command_says_when_sending_is_paused() -> None:
    stories.open_campaign()
    pause(stories.admin(), "", stories.NOW)
    with pytest.raises(CommandError, match="paused"):
        rehearse()


@pytest.mark.django_db
def test_the_command_says_in_one_line_that_no_service_answers() -> None:
    stories.open_campaign()
    with pytest.raises(CommandError, match="No service answers") as refusal:
        rehearse("--url", "http://127.0.0.1:1/")
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)


@pytest.mark.django_db
def test_the_command_ends_with_an_error_exactly_where_totals_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    stories.open_campaign()
    monkeypatch.setattr(command, "rehearse", lambda plan, show: report())
    rehearse()
    monkeypatch.setattr(command, "rehearse", lambda plan, show: report("Letters differ."))
    with pytest.raises(CommandError, match="do not agree") as failure:
        rehearse()
    assert failure.value.returncode == 1


@pytest.mark.django_db
def test_with_json_standard_output_is_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    stories.open_campaign()
    monkeypatch.setattr(command, "rehearse", lambda plan, show: report())
    out = StringIO()
    call_command("rehearse", "--campaign", "peaceful-protest", "--json", stdout=out, stderr=StringIO())
    document = json.loads(out.getvalue())
    assert document["agrees"] is True
    assert document["letters_accepted"] == 10
