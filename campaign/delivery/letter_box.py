"""The mailbox that bounces come to where mail leaves by plain SMTP: read every minute, a mail at a time, nothing ever lost.

A mail is taken out of the box only after what it says is committed. What cannot be read, or concerns no mail of ours, goes
into a folder "Unknown", for a person to look at.
"""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

# Our letters are small; of a mail with large attachments the beginning says all we ask for.
LARGEST_MAIL = 1024 * 1024
UNKNOWN = "Unknown"
# Some servers let people make folders only below their inbox (RFC 2342).
IMAP_UNKNOWN = (UNKNOWN, f"INBOX.{UNKNOWN}", f"INBOX/{UNKNOWN}")
TIMEOUT_SECONDS = 20
IMAP_PORT, IMAPS_PORT = 143, 993


class BoxAway(Exception):
    """The mailbox cannot be reached or opened: next minute again."""


class CannotPutAside(Exception):
    """The mail stays where it is."""


class Box(Protocol):
    def keys(self) -> list[str]:
        """The mails in it, oldest first."""

    def read(self, key: str) -> bytes:
        """The first megabyte of one."""

    def remove(self, key: str) -> None: ...

    def put_aside(self, key: str) -> None:
        """Move one to the folder of what is not understood. Raises CannotPutAside."""


@contextmanager
def opened(url: str) -> Iterator[Box]:
    """The box that BOUNCE_URL names. Raises BoxAway, also for what goes wrong while it is open."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "maildir":
            yield MaildirBox(Path(unquote(parts.path)))
            return
        box = ImapBox(parts)
        try:
            yield box
        finally:
            box.close()
    except (imaplib.IMAP4.error, mailbox.Error, OSError) as problem:
        # Without the address: it has the password.
        raise BoxAway(f"{type(problem).__name__}: {problem}") from problem


class MaildirBox:
    """https://cr.yp.to/proto/maildir.html, with subfolders as ".Name"."""

    def __init__(self, path: Path) -> None:
        self._box = mailbox.Maildir(path, create=False)

    def keys(self) -> list[str]:
        return sorted(self._box.keys())  # a name begins with the time

    def read(self, key: str) -> bytes:
        with self._box.get_file(key) as opened_file:
            return opened_file.read(LARGEST_MAIL)

    def remove(self, key: str) -> None:
        self._box.discard(key)

    def put_aside(self, key: str) -> None:
        folder = self._box.add_folder(UNKNOWN)  # as it is, where it is there
        folder.add(self._box.get_bytes(key))
        self._box.discard(key)


class ImapBox:
    """RFC 3501; mails are known by their UIDs, which stay while others are removed."""

    def __init__(self, parts: SplitResult) -> None:
        host = parts.hostname or ""
        if parts.scheme == "imaps":
            context = ssl.create_default_context()
            self._imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                host, parts.port or IMAPS_PORT, ssl_context=context, timeout=TIMEOUT_SECONDS
            )
        else:
            self._imap = imaplib.IMAP4(host, parts.port or IMAP_PORT, timeout=TIMEOUT_SECONDS)
        self._imap.login(unquote(parts.username or ""), unquote(parts.password or ""))
        self._ask("SELECT", *self._imap.select(_quoted(unquote(parts.path.strip("/")) or "INBOX")))

    def keys(self) -> list[str]:
        found = self._uid("SEARCH", "NOT", "DELETED")
        return [uid.decode() for line in found if isinstance(line, bytes) for uid in line.split()]

    def read(self, key: str) -> bytes:
        # PEEK: it stays unread for a person who looks into the box.
        for part in self._uid("FETCH", key, f"(BODY.PEEK[]<0.{LARGEST_MAIL}>)"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return b""

    def remove(self, key: str) -> None:
        self._uid("STORE", key, "+FLAGS.SILENT", r"(\Deleted)")

    def put_aside(self, key: str) -> None:
        for folder in IMAP_UNKNOWN:
            self._imap.create(folder)  # "no" where it is there
            if self._imap.uid("COPY", key, folder)[0] == "OK":
                self.remove(key)
                return
        raise CannotPutAside(f"The server makes no folder {UNKNOWN}.")

    def close(self) -> None:
        """Take out what is marked. If the line is dead, the marks stay and the next minute skips those mails."""
        with suppress(imaplib.IMAP4.error, OSError):
            self._imap.close()
        with suppress(imaplib.IMAP4.error, OSError):
            self._imap.logout()

    def _uid(self, command: str, *arguments: str) -> Sequence[object]:
        return self._ask(command, *self._imap.uid(command, *arguments))

    def _ask(self, command: str, answer: str, data: Sequence[object]) -> Sequence[object]:
        if answer != "OK":
            raise imaplib.IMAP4.error(f"{command}: {answer} {data[:1]!r}")
        return data


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
