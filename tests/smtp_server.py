"""A real SMTP server in a process of its own, which keeps what it receives and misbehaves exactly as it is told.

`python -m tests.smtp_server FOLDER [--port N] [--fault PHASE:WHICH:WHAT]...` prints its port, then writes every mail
it takes to FOLDER/mails.jsonl before it answers 250. It ends when its standard input does, so it outlives no test.

A fault is three words: in which phase, to whom, and what happens.

    PHASE   connect (the greeting), mail (MAIL FROM), rcpt (RCPT TO), data (after the content was sent)
    WHICH   5 (the fifth), 5- (the fifth and all that follow), or the address of a recipient (rcpt and data)
    WHAT    an answer such as "552 5.2.2 Mailbox full" ("421 ..." also closes the connection), "wait 3" (seconds, then
            go on), "drop" (close without a word, nothing kept), or "keep-drop" (keep the mail, close without a word)

The first fault that fits is the one that happens; phases are counted over all connections.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO, Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MAILS = "mails.jsonl"
TAKEN = "250 OK"
# What a handler returns to let aiosmtpd give its own answer.
GO_ON = ""


@dataclass(frozen=True)
class Received:
    """One mail as the server took it: the envelope, the bytes, and over which of its connections it came, from 1."""

    connection: int
    envelope_from: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=MAIL_POLICY)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass(frozen=True)
class SmtpServer:
    """A running server: where it listens, and what it has taken so far."""

    port: int
    folder: Path
    process: "subprocess.Popen[str]"

    @property
    def url(self) -> str:
        """The value of EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def received(self) -> list[Received]:
        """Every mail taken, in order. A mail whose sender has heard "250" is in it: there is nothing to wait for."""
        path = self.folder / MAILS
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
        return [_received(json.loads(line)) for line in lines]

    def kill(self) -> None:
        """As `kill -9`: connections break, nothing more is kept."""
        self.process.kill()
        self.process.wait()


def _received(row: dict[str, Any]) -> Received:
    return Received(row["connection"], row["envelope_from"], tuple(row["recipients"]), b64decode(row["raw"]))


@contextmanager
def smtp_server(folder: Path, *faults: str, port: int = 0) -> Iterator[SmtpServer]:
    """A server for the length of a block. The folder may hold the mails of one before: then they are continued."""
    options = [option for fault in faults for option in ("--fault", fault)]
    command = [sys.executable, "-m", "tests.smtp_server", str(folder), "--port", str(port), *options]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the SMTP server did not start; its words stand above"
        try:
            yield SmtpServer(int(line), folder, process)
        finally:
            process.kill()


@dataclass(frozen=True)
class Fault:
    phase: str
    which: str
    what: str

    def fits(self, phase: str, number: int, recipients: Sequence[str]) -> bool:
        if phase != self.phase:
            return False
        if "@" in self.which:
            return self.which in recipients
        first, dash, _ = self.which.partition("-")
        return number >= int(first) if dash else number == int(first)


def parse_fault(text: str) -> Fault:
    phase, which, what = text.split(":", 2)
    if phase not in ("connect", "mail", "rcpt", "data"):
        raise ValueError(f"no such phase: {phase}")
    return Fault(phase, which, what)


class Dropped(Exception):
    """The connection is to be closed without an answer."""


class Handler:
    """Keeps mails and carries out the faults; one for all connections."""

    def __init__(self, folder: Path, faults: Sequence[Fault]) -> None:
        self._file: IO[str] = (folder / MAILS).open("a", encoding="ascii")
        self._faults = faults
        self._seen: Counter[str] = Counter()

    async def meet(self, phase: str, recipients: Sequence[str] = ()) -> str:
        """What happens now: an answer, GO_ON, "keep-drop", or Dropped."""
        self._seen[phase] += 1
        number = self._seen[phase]
        what = next((fault.what for fault in self._faults if fault.fits(phase, number, recipients)), GO_ON)
        if what == "drop":
            raise Dropped
        if what.startswith("wait "):
            await asyncio.sleep(float(what.removeprefix("wait ")))
            return GO_ON
        return what

    async def handle_MAIL(
        self, server: "FaultySMTP", session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = await self._answer(server, "mail")
        if answer == GO_ON:
            envelope.mail_from = address
        return answer or TAKEN

    async def handle_RCPT(
        self, server: "FaultySMTP", session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = await self._answer(server, "rcpt", (address,))
        if answer == GO_ON:
            envelope.rcpt_tos.append(address)
        return answer or TAKEN

    async def handle_DATA(self, server: "FaultySMTP", session: Session, envelope: Envelope) -> str:
        answer = await self._answer(server, "data", envelope.rcpt_tos)
        if answer not in (GO_ON, "keep-drop"):
            return answer
        self._keep(server.number, envelope)
        if answer == "keep-drop":
            _close(server)
        return TAKEN

    async def _answer(self, server: SMTP, phase: str, recipients: Sequence[str] = ()) -> str:
        try:
            answer = await self.meet(phase, recipients)
        except Dropped:
            _close(server)
            return "421 nobody hears this"
        if answer.startswith("421"):
            await server.push(answer)
            _close(server)
        return answer

    def _keep(self, connection: int, envelope: Envelope) -> None:
        content = envelope.original_content
        assert content is not None
        row = {
            "connection": connection,
            "envelope_from": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "raw": b64encode(content).decode("ascii"),
        }
        self._file.write(json.dumps(row) + "\n")
        self._file.flush()


def _close(server: SMTP) -> None:
    """What was written before still goes out; what is written after goes nowhere."""
    assert server.transport is not None
    server.transport.close()


class FaultySMTP(SMTP):
    """aiosmtpd's server for one connection, which may also misbehave before its greeting."""

    def __init__(self, handler: Handler, number: int) -> None:
        super().__init__(handler, hostname="smtp.example", ident="tests")
        self.number = number
        self._meet = partial(handler.meet, "connect")

    async def _handle_client(self) -> None:
        try:
            answer = await self._meet()
        except Dropped:
            _close(self)
            return
        if answer:
            await self.push(answer)
            _close(self)
            return
        await super()._handle_client()


async def serve(folder: Path, port: int, faults: Sequence[Fault]) -> None:
    """Print the port and serve until standard input ends."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = Handler(folder, faults)
    loop = asyncio.get_running_loop()
    numbers = count(1)
    server = await loop.create_server(lambda: FaultySMTP(handler, next(numbers)), "127.0.0.1", port)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fault", type=parse_fault, action="append", default=[])
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.folder, arguments.port, arguments.fault))
