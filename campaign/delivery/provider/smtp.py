"""Mail by SMTP: one open connection, and each answer told apart by whose fault it is and in which phase it came."""

import smtplib
from contextlib import suppress
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

from campaign.common.mail_services import is_loopback
from campaign.common.text import header_safe
from campaign.delivery.policy import PROVIDER_TIMEOUT_SECONDS
from campaign.delivery.provider.receipts import (
    STAYS_HERE,
    Message,
    Outcome,
    ProviderDown,
    ProviderStopped,
    Receipt,
    words,
)

COMPLETED, WILL_FORWARD, GO_AHEAD = 250, 251, 354  # RFC 5321 4.2.3
SERVICE_CLOSING = 421  # RFC 5321 3.8: the server closes the channel after this answer


class _PhasedSMTP(smtplib.SMTP):
    """Remembers whether the mail's content was begun to be sent: a drop before is harmless, after it is uncertain."""

    content_begun = False
    _recipient = ""
    _recipient_named = False

    def begin(self, sender: str, recipient: str, size: int) -> None:
        """One mail of so many bytes to one address, up to the server's "go ahead"; raises what `sendmail` raises."""
        self._recipient = recipient
        code, answer = self.mail(sender, (f"size={size}",) if self.has_extn("size") else ())
        if code != COMPLETED:
            self._give_up(code)
            raise smtplib.SMTPSenderRefused(code, answer, sender)
        code, answer = self.rcpt(recipient)
        if code not in (COMPLETED, WILL_FORWARD):
            self._give_up(code)
            raise smtplib.SMTPRecipientsRefused({recipient: (code, answer)})
        self.putcmd("data")
        code, answer = self.getreply()
        if code != GO_AHEAD:
            self._give_up(code)
            raise smtplib.SMTPDataError(code, answer)

    def finish(self, raw: bytes) -> None:
        """The content, and the dot after which the mail may be theirs. Lines end in CRLF, and the first does not begin with a dot."""
        self.content_begun = True
        self.send(raw.replace(b"\r\n.", b"\r\n..") + (b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n"))
        code, answer = self.getreply()
        if not 200 <= code < 300:  # any 2yz is a yes (RFC 5321 4.2.1)
            self._give_up(code)
            raise smtplib.SMTPDataError(code, answer)

    def _give_up(self, code: int) -> None:
        """Leave the mail, so that the next one is not "nested"; where the server closes, leave it as well."""
        if code == SERVICE_CLOSING:
            self.close()
            return
        with suppress(smtplib.SMTPServerDisconnected):
            self.rset()

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

    def getreply(self) -> tuple[int, bytes]:
        """An answer that is none (no code, endless, out of turn) breaks the session: what comes next would fit nothing."""
        try:
            code, answer = super().getreply()
        except smtplib.SMTPResponseException as error:
            raise smtplib.SMTPServerDisconnected(str(error)) from error
        if code < 0 or (code == GO_AHEAD and self.content_begun):
            self.close()
            raise smtplib.SMTPServerDisconnected(f"not an answer: {answer[:100]!r}")
        return code, answer


class _PhasedSMTPOverTLS(_PhasedSMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class _Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _PhasedSMTPOverTLS if self.use_ssl else _PhasedSMTP


_ACCEPTED = Receipt(Outcome.ACCEPTED)
# A server may close an idle connection, or one that carried its share of mails: nothing was tried, so try a new one.
_CLOSED_MEANWHILE = Receipt(
    Outcome.TEMPORARY, "The server closed the connection before it took the mail.", of_provider=True
)


class SmtpProvider:
    """One open connection to an SMTP server, opened again when the server closed it between two mails."""

    idempotent = False

    def __init__(self, config: dict[str, Any]) -> None:
        self._begun: tuple[Message, Receipt | None] | None = None
        self._host = str(config["EMAIL_HOST"])
        self.name = f"smtp:{self._host}"
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
            down = ProviderStopped if _is_about_us(error) else ProviderDown
            raise down(f"{self._host}: {words(error)}") from error

    def begin(self, message: Message) -> None:
        self._leave_begun()
        if self._backend.connection is not None and not self._must_stay(message):
            self._begun = message, self._answered(message, finish=False)

    def send(self, message: Message) -> Receipt:
        if self._must_stay(message):
            return STAYS_HERE
        receipt = _CLOSED_MEANWHILE
        if self._begun is not None and self._begun[0] is message:
            told, self._begun = self._begun[1], None
            receipt = told or self._answered(message, begin=False) or _ACCEPTED
        elif self._backend.connection is not None:
            self._leave_begun()
            receipt = self._answered(message) or _ACCEPTED
        if receipt is not _CLOSED_MEANWHILE:
            return receipt
        self.open()
        return self._answered(message) or _ACCEPTED

    def _must_stay(self, message: Message) -> bool:
        return message.mail.stays_here and not is_loopback(self._host)

    def _leave_begun(self) -> None:
        """A server that waits for a mail's content takes everything for it: only closing ends that."""
        if self._begun is not None:
            self._begun = None
            self._forget()

    def _answered(self, message: Message, begin: bool = True, finish: bool = True) -> Receipt | None:
        """None where all went well."""
        mail, connection = message.mail, self._backend.connection
        assert isinstance(connection, _PhasedSMTP)  # noqa: S101 - the caller opened it
        try:
            if begin:
                connection.begin(mail.envelope_from, mail.to.address, len(message.raw))
            if finish:
                connection.finish(message.raw)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            return self._refused(error)
        except OSError as error:  # timeouts, resets, and smtplib's own SMTPServerDisconnected
            return self._dropped(error)
        return None

    def close(self) -> None:
        self._leave_begun()
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
        if code in LOGIN_REFUSED:
            raise ProviderStopped(f"{self._host}: {reason}") from error
        # Who refuses the envelope sender refuses us, not this letter: staff mend the settings, and the letters leave then.
        ours = isinstance(error, smtplib.SMTPSenderRefused)
        outcome = Outcome.PERMANENT if is_permanent(code, reason) and not ours else Outcome.TEMPORARY
        return Receipt(outcome, reason, of_provider=ours or code == SERVICE_CLOSING)

    def _dropped(self, error: Exception) -> Receipt:
        begun = bool(getattr(self._backend.connection, "content_begun", False))
        self._forget()
        return Receipt(Outcome.UNCERTAIN, words(error), of_provider=True) if begun else _CLOSED_MEANWHILE

    def _forget(self) -> None:
        """Leave a broken connection without a farewell; the next mail opens a new one."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None


# RFC 4954 4 and 6: no login, a login too weak, a wrong one, one that needs encryption. Whatever the mail, we are not let in.
LOGIN_REFUSED = (530, 534, 535, 538)
# All else from 500 is for good (RFC 5321 4.2.1) but for a full mailbox, which is emptied some day.
STORAGE_EXCEEDED = 552  # RFC 5321 4.2.3; many servers mean "mailbox full" by it
MAILBOX_FULL = "5.2.2"  # RFC 3463 3.3


def _is_about_us(error: OSError) -> bool:
    """Whether waiting will not help: a wrong login, or a server without the encryption that the settings ask for."""
    code = getattr(error, "smtp_code", None)
    return code in LOGIN_REFUSED or isinstance(error, smtplib.SMTPNotSupportedError)


def is_permanent(code: int, reason: str) -> bool:
    """Whether an SMTP answer says "never": 5yz (RFC 5321 4.2.1), unless it is only a full mailbox."""
    return code >= 500 and code != STORAGE_EXCEEDED and MAILBOX_FULL not in reason
