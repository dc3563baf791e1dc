"""The sentence before the table: is all well, and if not, what is the matter and what to do about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.accounts.models import User
from campaign.delivery.health import alerts_in_force
from campaign.delivery.models import Alert, Pause
from campaign.delivery.queries import current_pause
from campaign.web.numbers import number
from campaign.web.staff.alert_words import told
from campaign.web.staff.figures import MOST_COUNTED, Today, today
from campaign.web.staff.words import span

# The sweep looks every few seconds: what has been due for this long is not merely next in line.
LATE_SECONDS = 5 * 60


@dataclass(frozen=True)
class Status:
    """`tone` is good, warn or bad; `remedy` says what to do, and `url` is where, both perhaps empty."""

    tone: str
    sentence: str
    remedy: str = ""
    url: str = ""


def status_of(campaign_ids: Collection[int], user: User, now: datetime) -> Status:
    """The most pressing thing about these campaigns' letters, in words for this member of staff."""
    alerts = alerts_in_force()
    if alerts:
        return _alerted(alerts, user)
    figures = today(campaign_ids, midnight_of(now), now)
    pause = current_pause()
    if pause:
        return _paused(pause, figures, user)
    if figures.late_seconds > LATE_SECONDS:
        return _late(figures, user)
    if figures.held:
        return _held(figures, user)
    if figures.trouble:
        return _trouble(figures)
    return _well(figures)


def midnight_of(now: datetime) -> datetime:
    """When the site's day began."""
    local = timezone.localtime(now)
    return datetime.combine(local.date(), time.min, local.tzinfo)


def _alerted(alerts: Sequence[Alert], user: User) -> Status:
    sentence = told(alerts[0]).sentence
    if more := len(alerts) - 1:
        others = ngettext("And %(n)s alert more.", "And %(n)s alerts more.", more) % {"n": number(more)}
        sentence = f"{sentence} {others}"
    if user.is_admin:
        return Status("bad", sentence, _("See what to do"), reverse("staff-queue"))
    return Status("bad", sentence, _("Nothing is lost. The admins have been told."))


def _paused(pause: Pause, figures: Today, user: User) -> Status:
    waiting = ngettext("%(n)s letter is due.", "%(n)s letters are due.", figures.due) % {"n": number(figures.due)}
    sentence = _("All sending is paused since %(when)s by %(who)s. %(waiting)s") % {
        "when": date_format(timezone.localtime(pause.paused_at), "DATETIME_FORMAT"),
        "who": name_of(pause.paused_by),
        "waiting": waiting,
    }
    if user.is_admin:
        return Status("warn", sentence, _("See why, or let it go on"), reverse("staff-pause"))
    return Status("warn", sentence, _("Nothing is lost. An admin lets it go on."))


def _late(figures: Today, user: User) -> Status:
    sentence = ngettext(
        "Letters are late: %(n)s is due, since %(span)s.",
        "Letters are late: %(n)s are due, the oldest since %(span)s.",
        figures.due,
    ) % {"n": number(figures.due), "span": span(figures.late_seconds)}
    if user.is_admin:
        return Status("bad", sentence, _("See what the queue does"), reverse("staff-queue"))
    return Status("bad", sentence, _("Nothing is lost. Tell an admin that the queue stands still."))


def _held(figures: Today, user: User) -> Status:
    sentence = ngettext(
        "%(n)s letter is held: nobody can be written to in its office.",
        "%(n)s letters are held: nobody can be written to in their office.",
        figures.held,
    ) % {"n": number(figures.held) + "+" * (figures.held >= MOST_COUNTED)}
    if user.is_admin:
        return Status("warn", sentence, _("Choose who holds the office"), reverse("staff-offices"))
    return Status("warn", sentence, _("An admin must choose who holds the office; then they leave by themselves."))


def _trouble(figures: Today) -> Status:
    words = ngettext(
        "%(n)s letter came back or failed today; %(sent)s",
        "%(n)s letters came back or failed today; %(sent)s",
        figures.trouble,
    )
    sentence = words % {"n": number(figures.trouble), "sent": _accepted(figures)}
    return Status("warn", f"{sentence}.", _("The numbers below lead to them, each with its reason."))


def _well(figures: Today) -> Status:
    if not figures.accepted and not figures.due:
        return Status("good", _("No letter was sent today, and none is late."))
    if figures.late_seconds:
        waiting = _("the oldest waiting %(span)s") % {"span": span(figures.late_seconds)}
    elif figures.due:
        words = ngettext("%(n)s waits for its turn", "%(n)s wait for their turn", figures.due)
        waiting = words % {"n": number(figures.due)}
    else:
        waiting = _("none is overdue")
    return Status(
        "good", _("All is well: %(accepted)s, %(waiting)s.") % {"accepted": _accepted(figures), "waiting": waiting}
    )


def _accepted(figures: Today) -> str:
    words = ngettext("%(n)s letter accepted today", "%(n)s letters accepted today", figures.accepted)
    return words % {"n": number(figures.accepted)}


def name_of(user: User) -> str:
    """How colleagues know each other: the full name, else the user name."""
    return user.get_full_name() or user.get_username()
