"""The sentence at the head of the queue's page: is all well, or what is wrong and what to do."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.delivery.health import Health
from campaign.delivery.heartbeats import SILENT_AFTER
from campaign.delivery.models import Pause
from campaign.web.numbers import number
from campaign.web.staff.alert_words import told
from campaign.web.staff.status import LATE_SECONDS, Status, name_of
from campaign.web.staff.words import span


def verdict_of(found: Health) -> Status:
    """The gravest thing first; the rest stands below on the page."""
    site = next((pause for pause in found.pauses if pause.scope == Pause.Scope.SITE), None)
    if found.alerts:
        first = told(found.alerts[0])
        return Status("bad", first.sentence, first.remedy)
    if site:
        sentence = _("All sending is paused by %(who)s.") % {"who": name_of(site.paused_by)}
        return Status("warn", f"{sentence} {_due(found)}", _("See why, or let it go on"), reverse("staff-pause"))
    if _missed(found):
        remedy = _("Letters leave only while it is at work. Start “beat”.")
        return Status("bad", _("The clock that starts the sending is not at work."), remedy)
    if found.late_since and found.now - found.late_since > timedelta(seconds=LATE_SECONDS):
        return _late(found, found.late_since)
    if found.breakers or found.pauses:
        return _partly(found)
    return _well(found)


def _missed(found: Health) -> bool:
    """Where it never was and nothing is due, nothing is wrong yet: the service may be starting for the first time."""
    if found.beat is None:
        return found.counts.due > 0 and found.late_since is not None and found.now - found.late_since > SILENT_AFTER
    return found.now - found.beat > SILENT_AFTER


def _late(found: Health, since: datetime) -> Status:
    span_of_it = span((found.now - since).total_seconds())
    sentence = _("Mail to people is late: the oldest is due for %(span)s.") % {"span": span_of_it}
    if not any(found.now - worker.seen_at < SILENT_AFTER for worker in found.workers):
        return Status("bad", sentence, _("No worker was seen for a minute: start one, or look at its log."))
    url = f"{reverse('staff-mail')}?state=queued"
    return Status("bad", sentence, _("See the mail that waits, each with its reason"), url)


def _partly(found: Health) -> Status:
    held, paused = len(found.breakers), len([one for one in found.pauses if one.scope != Pause.Scope.SITE])
    parts = []
    if held:
        words = ngettext("%(n)s domain or provider is held back", "%(n)s domains or providers are held back", held)
        parts.append(words % {"n": number(held)})
    if paused:
        words = ngettext("%(n)s part is paused by hand", "%(n)s parts are paused by hand", paused)
        parts.append(words % {"n": number(paused)})
    sentence = _("Mail leaves, but for a part of it: %(parts)s.") % {"parts": ", ".join(parts)}
    return Status("warn", sentence, _("See why, and what to do"), "#stopped")


def _well(found: Health) -> Status:
    accepted = sum(count for _minute, count in found.minutes)
    if not found.counts.due and not accepted:
        waiting = found.counts.total
        words = ngettext(
            "%(n)s mail waits for its time; nothing is due.",
            "%(n)s mails wait for their time; nothing is due.",
            waiting,
        )
        return Status("good", words % {"n": number(waiting)} if waiting else _("The queue is empty."))
    left = ngettext("%(n)s mail left in the last hour", "%(n)s mails left in the last hour", accepted)
    sentence = _("All is well: %(left)s. %(due)s") % {"left": left % {"n": number(accepted)}, "due": _due(found)}
    return Status("good", sentence)


def _due(found: Health) -> str:
    due = found.counts.due
    return ngettext("%(n)s mail is due.", "%(n)s mails are due.", due) % {"n": number(due)}
