"""anymail's events as reports and answers: which mail is meant, and what was said of it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from email.errors import MessageError
from typing import Any, TypeAlias

from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, EventType, RejectReason
from django.utils import timezone

from campaign.common.keys import parse_number
from campaign.delivery.bounce_mail import take
from campaign.delivery.hardness import is_hard
from campaign.delivery.links import mail_of_message_id
from campaign.delivery.models import OutgoingMail
from campaign.delivery.reports import News, Report, record
from campaign.delivery.returned import NotUnderstood

log = logging.getLogger(__name__)

# All others (opened, clicked, unsubscribed, …) say nothing of where a letter is.
NEWS = {
    EventType.QUEUED: News.TAKEN,
    EventType.SENT: News.TAKEN,
    EventType.DEFERRED: News.DEFERRED,
    EventType.DELIVERED: News.DELIVERED,
    EventType.BOUNCED: News.BOUNCED,
    EventType.REJECTED: News.REFUSED,
    EventType.FAILED: News.REFUSED,
    EventType.COMPLAINED: News.COMPLAINED,
}
HARD = (RejectReason.BOUNCED, RejectReason.INVALID)
# Where the services say that an address was only busy: anymail calls soft bounces of most of them bounces.
SOFT_FIELDS = frozenset({"event", "type", "recordtype", "bouncetype", "activity", "bounce_type", "event_name"})
DEEPEST = 4

Event: TypeAlias = AnymailTrackingEvent | AnymailInboundEvent


def handle(heard: Sequence[tuple[Event, str]]) -> None:
    """Record what these events, each with its service's name, say of our mail; a few queries for any number of them."""
    tracked = [(event, name) for event, name in heard if isinstance(event, AnymailTrackingEvent)]
    told = [(event, name) for event, name in tracked if event.event_type in NEWS]
    found = _find([event for event, _ in told])
    reports = [_report(event, mail_id, name) for (event, name), mail_id in zip(told, found, strict=True) if mail_id]
    if len(reports) < len(told):
        log.info("%d of %d reports are about no mail of ours", len(told) - len(reports), len(told))
    if reports:
        record(reports)
    for event, _ in heard:
        if isinstance(event, AnymailInboundEvent) and event.event_type == EventType.INBOUND:
            _came_in(event)


def _report(event: AnymailTrackingEvent, mail_id: int, name: str) -> Report:
    news = NEWS[event.event_type]
    words = [str(part).strip() for part in (event.mta_response, event.description) if part]
    reason = " · ".join(dict.fromkeys(words)) if news not in (News.TAKEN, News.DELIVERED) else "".join(words[:1])
    hard = news in (News.BOUNCED, News.REFUSED) and not _is_soft(event.esp_event)
    return Report(
        mail_id,
        news,
        reason or (str(event.reject_reason or "") if hard else ""),
        hard=hard and is_hard(reason, otherwise=event.reject_reason in HARD),
        provider=name.lower().replace(" ", "-"),
    )


def _is_soft(esp_event: object, depth: int = 0) -> bool:
    if not isinstance(esp_event, Mapping) or depth > DEEPEST:
        return False
    for name, value in esp_event.items():
        if isinstance(value, Mapping):
            if _is_soft(value, depth + 1):
                return True
        elif str(name).lower() in SOFT_FIELDS and isinstance(value, str):
            if "soft" in value.lower() or value.lower() == "transient":
                return True
        elif name == "hard_bounce" and value is False:
            return True
    return False


def _find(events: Sequence[AnymailTrackingEvent]) -> list[int | None]:
    """The mail of each event: by the outbox id in its metadata, else the provider's reference, else our Message-ID."""
    references = {spelling for event in events for spelling in _spellings(event.message_id)}
    by_reference = dict(
        OutgoingMail.objects.filter(provider_reference__in=references)
        .exclude(provider_reference="")
        .values_list("provider_reference", "pk")
    )
    ours = {
        key: _key_of(event.metadata) or mail_of_message_id(str(event.message_id or ""))
        for key, event in enumerate(events)
    }
    addresses = dict(OutgoingMail.objects.filter(pk__in=filter(None, ours.values())).values_list("pk", "to_email"))
    return [_one(event, ours[key], by_reference, addresses) for key, event in enumerate(events)]


def _one(
    event: AnymailTrackingEvent, named: int | None, by_reference: Mapping[str, int], addresses: Mapping[int, str]
) -> int | None:
    referred = next((by_reference[each] for each in _spellings(event.message_id) if each in by_reference), None)
    # Several installations may share an account: the number of a mail of another one is met by the wrong recipient here.
    if named is not None and named in addresses and (named == referred or _same(event.recipient, addresses[named])):
        return named
    return referred


def _same(recipient: Any, address: str) -> bool:
    return not recipient or str(recipient).strip().lower() == address.lower()


def _key_of(metadata: object) -> int | None:
    value = metadata.get("outbox_id") if isinstance(metadata, Mapping) else None
    return parse_number(str(value)) if isinstance(value, (int, str)) else None


def _spellings(message_id: object) -> Iterator[str]:
    """As the service gave it, and with or without the brackets that it may write another time."""
    if message_id and "\x00" not in str(message_id):
        bare = str(message_id).strip().strip("<>")
        yield from (str(message_id), bare, f"<{bare}>")


def _came_in(event: AnymailInboundEvent) -> None:
    message = event.message
    recipient = str(getattr(message, "envelope_recipient", "") or "")
    try:
        raw = message.as_bytes()
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as problem:
        log.warning("Mail that came in cannot be written down: %s", type(problem).__name__)
        return
    try:
        if not take(raw, timezone.now(), recipient):
            log.warning("Mail that came in reaches nobody: it is a second answer, or answers no letter")
    except NotUnderstood as problem:
        log.warning("Mail that came in is not understood: %s", problem)
