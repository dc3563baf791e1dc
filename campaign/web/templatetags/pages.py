"""Template tags of every page: the same page in other languages, addresses, the reader's digit groups."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, override

from campaign.targets.parties import party_name
from campaign.web import numbers

BREAK_AFTER_AT = SafeString("@<wbr>")

register = template.Library()
register.filter("number", numbers.number)
# For numbers that a script changes.
register.simple_tag(numbers.digit_group)
register.simple_tag(numbers.grouped_from)


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


@register.inclusion_tag("parts/languages.html", takes_context=True)
def language_links(context: Context) -> dict[str, list[LanguageLink]]:
    """Links to this page in the languages it has: those in the context's `languages`, else all of the site."""
    codes = context.get("languages") or [code for code, _ in settings.LANGUAGES]
    request: HttpRequest | None = context.get("request")
    current = get_language()
    return {
        "links": [
            LanguageLink(code, get_language_info(code)["name_local"], _same_page(request, code), code == current)
            for code in codes
        ]
    }


@register.simple_tag(takes_context=True)
def alternate_links(context: Context) -> list[LanguageLink]:
    """The same page in its other languages, for the head: search engines offer the reader's own."""
    return language_links(context)["links"]


def _same_page(request: HttpRequest | None, language: str) -> str:
    match = request.resolver_match if request else None
    with override(language):
        if match and match.view_name and match.view_name != "root":
            try:
                return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                pass
        return reverse("home")


@register.filter
def party(name: str) -> str:
    """The reader's name for a roster's party."""
    return party_name(name)


@register.filter
def address(text: str) -> SafeString:
    """Text with e-mail addresses in it, which on a narrow page continue on a new line after their "@"."""
    return format_html_join(BREAK_AFTER_AT, "{}", ((part,) for part in text.split("@")))


@register.simple_tag
def absolute(path: str) -> str:
    """The address of `path` as other people reach it, e.g. to share it."""
    return f"{settings.PUBLIC_URL}{path}"


@register.filter
def percent_of(part: int, whole: int) -> int:
    """`part` as a whole percentage of `whole`, at most 100."""
    return min(100, part * 100 // whole) if whole else 0
