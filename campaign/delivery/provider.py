"""The only way out: a composed mail is handed to the sandbox or to an SMTP server, and the answer becomes a receipt.

Nothing else in the program may speak to a mail server. What the provider refused for good, for now, or left in doubt
is told apart here, so that the rest of the house knows only the words accepted, temporary, permanent and uncertain.
"""

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from ipaddress import ip_address
from typing import Any, Protocol

import environ
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from campaign.common.text import header_safe
from campaign.delivery.composing import Composed
from campaign.delivery.mime import as_bytes
from campaign.delivery.models import SandboxMail
from campaign.delivery.policy import PROVIDER_TIMEOUT_SECONDS


class Outcome(Enum):
    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Receipt:
    """What became of one mail at the provider, with its own words for it."""

    outcome: Outcome
    reason: str = ""
    reference: str = ""
    retry_after: timedelta | None = None
    of_provider: bool = False


@dataclass(frozen=True)
class Message:
    """A composed mail and the bytes of it that travel."""

    mail: Composed
    raw: bytes


def as_message(mail: Composed) -> Message:
    """Raises ValueError when the mail has a header that would not stay one header."""
    return Message(mail, as_bytes(mail))


class ProviderDown(Exception):
    """The provider could not be reached or let us in: no mail was tried."""


class ProviderStopped(ProviderDown):
    """The provider turned us away: no mail was tried."""


class Provider(Protocol):
    name: str
    idempotent: bool

    def open(self) -> None:
        """Get ready for several mails. Raises ProviderDown."""

    def send(self, message: Message) -> Receipt:
        """Hand over one mail. Every answer is a receipt; raises only ProviderDown, when the mail was not tried."""

    def close(self) -> None: ...


def current_provider() -> Provider:
    """What the settings name: the sandbox, or in live mode the server of EMAIL_URL."""
    if settings.DELIVERY_MODE == "sandbox":
        return SandboxProvider()
    return SmtpProvider(environ.Env.email_url_config(settings.EMAIL_URL))


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class SandboxProvider:
    """Keeps every mail in the database, where it is read at /sandbox/."""

    name = "sandbox"
    idempotent = False

    def open(self) -> None:
        """Nothing to open."""

    def send(self, message: Message) -> Receipt:
        mail = message.mail
        SandboxMail.objects.create(
            outgoing_id=mail.outbox_id,
            kind=mail.kind,
            envelope_from=mail.envelope_from,
            sender=f"{mail.sender.name} <{mail.sender.address}>",
            to=mail.to.address,
            subject=mail.subject,
            raw=message.raw,
        )
        return Receipt(Outcome.ACCEPTED)

    def close(self) -> None:
        """Nothing to close."""


COMPLETED, GO_AHEAD = 250, 354  # RFC 5321 4.2.3
SERVICE_CLOSING = 421  # RFC 5321 3.8: the server closes the channel after this answer


class _PhasedSMTP(smtplib.SMTP):
    """Remembers whether the mail's content was begun to be sent: a drop before is harmless, after it is uncertain."""

    content_begun = False
    _recipient = ""
    _recipient_named = False

    def hand_over(self, sender: str, recipient: str, raw: bytes) -> None:
        """One mail to one address; raises what `sendmail` raises."""
        self._recipient = recipient
        self.sendmail(sender, [recipient], raw)

    def mail(self, sender: str, options: Any = ()) -> tuple[int, bytes]:
        """The sender and, where the server takes several commands at once (RFC 2920), the recipient in the same packet."""
        self.content_begun = False
        # Our addresses are bare and checked; smtplib would parse each twice, half of its time.
        command = " ".join((f"MAIL FROM:<{sender}>", *options))
        self._recipient_named = self.has_extn("pipelining")
        if not self._recipient_named:
            self.putcmd(command)
            return self.getreply()
        self.send(f"{command}{smtplib.CRLF}RCPT TO:<{header_safe(self._recipient)}>{smtplib.CRLF}")
        code, answer = self.getreply()
        if code not in (COMPLETED, SERVICE_CLOSING):
            self.getreply()  # a recipient without a sender is refused as well; its answer must not be taken for another
        return code, answer

    def rcpt(self, recip: str, options: Any = ()) -> tuple[int, bytes]:
        if not self._recipient_named:
            self.putcmd(f"RCPT TO:<{recip}>")
        return self.getreply()

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            code, answer = super().data(msg)
        except smtplib.SMTPDataError:
            # The command itself was refused. smtplib leaves the mail open then, so the next one would be "nested".
            with suppress(smtplib.SMTPServerDisconnected):
                self.rset()
            raise
        if 200 <= code < 300:
            return COMPLETED, answer  # any 2yz is a yes (RFC 5321 4.2.1); smtplib takes 250 alone
        return code, answer

    def getreply(self) -> tuple[int, bytes]:
        """An answer that is none (no code, endless, out of turn) breaks the session: what comes next would fit nothing."""
        try:
            code, answer = super().getreply()
        except smtplib.SMTPResponseException as error:
            raise smtplib.SMTPServerDisconnected(str(error)) from error
        if code < 0 or (code == GO_AHEAD and self.content_begun):
            self.close()
            raise smtplib.SMTPServerDisconnected(f"not an answer: {answer[:100]!r}")
        if code == GO_AHEAD:
            self.content_begun = True
        return code, answer


class _PhasedSMTPOverTLS(_PhasedSMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class _Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _PhasedSMTPOverTLS if self.use_ssl else _PhasedSMTP


# A server may close an idle connection, or one that carried its share of mails: nothing was tried, so try a new one.
_CLOSED_MEANWHILE = Receipt(Outcome.TEMPORARY, "The server closed the connection before it took the mail.")


class SmtpProvider:
    """One open connection to an SMTP server, opened again when the server closed it between two mails."""

    name = "smtp"
    idempotent = False

    def __init__(self, config: dict[str, Any]) -> None:
        self._host = str(config["EMAIL_HOST"])
        self._backend = _Backend(
            host=self._host,
            port=config["EMAIL_PORT"],
            username=config["EMAIL_HOST_USER"] or "",
            password=config["EMAIL_HOST_PASSWORD"] or "",
            use_tls=config.get("EMAIL_USE_TLS", False),
            use_ssl=config.get("EMAIL_USE_SSL", False),
            timeout=PROVIDER_TIMEOUT_SECONDS,
        )

    def open(self) -> None:
        try:
            self._backend.open()
            if self._backend.connection is not None:
                # Within the first mail, a server that turns us away here would seem to refuse that mail.
                self._backend.connection.ehlo_or_helo_if_needed()
        except OSError as error:
            self._forget()
            raise ProviderDown(f"{self._host}: {_words(error)}") from error

    def send(self, message: Message) -> Receipt:
        if message.mail.stays_here and not is_loopback(self._host):
            return Receipt(Outcome.PERMANENT, "A demo's letters never leave this machine.")
        if self._backend.connection is not None and (receipt := self._try(message)) is not _CLOSED_MEANWHILE:
            return receipt
        self.open()
        return self._try(message)

    def _try(self, message: Message) -> Receipt:
        mail, connection = message.mail, self._backend.connection
        assert isinstance(connection, _PhasedSMTP)  # noqa: S101 - the caller opened it
        try:
            connection.hand_over(mail.envelope_from, mail.to.address, message.raw)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            return self._refused(error)
        except OSError as error:  # timeouts, resets, and smtplib's own SMTPServerDisconnected
            return self._dropped(error)
        return Receipt(Outcome.ACCEPTED)

    def close(self) -> None:
        try:
            self._backend.close()
        except OSError:
            self._forget()  # every answer was recorded; a server that is rude at parting changes nothing

    def _refused(self, error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused) -> Receipt:
        answer: bytes | str
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code, answer = next(iter(error.recipients.values()))
        else:
            code, answer = error.smtp_code, error.smtp_error
        if code == SERVICE_CLOSING:
            self._forget()
        reason = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
        # Who refuses the envelope sender refuses us, not this letter: staff mend the settings, and the letters leave then.
        ours = isinstance(error, smtplib.SMTPSenderRefused)
        return Receipt(Outcome.PERMANENT if is_permanent(code, reason) and not ours else Outcome.TEMPORARY, reason)

    def _dropped(self, error: Exception) -> Receipt:
        begun = bool(getattr(self._backend.connection, "content_begun", False))
        self._forget()
        return Receipt(Outcome.UNCERTAIN, _words(error)) if begun else _CLOSED_MEANWHILE

    def _forget(self) -> None:
        """Leave a broken connection without a farewell; the next mail opens a new one."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None


STORAGE_EXCEEDED = 552  # RFC 5321 4.2.3; many servers mean "mailbox full" by it
MAILBOX_FULL = "5.2.2"  # RFC 3463 3.3; a full mailbox is emptied some day, so it is no reason to give up


def is_permanent(code: int, reason: str) -> bool:
    """Whether an SMTP answer says "never": 5yz (RFC 5321 4.2.1), unless it is only a full mailbox."""
    return code >= 500 and code != STORAGE_EXCEEDED and MAILBOX_FULL not in reason


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
