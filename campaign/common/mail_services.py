"""The mail services that django-anymail 15 speaks: how an EMAIL_URL names one, and which settings it takes.

`resend://?api_key=…`: the scheme is the service, each parameter one of its settings in anymail's documentation, in small
letters. What a value needs escaped is what every address needs: `%26` for &, `%23` for #, `%25` for %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import SplitResult, unquote, urlsplit


@dataclass(frozen=True)
class Service:
    """What an EMAIL_URL must and may say of a service. `for_reports` are settings that only its webhooks need."""

    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ("api_url",)
    for_reports: tuple[str, ...] = ()
    package: str = ""  # to be installed besides, by the name that Python imports


SERVICES: Mapping[str, Service] = MappingProxyType(
    {
        "amazon-ses": Service(
            # Without keys boto3 looks for them in the environment, its own files, and the machine's role.
            takes=(
                *("region_name", "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "endpoint_url"),
                "configuration_set_name",
            ),
            package="boto3",
        ),
        "brevo": Service(("api_key",)),
        "mailersend": Service(("api_token",), for_reports=("signing_secret", "inbound_secret")),
        "mailgun": Service(("api_key",), ("api_url", "sender_domain"), for_reports=("webhook_signing_key",)),
        "mailjet": Service(("api_key", "secret_key")),
        "mailtrap": Service(
            ("api_token",), ("api_url", "sandbox_id"), for_reports=("tracking_secret", "inbound_secret")
        ),
        "mandrill": Service(("api_key",), for_reports=("webhook_key", "webhook_url")),
        "postal": Service(("api_key", "api_url"), (), for_reports=("webhook_key",)),
        "postmark": Service(("server_token",), ("api_url", "message_stream")),
        "resend": Service(("api_key",), for_reports=("signing_secret", "inbound_secret")),
        "scaleway": Service(("secret_key", "project_id"), ("api_url", "region")),
        "sendgrid": Service(
            ("api_key",), for_reports=("tracking_webhook_verification_key", "inbound_webhook_verification_key")
        ),
        "sparkpost": Service(("api_key",), ("api_url", "subaccount")),
        "unisender-go": Service(("api_key", "api_url"), ()),
    }
)
# Settings that hold the address of the service itself.
ADDRESSES = ("api_url", "endpoint_url")


def parse(url: str) -> tuple[str, dict[str, str]]:
    """The service and its settings. Raises ValueError, which repeats no value, for all that `EMAIL_URL` gets wrong."""
    parts = urlsplit(url)
    service = SERVICES[parts.scheme]
    given = _parameters(parts)
    known = (*service.needs, *service.takes, *service.for_reports)
    if unknown := sorted(set(given) - set(known)):
        raise ValueError(f"says {unknown[0]!r}, which {parts.scheme} does not know; it knows {', '.join(known)}.")
    if missing := [name for name in service.needs if name not in given]:
        example = "&".join(f"{name}=…" for name in service.needs)
        raise ValueError(f"lacks {' and '.join(missing)}; use {parts.scheme}://?{example}.")
    for name in ADDRESSES:
        _check_address(name, given.get(name))
    if service.package and find_spec(service.package) is None:
        raise ValueError(f"names {parts.scheme}, which needs the package {service.package}: pip install it.")
    return parts.scheme, given


def sending_settings(url: str) -> tuple[str, dict[str, str]]:
    """The service, and those of its settings that sending needs."""
    name, given = parse(url)
    return name, {key: value for key, value in given.items() if key not in SERVICES[name].for_reports}


def report_settings(url: str) -> dict[str, str]:
    """All settings of the service by the names that anymail's webhooks look for: {"MAILGUN_API_KEY": …}."""
    name, given = parse(url)
    prefix = name.replace("-", "_").upper()
    return {f"{prefix}_{key.upper()}": value for key, value in given.items()}


def is_service(url: str) -> bool:
    return url.partition(":")[0] in SERVICES


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parameters(parts: SplitResult) -> dict[str, str]:
    if parts.netloc or parts.path or parts.fragment:
        raise ValueError(
            f"has more than settings; use {parts.scheme}://?name=value&name=value, and write # as %23 in a value."
        )
    given: dict[str, str] = {}
    for pair in filter(None, parts.query.split("&")):
        name, equals, value = pair.partition("=")
        # Not `parse_qs`, which reads the + of a key as a space.
        name, value = unquote(name).lower(), unquote(value)
        if not equals or not value or not _is_plain(value) or name in given:
            raise ValueError(f"must say each of its settings once, as name=value; {name[:20]!r} is not said so.")
        given[name] = value
    return given


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and value == value.strip()


def _check_address(name: str, address: str | None) -> None:
    """Keys and letters travel to it, so it is https unless it is this machine."""
    if address is None:
        return
    parts = urlsplit(address)
    if not parts.hostname or parts.scheme not in ("https", "http"):
        raise ValueError(f"must have an address such as https://api.example.org/ as its {name}.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError(f"has an {name} without https, over which the key and the letters could be read.")
