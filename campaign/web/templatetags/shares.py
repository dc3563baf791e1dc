"""Template tags of shares and their intervals, and of what they are shares of."""

from django import template
from django.utils.translation import gettext as _

from campaign.stats.intervals import Share
from campaign.stats.variants import Changed, Contest, Way
from campaign.web.numbers import percent
from campaign.web.organizers.statistics import naming
from campaign.web.organizers.variant_words import place_title
from campaign.web.staff.words import language_in_text

register = template.Library()
register.filter("percent", percent)


@register.simple_tag
def changed_words(changed: Changed) -> str:
    """A class of the distribution: none, 1–10%, over 50%."""
    return naming.changed(changed.low, changed.high)


@register.simple_tag
def place_words(contest: Contest) -> str:
    """Which part of which letter."""
    words = _("%(part)s (%(language)s)")
    return words % {"part": place_title(contest.place), "language": language_in_text(contest.language)}


@register.simple_tag
def share_of_forms(contest: Contest, way: Way) -> str:
    return percent(contest.sent(way))


@register.inclusion_tag("staff/parts/interval.html")
def interval_bar(share: Share) -> dict[str, object]:
    """A line from 0 to 100 with the interval and the share itself on it; numbers that CSS and SVG read, in no language's way."""
    low, high = share.interval
    return {
        "share": share,
        "low": f"{100 * low:.1f}",
        "width": f"{100 * (high - low):.1f}",
        "point": f"{min(99.0, 100 * share.value):.1f}",
    }
