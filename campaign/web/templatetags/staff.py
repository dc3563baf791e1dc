"""Template tags of the staff pages: numbers, moments, spans of time, names of people and languages."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext

from campaign.accounts.models import User
from campaign.web import numbers
from campaign.web.staff import status, words

register = template.Library()
register.filter("number", numbers.number)


@register.filter
def span(seconds: float) -> str:
    return words.span(seconds)


@register.simple_tag
def moment(at: datetime | None) -> SafeString | str:
    """A date and time in the site's zone and the reader's way, also for machines; a dash for none."""
    if at is None:
        return "–"
    local = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "DATETIME_FORMAT"))


@register.filter
def reason(text: str) -> str:
    """Why a mail is where it is: our own reasons in the reader's language, a server's answer as the server gave it."""
    return gettext(text)


@register.filter
def person(user: User | None) -> str:
    return status.name_of(user) if user else ""


@register.filter
def language_name(code: str) -> str:
    """In that language itself, as on a door: français."""
    return str(get_language_info(code)["name_local"])


@register.filter
def share(part: int, whole: int) -> int:
    """`part` of `whole` as whole per cent, 1 at least where there is any, so that few are not drawn as none."""
    return max(1, part * 100 // whole) if part and whole else 0
