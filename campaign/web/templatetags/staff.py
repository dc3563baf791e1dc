"""Template tags of the staff pages: numbers, moments, spans of time, names of people and languages."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, pgettext

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.stats.funnels import Funnel
from campaign.web import numbers
from campaign.web.organizers.home import title_of
from campaign.web.organizers.steps import next_of, steps_of
from campaign.web.staff import filters, reasons, stages, status, words
from campaign.web.staff.sections import section_of

register = template.Library()
register.filter("number", numbers.number)
register.filter("person_state", filters.person_state)
register.filter("reason", reasons.reason)
register.filter("language_in_text", words.language_in_text)


@register.filter
def span(seconds: float) -> str:
    return words.span(seconds)


@register.simple_tag
def stages_of(funnel: Funnel) -> dict[str, list[stages.Stage]]:
    return {"people": stages.of_people(funnel), "letters": stages.of_letters(funnel)}


@register.simple_tag
def moment(at: datetime | None) -> SafeString | str:
    """A date and time in the site's zone and the reader's way, also for machines; a dash for none."""
    return _time(at, lambda local: date_format(local, "DATETIME_FORMAT"))


@register.simple_tag
def moment_in(at: datetime, zone: str) -> SafeString:
    """A date and time in a zone that is named beside it."""
    local = timezone.localtime(at, ZoneInfo(zone))
    words = f"{date_format(local, 'DATETIME_FORMAT')} ({zone.replace('_', ' ')})"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


@register.simple_tag
def short_moment(at: datetime | None) -> SafeString | str:
    """The same in one short line, for tables: without the year if it is this one."""
    return _time(at, lambda local: f"{_day(local)}, {date_format(local, 'TIME_FORMAT')}")


@register.simple_tag
def second(at: datetime | None) -> SafeString | str:
    """The same to the second, for what follows closely upon each other."""
    return _time(at, lambda local: f"{_day(local)}, {date_format(local, 'H:i:s')}")


def _time(at: datetime | None, words: Callable[[datetime], str]) -> SafeString | str:
    if at is None:
        return "–"
    local = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words(local))


def _day(local: datetime) -> str:
    # Translators: letters of Django's date formats, for a short date without and with its year.
    form = pgettext("date", "N j") if local.year == timezone.localdate().year else pgettext("date", "N j, Y")
    return date_format(local, form)


@register.filter
def of(values: Mapping[int, str], key: int) -> str:
    """One of several, by its key."""
    return values.get(key, "")


@register.filter
def person(user: User | None) -> str:
    return status.name_of(user) if user else ""


@register.filter
def campaign_title(campaign: Campaign) -> str:
    """In the reader's language, as far as the campaign has it."""
    return title_of(campaign, get_language() or campaign.default_language)


@register.filter
def language_name(code: str) -> str:
    """In that language itself, as on a door: français."""
    return str(get_language_info(code)["name_local"])


@register.inclusion_tag("staff/parts/steps.html", takes_context=True)
def steps(context: Context, campaign: Campaign | None, current: str = "") -> dict[str, object]:
    """How far a draft is, above the page of one of its steps; nothing for a campaign that supporters know."""
    if campaign is not None and campaign.state != Campaign.State.DRAFT:
        return {"steps": []}
    found = steps_of(campaign)
    return {"steps": found, "current": current, "next": next_of(found, current, context["request"].path)}


@register.simple_tag(takes_context=True)
def current(context: Context, name: str) -> str:
    """What marks the menu's entry `name`: that it is this page, or that this page belongs to it."""
    request = context["request"]
    if section_of(request.path) != name:
        return ""
    here = request.resolver_match is not None and request.resolver_match.url_name == name
    return format_html(' aria-current="{}"', "page" if here else "true")


@register.filter
def share(part: int, whole: int) -> int:
    """`part` of `whole` as whole per cent, 1 at least where there is any, so that few are not drawn as none."""
    return max(1, part * 100 // whole) if part and whole else 0
