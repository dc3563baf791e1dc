"""Tokens for links in mails: 43 characters that name one record for one purpose, and that only SECRET_KEY can make."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

# 16 bytes of id and the first 16 of an HMAC-SHA256: 128 bits each, and one line in a plain-text mail.
HALF = 16
SHAPE = re.compile("[A-Za-z0-9_-]{43}")


def make_token(purpose: str, public_id: UUID) -> str:
    """The token never expires: how long a link works is for the record's state to say."""
    return _encode(public_id.bytes + _signature(purpose, public_id.bytes, settings.SECRET_KEY))


def read_token(purpose: str, token: str) -> UUID | None:
    """The id, or None for whatever make_token did not make for this purpose; takes any text and never raises."""
    if not SHAPE.fullmatch(token):
        return None
    raw = urlsafe_b64decode(f"{token}=")
    # The last character has two spare bits: only one of its four spellings is ours, so that a link has one address.
    if _encode(raw) != token:
        return None
    public_id, signature = raw[:HALF], raw[HALF:]
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ours = [constant_time_compare(_signature(purpose, public_id, secret), signature) for secret in secrets]
    return UUID(bytes=public_id) if any(ours) else None


def _signature(purpose: str, value: bytes, secret: str | bytes) -> bytes:
    return salted_hmac(f"campaign.common.tokens.{purpose}", value, secret, algorithm="sha256").digest()[:HALF]


def _encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
