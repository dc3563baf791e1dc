"""What a remedy does to whom, in words: on its button, on the page that asks once more, and when it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.delivery.remedies import Remedy
from campaign.web.staff.words import number


@dataclass(frozen=True)
class Offer:
    """A remedy for one mail or many; `danger` where it cannot be undone."""

    remedy: Remedy
    label: str
    effect: str
    url: str
    danger: bool


def offer(remedy: Remedy, count: int, url: str) -> Offer:
    return Offer(remedy, label_of(remedy, count), effect_of(remedy), url, remedy is Remedy.CANCEL)


def label_of(remedy: Remedy, count: int) -> str:
    """ "Try these 312 mails again"."""
    labels = {
        Remedy.RETRY: ngettext("Try this mail again", "Try these %(n)s mails again", count),
        Remedy.RELEASE: ngettext("Let this mail leave now", "Let these %(n)s mails leave now", count),
        Remedy.CANCEL: ngettext("Cancel this mail", "Cancel %(n)s mails", count),
        Remedy.MARK_SENT: ngettext("Mark this mail as sent", "Mark these %(n)s mails as sent", count),
    }
    return labels[remedy] % {"n": number(count)}


def effect_of(remedy: Remedy) -> str:
    return {
        Remedy.RETRY: _(
            "It is due at once and tried as often as a new one. What the other side refused, it may refuse again."
        ),
        Remedy.RELEASE: _(
            "What is held leaves if somebody can be written to, and is held again otherwise. What was perhaps sent is sent again now, and may arrive twice."
        ),
        Remedy.CANCEL: _(
            "It never leaves, and this cannot be undone. Its supporter sees on their page that it was cancelled."
        ),
        Remedy.MARK_SENT: _("Nothing leaves. It counts as sent from now on: use it when you know that it arrived."),
    }[remedy]


def done_words(remedy: Remedy, count: int) -> str:
    words = {
        Remedy.RETRY: ngettext("%(n)s mail is tried again.", "%(n)s mails are tried again.", count),
        Remedy.RELEASE: ngettext("%(n)s mail leaves now.", "%(n)s mails leave now.", count),
        Remedy.CANCEL: ngettext("%(n)s mail is cancelled.", "%(n)s mails are cancelled.", count),
        Remedy.MARK_SENT: ngettext("%(n)s mail is marked as sent.", "%(n)s mails are marked as sent.", count),
    }
    return words[remedy] % {"n": number(count)}
