"""What a remedy does to whom, in words: on its button, on the page that asks once more, and when it is done."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from campaign.delivery.remedies import Remedy
from campaign.web.numbers import number


@dataclass(frozen=True)
class Offer:
    """A remedy for one mail or many; `danger` where it cannot be undone."""

    remedy: Remedy
    label: str
    effect: str
    url: str
    danger: bool


def offer(remedy: Remedy, count: int, url: str) -> Offer:
    return Offer(remedy, label_of(remedy, count), effect_of(remedy, count), url, remedy is Remedy.CANCEL)


def label_of(remedy: Remedy, count: int) -> str:
    """ "Try these 312 mails again"."""
    labels = {
        Remedy.RETRY: ngettext("Try this mail again", "Try these %(n)s mails again", count),
        Remedy.RELEASE: ngettext("Let this mail leave now", "Let these %(n)s mails leave now", count),
        Remedy.CANCEL: ngettext("Cancel this mail", "Cancel %(n)s mails", count),
        Remedy.MARK_SENT: ngettext("Mark this mail as sent", "Mark these %(n)s mails as sent", count),
    }
    return labels[remedy] % {"n": number(count)}


def effect_of(remedy: Remedy, count: int) -> str:
    return {
        Remedy.RETRY: ngettext(
            "It is due at once and tried as often as a new one. What the other side refused, it may refuse again.",
            "They are due at once and tried as often as new ones. What the other side refused, it may refuse again.",
            count,
        ),
        Remedy.RELEASE: ngettext(
            "If it is held, it leaves as soon as somebody can be written to. If it was perhaps sent, it may arrive twice.",
            "Those held leave as soon as somebody can be written to. Those perhaps sent may arrive twice.",
            count,
        ),
        Remedy.CANCEL: ngettext(
            "It never leaves, and this cannot be undone. If it is a letter, its supporter sees that it was cancelled.",
            "They never leave, and this cannot be undone. Supporters see that their letters were cancelled.",
            count,
        ),
        Remedy.MARK_SENT: ngettext(
            "Nothing leaves. It counts as sent from now on: use this when you know that it arrived.",
            "Nothing leaves. They count as sent from now on: use this when you know that they arrived.",
            count,
        ),
    }[remedy]


def done_words(remedy: Remedy, count: int) -> str:
    words = {
        Remedy.RETRY: ngettext("%(n)s mail is tried again.", "%(n)s mails are tried again.", count),
        Remedy.RELEASE: ngettext("%(n)s mail leaves now.", "%(n)s mails leave now.", count),
        Remedy.CANCEL: ngettext("%(n)s mail is cancelled.", "%(n)s mails are cancelled.", count),
        Remedy.MARK_SENT: ngettext("%(n)s mail is marked as sent.", "%(n)s mails are marked as sent.", count),
    }
    return words[remedy] % {"n": number(count)}
