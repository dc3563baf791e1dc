"""Alerts in the reader's language: what is the matter, and what to do about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.delivery.models import Alert, Breaker


@dataclass(frozen=True)
class Told:
    """`remedy` is for admins: what to look at and what to do."""

    sentence: str
    remedy: str


def told(alert: Alert) -> Told:
    sentence, remedy = _WORDS[Alert.Kind(alert.kind)](alert)
    when = date_format(timezone.localtime(alert.raised_at), "DATETIME_FORMAT")
    return Told(sentence % {"when": when, "key": alert.key.partition(" ")[2]}, remedy)


def all_told(alerts: Sequence[Alert]) -> list[Told]:
    return [told(alert) for alert in alerts]


def _late(alert: Alert) -> tuple[str, str]:
    return (
        _("Since %(when)s mail is late."),
        _("Look below whether a worker is at work, and at the reasons of the mail that waits. Nothing is lost."),
    )


def _silent(alert: Alert) -> tuple[str, str]:
    return (
        _("Since %(when)s the clock that starts the sending is silent."),
        _("Start “beat” again. Until then letters stay in the queue; they leave when it is back."),
    )


def _broken(alert: Alert) -> tuple[str, str]:
    remedy = _(
        "It tries again by itself, a few mails first. Read the reason below, and mend what the server complains of."
    )
    if alert.key.startswith(Breaker.Scope.PROVIDER):
        return _("Mail through %(key)s is held since %(when)s: too much of it failed."), remedy
    return _("Mail to %(key)s is held since %(when)s: too much of it failed."), remedy


def _stopped(alert: Alert) -> tuple[str, str]:
    return (
        _("%(key)s turned us away on %(when)s; nothing leaves through it."),
        _("Mend the account or its key in the settings and start the service again. Nothing is lost."),
    )


def _figures_late(alert: Alert) -> tuple[str, str]:
    return (
        _("Since %(when)s figures are late: what people did is kept, but not summed up."),
        _(
            "Look whether a worker is at work, and whether a transaction stays open in the database (docs/operations.md). The number on the campaign's page is right meanwhile."
        ),
    )


def _figures_differ(alert: Alert) -> tuple[str, str]:
    return (
        _("Since %(when)s figures of the statistics differ from the rows that they are sums of."),
        _(
            "The last recount on a page of statistics lists them. “manage.py rebuild_tallies” makes all figures anew, and the next recount compares them."
        ),
    )


_WORDS: dict[Alert.Kind, Callable[[Alert], tuple[str, str]]] = {
    Alert.Kind.LATE: _late,
    Alert.Kind.BEAT_SILENT: _silent,
    Alert.Kind.BREAKER: _broken,
    Alert.Kind.STOPPED: _stopped,
    Alert.Kind.FIGURES_LATE: _figures_late,
    Alert.Kind.FIGURES_DIFFER: _figures_differ,
}
