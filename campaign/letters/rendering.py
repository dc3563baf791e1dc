"""From an organizer's text, a supporter's words and one addressee to the letter that leaves, as text and as HTML.

This runs once for every letter sent, so templates are compiled once and each part is rendered once: all parts are plain
text, and the HTML is the finished text, escaped. A supporter's words are only ever inserted, never rendered.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.translation import get_language_info
from liquid.exceptions import LiquidError

from campaign.letters.language import compiled
from campaign.letters.openings import opening_for
from campaign.letters.parts import LetterParts, tidy
from campaign.letters.people import LetterPeople, SupporterNames, TargetNames, Values, campaign_values
from campaign.letters.variables import VARIABLES

__all__ = [
    "BLANK_LINES",
    "CannotRender",
    "LetterPeople",
    "RenderedLetter",
    "SupporterNames",
    "TargetNames",
    "fill_campaign_variables",
    "letter_html",
    "render_letter",
    "render_part",
]

BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


class CannotRender(Exception):
    """A text that passed no validation, or a variable that no longer exists; trying again will not help."""


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    subject: str
    text: str
    html: str


def render_letter(parts: LetterParts, people: LetterPeople, subject: str, body: str) -> RenderedLetter:
    """The letter to one addressee. Subject and body are the supporter's own words; CannotRender names what is wrong."""
    values = people.values()
    paragraphs = (
        render_part(parts.salutation, values),
        render_part(opening_for(parts, people), values),
        tidy(body),
        render_part(parts.signature, values),
    )
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
    one_line = " ".join(subject.split())
    return RenderedLetter(one_line, text, letter_html(people.language, one_line, text))


def render_part(text: str, values: Values) -> str:
    """One part with its variables filled in, without blank lines around it."""
    if "{" not in text:
        return text.strip()
    named = tuple((owner, name, values[owner][name]) for owner, name in _named_in(text) if owner in values)
    return _filled(text, tuple(values), named)


@lru_cache(maxsize=1024)
def _named_in(text: str) -> tuple[tuple[str, str], ...]:
    """The listed variables that a text may read: every one whose owner and name both stand in it, however written."""
    pairs = (variable.name.split(".") for variable in VARIABLES)
    return tuple((owner, name) for owner, name in pairs if owner in text and name in text)


# A salutation is the same for all who write to that person, a signature for all whom one person writes to: what depends on
# the same values is rendered once.
@lru_cache(maxsize=4096)
def _filled(text: str, owners: tuple[str, ...], named: tuple[tuple[str, str, str], ...]) -> str:
    context: dict[str, dict[str, str]] = {owner: {} for owner in owners}
    for owner, name, value in named:
        context[owner][name] = value
    try:
        return compiled(text).render(context).strip()
    except LiquidError as error:
        raise CannotRender(str(error.message)) from error


def fill_campaign_variables(parts: LetterParts, campaign_title: str, site_name: str) -> tuple[str, str]:
    """Subject and body as a supporter first sees them: data from here on, whatever braces they hold."""
    values = campaign_values(campaign_title, site_name)
    return " ".join(render_part(parts.subject, values).split()), render_part(parts.body, values)


def letter_html(language: str, subject: str, text: str) -> str:
    """The smallest document that mail programs show well: paragraphs and line ends, the reader's own fonts."""
    paragraphs = BLANK_LINES.split(escape(text.strip(), quote=False))
    content = "</p>\n<p>".join(paragraph.replace("\n", "<br>\n") for paragraph in paragraphs)
    head, title_end = _wrapper(language)
    return f"{head}{escape(subject, quote=False)}{title_end}<p>{content}</p>\n</body>\n</html>\n"


@lru_cache(maxsize=64)
def _wrapper(language: str) -> tuple[str, str]:
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    head = f'<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n<title>'
    return head, "</title>\n</head>\n<body>\n"
