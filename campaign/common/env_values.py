"""What each variable of the environment may hold: a parser each, whose ValueError says what is wrong and what to do.

Values that can carry a password are never repeated in an error.
"""

import re
from collections.abc import Iterable
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host
from email_validator import EmailNotValidError, validate_email

from campaign.common import mail_services
from campaign.common.mail_services import is_loopback

# Django's security.W009 asks for this many characters, of which five differ.
SECRET_KEY_LENGTH = 50
SECRET_KEY_VARIETY = 5
MOST_PROXIES = 9
WEBHOOK_SECRET_LENGTH = 16
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DELIVERY_MODES = ("sandbox", "live")
SMTP = ("smtp", "smtp+tls", "smtp+ssl", "smtps")
# RFC 6376 3.1: the labels of a name, of 63 characters at most (RFC 1035 2.3.4).
DKIM_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
DKIM_SELECTOR = re.compile(rf"{DKIM_LABEL}(?:\.{DKIM_LABEL})*")
PROVIDERS = tuple(mail_services.SERVICES)
# A year: nobody waits longer for an answer.
MOST_HOURS = 366 * 24


def port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ValueError(f"{text!r} is no port; use a number from 1 to 65535, such as 8000.")
    return int(text)


def proxies(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_PROXIES):
        raise ValueError(f"{text!r} is no number of proxies; use 0 when none stands in front, 1 for one nginx.")
    return int(text)


def secret_key(text: str) -> str:
    if text and (len(text) < SECRET_KEY_LENGTH or len(set(text)) < SECRET_KEY_VARIETY):
        raise ValueError(
            f"is too easy to guess; use at least {SECRET_KEY_LENGTH} random characters, "
            "such as `python3 -c 'import secrets; print(secrets.token_urlsafe(64))'` prints."
        )
    return text


def hosts(text: str) -> list[str]:
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        if "/" in name or (":" in name and not name.startswith("[")) or any(c.isspace() for c in name):
            raise ValueError(f"{name!r} is no host name; list names without scheme and port, separated by commas.")
    return names


def public_url(text: str) -> str:
    parts = _split(text.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{text!r} is no address of a site; use one such as https://act.example.org.")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ValueError(f"{text!r} has more than scheme, host and port; the site must stand at the root of its host.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def delivery_mode(text: str) -> str:
    if text not in DELIVERY_MODES:
        raise ValueError(f"{text!r} is no mode; use sandbox (nothing leaves the machine) or live.")
    return text


def log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"{text!r} is no level; use one of {', '.join(LOG_LEVELS)}.")
    return text.upper()


def mail_address(text: str) -> str:
    try:
        validate_email(parseaddr(text)[1], check_deliverability=False)
    except EmailNotValidError as problem:
        raise ValueError(
            f"{text!r} is no e-mail address: {problem} Use one such as action@act.example.org."
        ) from problem
    if any(ord(character) < ord(" ") for character in text):
        raise ValueError("has a control character; write it on one line.")
    return text


def email_url(text: str) -> str:
    scheme = _split(text).scheme
    if scheme in PROVIDERS:
        mail_services.parse(text)
        return text
    if scheme not in SMTP:
        raise ValueError(
            f"starts with {scheme!r}, which is no kind of mail service; use smtp://host:port or a provider's name."
        )
    try:
        found = environ.Env.email_url_config(text)
    except (ImproperlyConfigured, ValueError) as problem:
        raise ValueError("cannot be understood; use smtp://user:password@host:port.") from problem
    if not found["EMAIL_HOST"]:
        raise ValueError("names no host; use smtp://host:port.")
    return text


def optional_email_url(text: str) -> str:
    return email_url(text) if text else ""


def optional_mail_address(text: str) -> str:
    return mail_address(text) if text else ""


def webhook_secret(text: str) -> str:
    user, colon, password = text.partition(":")
    if text and not (user and colon and len(password) >= WEBHOOK_SECRET_LENGTH):
        raise ValueError(
            f"must be a name, a colon and at least {WEBHOOK_SECRET_LENGTH} random characters, such as hooks:… ; the mail "
            "service sends it with every report."
        )
    return text


def dkim_selector(text: str) -> str:
    if text and (not DKIM_SELECTOR.fullmatch(text) or "_domainkey" in text.lower()):
        raise ValueError(
            f"{text!r} is no selector; use the part before ._domainkey in the name of the DKIM record, such as mail2026."
        )
    return text


def bounce_url(text: str) -> str:
    if text and _split(text).scheme not in ("imaps", "imap", "maildir"):
        raise ValueError("is no mailbox; use imaps://user:password@host/INBOX or maildir:///path/to/Maildir.")
    return text


def rate(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        raise ValueError(f"{text!r} is no number of mails an hour; use a whole number from 1.")
    return int(text)


def hours(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_HOURS):
        raise ValueError(f"{text!r} is no number of hours; use a whole number from 1 to {MOST_HOURS}.")
    return int(text)


def optional_rate(text: str) -> int | None:
    return rate(text) if text else None


def optional_web_address(text: str) -> str:
    if text and (_split(text).scheme not in ("http", "https") or not _split(text).hostname):
        raise ValueError("is no address that can be called; use one such as https://hooks.example.org/alerts.")
    return text


def database_url(text: str) -> str:
    if not text:
        return text
    parts = _split(text)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(
            f"starts with {parts.scheme!r}; the service needs PostgreSQL: postgres://user:password@host:5432/name."
        )
    if not parts.path.strip("/"):
        raise ValueError("names no database; use postgres://user:password@host:5432/name.")
    return text


def redis_url(text: str) -> str:
    if not text:
        return text
    parts = _split(text)
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise ValueError(f"starts with {parts.scheme!r}; use redis://host:6379/0, rediss:// or unix:///path/to/socket.")
    if parts.scheme == "unix" and not parts.path:
        raise ValueError("names no socket; use unix:///path/to/socket.")
    if parts.scheme != "unix" and not parts.hostname:
        raise ValueError("names no host; use redis://host:6379/0.")
    return text


def wrong_public_url(url: str, mode: str) -> str:
    parts = urlsplit(url)
    if mode == "live" and parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        return "is http; in live mode people's names and letters need https://, except on the loopback address."
    return ""


def wrong_proxies(url: str, count: int) -> str:
    if url.startswith("https://") and not count:
        return "is 0 although PUBLIC_URL is https, which a proxy in front has to speak; use 1 for one nginx."
    return ""


def wrong_hosts(names: list[str], url: str) -> str:
    host = urlsplit(url).netloc.rpartition("@")[2]
    bare = f"[{urlsplit(url).hostname}]" if "[" in host else urlsplit(url).hostname or ""
    if not validate_host(bare, names):
        return f"lacks {bare}, the host of PUBLIC_URL; add it."
    return ""


def wrong_fallback(url: str, fallback: str) -> str:
    return "is the same as EMAIL_URL; name another way out, or leave it unset." if fallback and fallback == url else ""


def wrong_live_webhook_secret(secret: str, urls: Iterable[str]) -> str:
    """Services report bounces by webhook, and without a secret anyone could report anything. SMTP servers have none."""
    reporting = [url.partition(":")[0] for url in urls if mail_services.is_service(url)]
    if reporting and not secret:
        return (
            f"is not set, and {reporting[0]} reports by webhook; set a name, a colon and at least "
            f"{WEBHOOK_SECRET_LENGTH} random characters, and give the service the same."
        )
    return ""


def _split(text: str) -> SplitResult:
    """The parts of an address; a port that is no number, or a broken [::1], is a ValueError of our words."""
    try:
        parts = urlsplit(text)
        _ = (parts.port, unquote(parts.hostname or ""))
    except ValueError:
        raise ValueError("cannot be understood as an address; check its host and port.") from None
    return parts
