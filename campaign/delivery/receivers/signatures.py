"""What anymail leaves unchecked of signatures: how old they are, and Resend's without a package of its own."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

# As Svix has it: a recorded request is worthless soon, and two clocks may still differ.
OLDEST = timedelta(minutes=5)
# What could not be received is sent again for so long (documentation.mailgun.com, "Webhook retries"), and nothing says that it is signed
# anew. A recorded one does no harm meanwhile: who sends it needs the secret too, and what is known changes nothing.
OLDEST_OF = {"mailgun": timedelta(hours=8)}


class BadSignature(Exception):
    """The request is not the service's, or was long ago."""


def check(service: str, inbound: bool, request: HttpRequest, parameters: Mapping[str, str], now: float) -> None:
    """Raises BadSignature; `now` is in seconds since 1970. Services that sign no time pass: anymail checks what they sign."""
    if service == "resend":
        _check_svix(request, parameters.get("inbound_secret" if inbound else "signing_secret"))
    signed_at = _SIGNED_AT.get(service, _nothing)(request, parameters)
    if signed_at is None:
        return
    try:
        age = now - float(signed_at)
    except ValueError:
        raise BadSignature("The time it was signed at is no number.") from None
    oldest = OLDEST_OF.get(service, OLDEST)
    if not -OLDEST.total_seconds() <= age <= oldest.total_seconds():  # also where it is not a number
        raise BadSignature("It was signed too long ago, or will be.")


def _nothing(request: HttpRequest, parameters: Mapping[str, str]) -> str | None:
    return None


def _mailgun(request: HttpRequest, parameters: Mapping[str, str]) -> str | None:
    if request.content_type != "application/json":
        return request.POST.get("timestamp", "")
    try:
        return str(json.loads(request.body)["signature"]["timestamp"])
    except (LookupError, TypeError, ValueError):
        return ""


def _sendgrid(request: HttpRequest, parameters: Mapping[str, str]) -> str | None:
    signed = any(name.endswith("_verification_key") for name in parameters)
    return request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "") if signed else None


def _resend(request: HttpRequest, parameters: Mapping[str, str]) -> str | None:
    signed = any(name.endswith("_secret") for name in parameters)
    return request.headers.get("svix-timestamp", "") if signed else None


_SIGNED_AT: Mapping[str, Callable[[HttpRequest, Mapping[str, str]], str | None]] = {
    "mailgun": _mailgun,
    "sendgrid": _sendgrid,
    "resend": _resend,
}


def _check_svix(request: HttpRequest, secret: str | None) -> None:
    """https://docs.svix.com/receiving/verifying-payloads/how-manual; the secret of WEBHOOK_SECRET is checked in any case."""
    if secret is None:
        return
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise BadSignature("The signing secret in EMAIL_URL is no base64.") from None
    head = f"{request.headers.get('svix-id', '')}.{request.headers.get('svix-timestamp', '')}."
    expected = base64.b64encode(hmac.new(key, head.encode() + request.body, hashlib.sha256).digest()).decode()
    given = [words.partition(",")[2] for words in request.headers.get("svix-signature", "").split()]
    if not any(constant_time_compare(one, expected) for one in given):
        raise BadSignature("Its signature is wrong.")
