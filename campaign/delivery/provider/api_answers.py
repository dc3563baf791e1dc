"""What a mail service's API answered, as a receipt: which errors are for good, which pass, and which are about us.

Tables, by kind of error, by HTTP status and by the services' own codes; the code decides before the status.
"""

import ssl
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

from campaign.common.retry_after import retry_after
from campaign.delivery.provider.receipts import Outcome, ProviderDown, ProviderStopped, Receipt, words


class Verdict(Enum):
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"
    STOPPED = "stopped"  # about us, whatever the mail


# The service refuses this mail, or anymail cannot say it to this service: neither will change.
PERMANENT_ERRORS = (
    AnymailRecipientsRefused,
    AnymailInvalidAddress,
    AnymailUnsupportedFeature,
    AnymailSerializationError,
)
# Of a recipient, in anymail's words; the remaining one is "unknown".
PERMANENT_STATES = frozenset({"rejected", "invalid", "failed"})
TAKEN_STATES = frozenset({"queued", "sent"})

# RFC 9110 15.5. Key, bill, address of the API: about us. All else from 400 is about the mail; from 500 it passes.
STOPPED_STATUS = frozenset({401, 402, 403, 404, 405, 407})
TEMPORARY_STATUS = frozenset({408, 409, 420, 423, 425, 429})  # 420: SparkPost's own "limit exceeded"

# Nothing had been said yet when it went wrong.
NEVER_SAID = (NewConnectionError, ConnectTimeoutError, ProxyError, ssl.SSLCertVerificationError)
# Our settings cannot be right. Redirects are not followed: keys and letters go where the settings say.
OUR_SETTINGS = (
    requests.TooManyRedirects,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
)

_STOPPED, _TEMPORARY, _PERMANENT, _UNCERTAIN = Verdict.STOPPED, Verdict.TEMPORARY, Verdict.PERMANENT, Verdict.UNCERTAIN
CODES: Mapping[str, Mapping[str, Verdict]] = MappingProxyType(
    {
        # developers.brevo.com, "Idempotency": used within 30 minutes, by a request that may have been refused as well.
        "brevo": {"duplicate_parameter": _UNCERTAIN, "not_enough_credits": _STOPPED, "unauthorized": _STOPPED},
        # mailchimp.com/developer/transactional: every error is a 500.
        "mandrill": {"Invalid_Key": _STOPPED, "PaymentRequired": _STOPPED, "ValidationError": _PERMANENT},
        # docs.postalserver.io: every error is a 200.
        "postal": {
            **dict.fromkeys(("AccessDenied", "InvalidServerAPIKey", "ServerSuspended"), _STOPPED),
            **dict.fromkeys(("UnauthenticatedFromAddress", "FromAddressMissing"), _STOPPED),
            **dict.fromkeys(("NoRecipients", "NoContent", "ValidationError"), _PERMANENT),
        },
        # postmarkapp.com/developer/api/overview: most errors are a 422. Token, sender signature, account.
        "postmark": {
            **dict.fromkeys(("10", "400", "401", "405", "412", "413"), _STOPPED),
            **dict.fromkeys(("100", "429"), _TEMPORARY),
        },
        # resend.com/docs, "Idempotency keys": a mail in other words was sent under this key; or is being sent just now.
        "resend": {
            "invalid_idempotent_request": _UNCERTAIN,
            "concurrent_idempotent_requests": _TEMPORARY,
            "API key is invalid": _STOPPED,  # with 400, and no code of its own
        },
        # SparkPost/developers.sparkpost.com, pull request 590: the same two.
        "sparkpost": {"1600": _UNCERTAIN, "1601": _TEMPORARY},
        "unisender-go": {"temporary_unavailable": _TEMPORARY},
    }
)
# Brevo forgets a key after this, and only then takes the mail again.
KEY_LIFE = MappingProxyType({"brevo": timedelta(minutes=30)})

REPLAYED = "X-Idempotent-Replayed"  # SparkPost: what it answered to this key the first time, said again
WORDS_LENGTH = 300


def receipt_of(service: str, status: Any) -> Receipt:
    """What became of a mail over which no error was raised; `status` is an AnymailStatus. Raises ProviderStopped."""
    response = status.esp_response
    # Some of anymail's backends read recipients out of a refusal, and leave the refusal itself to the caller.
    code = getattr(response, "status_code", 200)
    if code >= 400:
        return _refused(service, response, _by_status(code))
    states = status.status or set()
    if states & PERMANENT_STATES:
        return _refused(service, response, Verdict.PERMANENT)
    if not states or states - TAKEN_STATES:
        return _refused(service, response, Verdict.UNCERTAIN)
    return Receipt(Outcome.ACCEPTED, reference=str(status.message_id or ""))


def receipt_for(service: str, error: AnymailError) -> Receipt:
    """What became of a mail over which anymail raised this. Raises ProviderDown and ProviderStopped."""
    if isinstance(error, PERMANENT_ERRORS):
        said = _said(error.response) if error.response is not None else ""
        return Receipt(Outcome.PERMANENT, f"{words_of(error)} {said}".strip())
    if not isinstance(error, AnymailAPIError):
        raise ProviderStopped(f"{service}: {words_of(error)}") from error  # a setting that cannot be right
    if error.response is None:
        return _broken(service, error.__cause__ or error)
    return _refused(service, error.response, _by_status(error.response.status_code))


def is_replay(response: Any) -> bool:
    return response is not None and response.headers.get(REPLAYED) == "true"


def words_of(error: AnymailError) -> str:
    """Its own first words: the whole text repeats the mail."""
    return " ".join(str(argument) for argument in error.args)[:WORDS_LENGTH] or type(error).__name__


def _by_status(status: int) -> Verdict:
    if status in STOPPED_STATUS:
        return Verdict.STOPPED
    if status in TEMPORARY_STATUS or status >= 500:
        return Verdict.TEMPORARY
    # An answer below 400 that anymail could not read: it was probably taken.
    return Verdict.PERMANENT if status >= 400 else Verdict.UNCERTAIN


def _refused(service: str, response: Any, otherwise: Verdict) -> Receipt:
    known = CODES.get(service, {})
    verdict = next((known[code] for code in _codes(_body(response)) if code in known), otherwise)
    said = _said(response)
    if verdict is Verdict.STOPPED:
        raise ProviderStopped(f"{service}: {said}")
    asked = retry_after(response.headers.get("Retry-After"))
    return Receipt(
        Outcome(verdict.value),
        said,
        retry_after=KEY_LIFE.get(service) if verdict is Verdict.UNCERTAIN else asked,
        of_provider=verdict is not Verdict.PERMANENT,
    )


def _broken(service: str, error: BaseException) -> Receipt:
    """The exchange broke off: before anything was said it is harmless, after that nobody knows."""
    reason = words(error)[:WORDS_LENGTH]
    if isinstance(error, OUR_SETTINGS):
        raise ProviderStopped(f"{service}: {reason}") from error
    if any(isinstance(cause, NEVER_SAID) for cause in _causes(error)):
        raise ProviderDown(f"{service}: {reason}") from error
    return Receipt(Outcome.UNCERTAIN, reason, of_provider=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and those inside it: requests and urllib3 keep them as an argument or as the `reason`."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _causes(inner)


def _body(response: Any) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _codes(body: Any) -> Iterator[str]:
    """The service's own codes for what went wrong, from the places where the services of CODES put them."""
    if not isinstance(body, dict):
        return
    yield from (str(body[key]) for key in ("ErrorCode", "name", "code", "message") if key in body)
    errors, failed = body.get("errors"), body.get("failed_emails")
    yield from _codes(body.get("data"))
    yield from _codes(errors[0] if isinstance(errors, list) and errors else None)
    yield from (str(code) for code in (failed.values() if isinstance(failed, dict) else ()))


def _said(response: Any) -> str:
    """Status and text of the answer, on one line."""
    return " ".join(f"{response.status_code} {response.text[:WORDS_LENGTH]}".split())
