"""A service's request, from its signature to the last of its events. Who may call at all is checked before (web.webhooks)."""

import json
import logging
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailWebhookValidationFailure
from anymail.signals import inbound, tracking
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from requests import RequestException

from campaign.delivery.provider import ses
from campaign.delivery.receivers import signatures
from campaign.delivery.receivers.events import Event, handle
from campaign.delivery.receivers.services import SERVICES, parameters_of, settings_of

log = logging.getLogger(__name__)

# What the services' own interfaces are asked by requests and, Amazon's, by boto3.
WITHOUT_ANSWER: tuple[type[Exception], ...] = (RequestException, *ses.CONFIRMING_ERRORS)

_heard: ContextVar[list[tuple[Event, str]] | None] = ContextVar("heard", default=None)


class NotReceivable(Exception):
    """The service lacks a key in EMAIL_URL or a package, or calls the other one of its addresses."""


class Forged(Exception):
    """Not the service's signature, or an old one."""


class Malformed(Exception):
    """Not what the service sends: cut off, or something else altogether."""


class TryAgain(Exception):
    """The service's own interface, asked for the rest of a mail or told that we listen, did not answer or refused."""


def has_address(service: str, to_inbound: bool) -> bool:
    """Whether we send through this service and it can report to us in this way."""
    known = SERVICES.get(service)
    return known is not None and parameters_of(service) is not None and not (to_inbound and known.inbound is None)


def receive(service: str, to_inbound: bool, request: HttpRequest) -> None:
    """Record what a request says; its body has been read. Raises the exceptions above, and the database's as they come."""
    parameters = parameters_of(service) or {}
    if request.content_type == "application/json":
        _refuse_cut_off(request)
    try:
        signatures.check(service, to_inbound, request, parameters, time.time())
    except signatures.BadSignature as problem:
        raise Forged(str(problem)) from problem
    with _collected() as heard:
        _let_anymail_read(service, to_inbound, request, parameters)
    handle(heard)


def _refuse_cut_off(request: HttpRequest) -> None:
    try:
        json.loads(request.body)
    except (ValueError, RecursionError) as problem:
        raise Malformed("The body is no JSON.") from problem


def _let_anymail_read(service: str, to_inbound: bool, request: HttpRequest, parameters: dict[str, str]) -> None:
    """Nothing of ours runs within, as events are only collected: what fails here is the request's fault or the settings'."""
    known = SERVICES[service]
    view = known.inbound if to_inbound else known.tracking
    if view is None:
        raise NotReceivable(service)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a service is no longer supported is told in docs/operations.md
            made = view(webhook_secret=settings.WEBHOOK_SECRET, **settings_of(service, parameters))
        made.setup(request)
        made.post(request)
    except AnymailConfigurationError as problem:
        raise NotReceivable(str(problem)) from problem
    except AnymailWebhookValidationFailure as problem:
        raise Forged(str(problem)) from problem
    except WITHOUT_ANSWER as problem:
        raise TryAgain(type(problem).__name__) from problem
    except (AnymailAPIError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as problem:
        raise Malformed(type(problem).__name__) from problem


@contextmanager
def _collected() -> Iterator[list[tuple[Event, str]]]:
    """The events that anymail signals meanwhile, so that a thousand of them are recorded together."""
    heard: list[tuple[Event, str]] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


@receiver((tracking, inbound), dispatch_uid="campaign.delivery.receivers")
def hear(event: Event, esp_name: str, **kwargs: Any) -> None:
    """What anymail signals: collected while a request of ours is read, recorded at once otherwise."""
    heard = _heard.get()
    if heard is None:
        handle([(event, esp_name)])
    else:
        heard.append((event, esp_name))
