"""Sessions with mail servers that are odd, half broken or set up wrongly: whose fault it is decides what becomes of the letter.

The server speaks from a script, so that every phase of RFC 5321 can go wrong, those before the envelope included.
"""

import socketserver
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

import pytest

from campaign.delivery.composing import Composed, Mailbox
from campaign.delivery.provider import Message, Outcome, ProviderDown, ProviderStopped, SmtpProvider, as_message

GOOD = {
    "GREETING": "220 smtp.example",
    "EHLO": "250 smtp.example",
    "HELO": "250 smtp.example",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go on",
    "CONTENT": "250 OK",
    "RSET": "250 OK",
    "QUIT": "221 Bye",
}
DROP = ""
PIPELINING = "250-smtp.example\r\n250 PIPELINING"
Script = Mapping[str, list[str]]  # by phase: the answers of the first times, the last one for all later times


@pytest.fixture(autouse=True, params=[GOOD["EHLO"], PIPELINING], ids=["one by one", "pipelined"])
def _greeting(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the server takes several commands at once (RFC 2920) must change nothing of what becomes of a letter."""
    monkeypatch.setitem(GOOD, "EHLO", request.param)


class Session(socketserver.StreamRequestHandler):
    """One connection. As real servers do, it refuses a second MAIL within one transaction, and a RCPT without MAIL."""

    server: "ScriptedServer"

    def handle(self) -> None:
        in_mail = False
        if not self._say("GREETING"):
            return
        while line := self.rfile.readline():
            verb = line.decode("ascii").split()[0].upper()
            if verb == "MAIL" and in_mail:
                self.wfile.write(b"503 5.5.1 nested MAIL command\r\n")
                continue
            if verb == "RCPT" and not in_mail:
                self.wfile.write(b"503 5.5.1 Need MAIL command\r\n")
                continue
            if not (answer := self._say(verb)) or verb == "QUIT":
                return
            in_mail = (in_mail or (verb == "MAIL" and answer.startswith("2"))) and verb not in ("RSET", "EHLO", "HELO")
            if answer.startswith("354"):
                in_mail = False
                self.server.contents.append(self._content())
                if not self._say("CONTENT"):
                    return

    def _say(self, phase: str) -> str:
        answer = self.server.answer(phase)
        if answer:
            self.wfile.write(answer.encode("latin-1") + b"\r\n")
        return answer

    def _content(self) -> bytes:
        return b"".join(iter(self.rfile.readline, b".\r\n"))


class ScriptedServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self._script = script
        self._seen: Counter[str] = Counter()
        self.contents: list[bytes] = []

    def answer(self, phase: str) -> str:
        self._seen[phase] += 1
        answers = self._script.get(phase, [])
        return answers[min(self._seen[phase], len(answers)) - 1] if answers else GOOD[phase]


@contextmanager
def speaking(user: str = "", /, **script: list[str]) -> Iterator[tuple[SmtpProvider, ScriptedServer]]:
    with ScriptedServer(script) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        config = {
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": server.server_address[1],
            "EMAIL_HOST_USER": user,
            "EMAIL_HOST_PASSWORD": user and "secret",
        }
        provider = SmtpProvider(config)
        yield provider, server
        provider.close()
        server.shutdown()


def a_mail(text: str = "Hello\n") -> Message:
    return as_message(
        Composed(
            outbox_id=7,
            kind="letter",
            envelope_from="bounce+7.abc@act.example",
            sender=Mailbox("Ana Quispe", "action@act.example"),
            to=Mailbox("Nina Minister", "nina@mail.example"),
            reply_to=None,
            subject="Hello",
            text=text,
            html="",
            message_id="<mail.7.abc@act.example>",
            stays_here=False,
        )
    )


@pytest.mark.parametrize("answer", ["550 5.7.1 Go away", "421 4.3.2 Too busy", DROP])
def test_a_server_that_does_not_greet_us_back_has_tried_no_letter(answer: str) -> None:
    with speaking(EHLO=[answer], HELO=[answer]) as (provider, _), pytest.raises(ProviderDown):
        provider.send(a_mail())


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    "answer", ["530 5.7.0 Authentication required", "535 5.7.8 Wrong password", "538 5.7.11 Encryption required"]
)
def test_a_server_that_wants_a_login_first_costs_no_letter_its_life(phase: str, answer: str) -> None:
    with speaking(**{phase: [answer]}) as (provider, _), pytest.raises(ProviderStopped, match=answer):
        provider.send(a_mail())


@pytest.mark.parametrize("answer", ["535 5.7.8 Wrong password", "534 5.7.9 Mechanism too weak"])
def test_a_wrong_login_is_for_staff_to_mend(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GOOD, "EHLO", "250-smtp.example\r\n250 AUTH PLAIN")
    with speaking("action", AUTH=[answer]) as (provider, _), pytest.raises(ProviderStopped, match=answer[:3]):
        provider.open()


def test_a_server_without_the_login_that_the_settings_ask_for_is_for_staff_to_mend() -> None:
    with speaking("action") as (provider, _), pytest.raises(ProviderStopped, match="AUTH"):
        provider.open()


def test_a_login_refused_for_now_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GOOD, "EHLO", "250-smtp.example\r\n250 AUTH PLAIN")
    with speaking("action", AUTH=["454 4.7.0 Later"]) as (provider, _), pytest.raises(ProviderDown) as caught:
        provider.open()
    assert not isinstance(caught.value, ProviderStopped)


@pytest.mark.parametrize("answer", ["550 5.7.1 Sender not allowed", "554 5.1.8 Sender's domain not found"])
def test_a_refusal_of_our_own_address_is_our_fault_and_not_the_end_of_a_letter(answer: str) -> None:
    with speaking(MAIL=[answer]) as (provider, _):
        assert provider.send(a_mail()).outcome is Outcome.TEMPORARY


@pytest.mark.parametrize("answer", ["451 4.3.0 Later", "554 5.7.1 Refused by policy"])
def test_a_letter_refused_just_before_its_content_does_not_spoil_the_next(answer: str) -> None:
    with speaking(DATA=[answer, GOOD["DATA"]]) as (provider, server):
        assert provider.send(a_mail()).outcome is not Outcome.ACCEPTED
        assert provider.send(a_mail()).outcome is Outcome.ACCEPTED
        assert len(server.contents) == 1


def test_a_connection_that_breaks_before_the_content_was_asked_for_leaves_no_doubt() -> None:
    with speaking(DATA=[DROP, GOOD["DATA"]]) as (provider, server):
        assert provider.send(a_mail()).outcome is Outcome.TEMPORARY
        assert provider.send(a_mail()).outcome is Outcome.ACCEPTED
        assert len(server.contents) == 1


def test_a_connection_that_breaks_after_the_content_leaves_a_doubt() -> None:
    with speaking(CONTENT=[DROP]) as (provider, _):
        assert provider.send(a_mail()).outcome is Outcome.UNCERTAIN


@pytest.mark.parametrize("answer", ["251 2.1.5 Will forward", "200 Fine", "299 Queued for good"])
def test_any_yes_after_the_content_is_a_yes(answer: str) -> None:
    with speaking(CONTENT=[answer]) as (provider, _):
        assert provider.send(a_mail()).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("answer", ["Hello?", "354 Go on", "250 OK " + "x" * 9000])
def test_an_answer_after_the_content_that_nobody_understands_leaves_a_doubt(answer: str) -> None:
    with speaking(CONTENT=[answer]) as (provider, _):
        assert provider.send(a_mail()).outcome is Outcome.UNCERTAIN


@pytest.mark.parametrize("phase", ["MAIL", "RCPT"])
@pytest.mark.parametrize("answer", ["Hello?", "550 " + "x" * 9000])
def test_an_answer_before_the_content_that_nobody_understands_is_asked_for_again_later(phase: str, answer: str) -> None:
    with speaking(**{phase: [answer]}) as (provider, _):
        assert provider.send(a_mail()).outcome is Outcome.TEMPORARY


@pytest.mark.parametrize("text", [".\n", "..\n.a\n", "One\n.\nQUIT\n", "a\n.\n.\n", "x" * 2000 + "\n."])
def test_dots_and_long_lines_arrive_as_they_left(text: str) -> None:
    with speaking() as (provider, server):
        mail = a_mail(text)
        assert provider.send(mail).outcome is Outcome.ACCEPTED
        (arrived,) = server.contents
    undotted = b"".join(line[1:] if line.startswith(b".") else line for line in arrived.splitlines(keepends=True))
    assert undotted.rstrip() == mail.raw.rstrip()


@pytest.mark.parametrize("answer", ["550 5.7.1 Not you", "451 4.3.0 Later"])
def test_a_refused_sender_does_not_spoil_the_next_letter(answer: str) -> None:
    with speaking(MAIL=[answer, GOOD["MAIL"]]) as (provider, server):
        refused = provider.send(a_mail())
        assert (refused.outcome, refused.reason) == (Outcome.TEMPORARY, answer)
        assert provider.send(a_mail()).outcome is Outcome.ACCEPTED
        assert len(server.contents) == 1


@pytest.mark.parametrize("answer", ["550 5.1.1 No such user", "450 4.2.1 Later"])
def test_a_refused_recipient_does_not_spoil_the_next_letter(answer: str) -> None:
    with speaking(RCPT=[answer, GOOD["RCPT"]]) as (provider, server):
        assert provider.send(a_mail()).reason == answer
        assert provider.send(a_mail()).outcome is Outcome.ACCEPTED
        assert len(server.contents) == 1
