"""Mail through the API of a mail service that django-anymail speaks: which, and with which key, the EMAIL_URL says."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from email.utils import quote
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from campaign.common.mail_services import ADDRESSES, is_loopback, sending_settings
from campaign.common.text import UnsafeHeader, header_safe
from campaign.delivery.composing import Composed, Mailbox
from campaign.delivery.policy import MAX_ATTEMPTS, PROVIDER_TIMEOUT_SECONDS
from campaign.delivery.provider import api_answers, ses
from campaign.delivery.provider.receipts import STAYS_HERE, Message, Outcome, ProviderStopped, Receipt, words

# Where a second request with the same key sends nothing. By HTTP header: resend.com/docs/dashboard/emails/idempotency-keys,
# SparkPost/developers.sparkpost.com pull request 590 (24 hours). As a header of the mail, a UUID: developers.brevo.com (30 minutes).
KEY_BY_HTTP = frozenset({"resend", "sparkpost"})
KEY_BY_MAIL = MappingProxyType({"brevo": "idempotencyKey"})
WITHOUT_METADATA = frozenset({"mailersend", "postal"})
# Who takes no header of ours, or only some: all mail would be refused. MailerSend sells them apart; Mailjet keeps its own
# Message-ID (github.com/symfony/symfony/issues/44000); Unisender Go takes "X-" and List-Unsubscribe alone.
HEADERS_LEFT_OUT: Mapping[str, frozenset[str]] = MappingProxyType(
    dict.fromkeys(("mailersend", "unisender-go"), frozenset({"Message-ID", "Auto-Submitted", "Content-Language"}))
    | {"mailjet": frozenset({"Message-ID"})}
)
# Postmark replaces a Message-ID unless told to keep it (postmarkapp.com, "Send email with SMTP").
HEADERS_ADDED: Mapping[str, Mapping[str, str]] = MappingProxyType({"postmark": {"X-PM-KeepID": "true"}})

# Who fills in what looks like a placeholder, in whatever it is sent, and has no way to say that nothing is meant: a supporter's "{{ name }}"
# would vanish, or the mail be refused. developers.sparkpost.com/api/template-language; MailerSend, "Personalization" ({$name} too);
# Brevo, "Use variables" ({% too); Unisender Go, template_engine.
WITH_PLACEHOLDERS = frozenset({"brevo", "mailersend", "sparkpost", "unisender-go"})
PLACEHOLDER = re.compile(r"\{(?=[{%$])|(?<=[}%])\}")

# What anymail's backends stumble over in an answer of an unforeseen shape. The request was made by then.
ODD_ANSWER = (LookupError, TypeError, ValueError, AttributeError)


class AnymailProvider:
    """One open HTTP session to a mail service."""

    def __init__(self, url: str) -> None:
        self.name, settings = sending_settings(url)
        self._service = self.name
        self.idempotent = self._service in KEY_BY_HTTP or self._service in KEY_BY_MAIL
        address = next((settings[name] for name in ADDRESSES if name in settings), "")
        self._is_here = is_loopback(urlsplit(address).hostname or "")
        self._backend = _backend(self._service, settings)

    def open(self) -> None:
        try:
            if self._backend.open() and self._service != ses.SERVICE:
                # Else keys and letters would follow a redirect to wherever it leads, a demo's letters too.
                self._backend.session.max_redirects = 0
        except ses.OPENING_ERRORS as error:
            raise ProviderStopped(f"{self.name}: {words(error)}") from error

    def send(self, message: Message) -> Receipt:
        if message.mail.stays_here and not self._is_here:
            return STAYS_HERE
        try:
            email = as_email(message.mail, self._service)
        except UnsafeHeader as error:
            return Receipt(Outcome.PERMANENT, words(error))
        self.open()
        if self._service not in KEY_BY_HTTP:
            return self._hand_over(email)[0]
        return self._hand_over_once(email, idempotency_key(message.mail))

    def close(self) -> None:
        self._backend.close()

    def _hand_over_once(self, email: EmailMultiAlternatives, key: str) -> Receipt:
        """A refusal that is only repeated says that nothing was taken under this key: it is asked for anew under the next."""
        receipt = Receipt(Outcome.TEMPORARY)
        for number in range(1, MAX_ATTEMPTS + 1):
            self._backend.session.headers["Idempotency-Key"] = key if number == 1 else f"{key}-{number}"
            receipt, replayed = self._hand_over(email)
            if not replayed or receipt.outcome not in (Outcome.TEMPORARY, Outcome.PERMANENT):
                break
        return receipt

    def _hand_over(self, email: EmailMultiAlternatives) -> tuple[Receipt, bool]:
        """What became of it, and whether the answer is a repeated one."""
        try:
            self._backend.send_messages([email])
        except AnymailError as error:
            if self._service == ses.SERVICE and isinstance(error, AnymailAPIError):
                return ses.receipt_for(error), False
            return api_answers.receipt_for(self._service, error), api_answers.is_replay(error.response)
        except ODD_ANSWER as error:
            return Receipt(Outcome.UNCERTAIN, words(error)), False
        return api_answers.receipt_of(self._service, email.anymail_status), False  # type: ignore[attr-defined]


def _backend(service: str, settings: Mapping[str, str]) -> Any:
    module = service.replace("-", "_")
    backend = import_string(f"anymail.backends.{module}.EmailBackend")
    if service == ses.SERVICE:
        return backend(**ses.backend_settings(settings))
    return backend(requests_timeout=PROVIDER_TIMEOUT_SECONDS, **settings)


def idempotency_key(mail: Composed) -> str:
    """The same for every attempt at one mail, and sealed as the Message-ID is: two sites may share an account."""
    return f"dm-{mail.message_id.strip('<>').partition('@')[0]}"


def as_email(mail: Composed, service: str) -> EmailMultiAlternatives:
    """The mail as anymail takes it. Raises UnsafeHeader: the APIs take CR and LF as they come."""
    if service in WITH_PLACEHOLDERS:
        mail = _without_placeholders(mail)
    email = EmailMultiAlternatives(
        subject=_readable(mail.subject),
        body=mail.text,
        from_email=_address(mail.sender),
        to=[_address(mail.to)],
        reply_to=[_address(mail.reply_to)] if mail.reply_to else None,
        headers=_headers(mail, service),
    )
    if mail.html:
        email.attach_alternative(mail.html, "text/html")
    if service not in WITHOUT_METADATA:
        email.metadata = {"outbox_id": str(mail.outbox_id)}  # type: ignore[attr-defined]
    return email


def _without_placeholders(mail: Composed) -> Composed:
    """Its braces apart, so that nobody reads a placeholder into them."""

    def apart(text: str) -> str:
        return PLACEHOLDER.sub(lambda brace: "{ " if brace[0] == "{" else " }", text)

    def named(mailbox: Mailbox) -> Mailbox:
        return replace(mailbox, name=apart(mailbox.name))

    return replace(
        mail,
        subject=apart(mail.subject),
        text=apart(mail.text),
        html=apart(mail.html),
        sender=named(mail.sender),
        to=named(mail.to),
        reply_to=named(mail.reply_to) if mail.reply_to else None,
    )


def _headers(mail: Composed, service: str) -> dict[str, str]:
    headers = {"Message-ID": mail.message_id, **mail.headers}
    left_out = HEADERS_LEFT_OUT.get(service, frozenset())
    headers = {header_safe(name): header_safe(value) for name, value in headers.items() if name not in left_out}
    if service in KEY_BY_MAIL:
        headers[KEY_BY_MAIL[service]] = str(uuid.uuid5(uuid.NAMESPACE_URL, idempotency_key(mail)))
    return {**headers, **HEADERS_ADDED.get(service, {})}


def _address(mailbox: Mailbox) -> str:
    name, address = _readable(mailbox.name), header_safe(mailbox.address)
    return f'"{quote(name)}" <{address}>' if name else address


def _readable(text: str) -> str:
    """What looks like an encoded word (RFC 2047) would be read as the one it hides, and some services leave it as it is."""
    return header_safe(text).replace("=?", "= ?")
