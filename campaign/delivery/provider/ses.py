"""Amazon SES, which anymail asks through boto3 and not by HTTP of its own: its settings, and its errors as receipts.

Its reports come through Amazon SNS, whose subscription anymail's views confirm through boto3 as well.
"""

from collections.abc import Mapping
from typing import Any

from anymail.exceptions import AnymailAPIError

from campaign.delivery.policy import PROVIDER_TIMEOUT_SECONDS
from campaign.delivery.provider.receipts import Outcome, ProviderDown, ProviderStopped, Receipt, words

try:
    from botocore.exceptions import BotoCoreError, ClientError

    OPENING_ERRORS: tuple[type[Exception], ...] = (BotoCoreError, ValueError)
    CONFIRMING_ERRORS: tuple[type[Exception], ...] = (BotoCoreError, ClientError)
except ImportError:  # installed only where it is used; the start is refused where it is missing
    OPENING_ERRORS = CONFIRMING_ERRORS = ()


SERVICE = "amazon-ses"
OWN_SETTINGS = ("configuration_set_name",)  # all others are boto3's

# docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html, "Errors", and boto3's own before anything was said.
STOPPED_CODES = frozenset(
    {
        *("AccountSuspendedException", "SendingPausedException", "MailFromDomainNotVerifiedException"),
        *("AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId", "SignatureDoesNotMatch"),
        *("ExpiredTokenException", "NotFoundException"),
    }
)
TEMPORARY_CODES = frozenset({"TooManyRequestsException", "LimitExceededException", "Throttling", "ThrottlingException"})
STOPPED_CAUSES = frozenset({"NoCredentialsError", "PartialCredentialsError", "NoRegionError", "InvalidRegionError"})
NEVER_SAID = frozenset({"EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError", "SSLError"})


def backend_settings(given: Mapping[str, str]) -> dict[str, Any]:
    """The settings of an EMAIL_URL as anymail's backend takes them. boto3 must not try again by itself: we do."""
    client: dict[str, Any] = {name: value for name, value in given.items() if name not in OWN_SETTINGS}
    client["config"] = {
        "connect_timeout": PROVIDER_TIMEOUT_SECONDS,
        "read_timeout": PROVIDER_TIMEOUT_SECONDS,
        "retries": {"total_max_attempts": 1},
    }
    return {name: value for name, value in given.items() if name in OWN_SETTINGS} | {"client_params": client}


def report_settings(given: Mapping[str, str]) -> dict[str, Any]:
    """The same as anymail's views take them. SNS is at another address than SES, and in the region of its topic."""
    client = backend_settings(given)["client_params"]
    return {
        "client_params": {name: value for name, value in client.items() if name not in ("endpoint_url", "region_name")}
    }


def receipt_for(error: AnymailAPIError) -> Receipt:
    """What became of a mail over which anymail raised this. Raises ProviderDown and ProviderStopped."""
    cause = error.__cause__ or error
    reason = words(cause)[:300]
    answer = error.response if isinstance(error.response, dict) else {}
    code = answer.get("Error", {}).get("Code", "")
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in STOPPED_CODES or type(cause).__name__ in STOPPED_CAUSES:
        raise ProviderStopped(f"{SERVICE}: {reason}") from error
    if type(cause).__name__ in NEVER_SAID:
        raise ProviderDown(f"{SERVICE}: {reason}") from error
    if code in TEMPORARY_CODES or status >= 500:
        return Receipt(Outcome.TEMPORARY, reason)
    return Receipt(Outcome.PERMANENT if status >= 400 else Outcome.UNCERTAIN, reason)
