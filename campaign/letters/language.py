"""The small piece of Liquid that letters are written in: four tags, five filters, and limits on everything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from liquid import BoundTemplate, Environment, StrictUndefined

# For and include have no use in a letter and could run without end. Filters are not covered by python-liquid's limits, so
# only those that cannot blow up a text are here; "date" is left out because no variable is a date, and "now" would make the
# same revision read differently next year (docs/adr/0004).
TAGS = ("if", "unless", "case", "comment")
FILTERS = ("capitalize", "default", "downcase", "strip", "upcase")
PSEUDO_TAGS = ("content", "output", "illegal")  # how python-liquid registers plain text and {{ ... }}
DEEPEST_NESTING = 5
COMPILED_TEMPLATES_KEPT = 1024  # some 40 organizations' letters in three languages; a few kB each

DELIMITER = re.compile(r"\{\{|\{%|\}\}|%\}")
WORD = re.compile(r"^(?:#|\w*)")
COMMENT = re.compile(r"\{%-?\s*(comment|endcomment)\s*-?%\}")
CLOSING = {"{{": "}}", "{%": "%}"}


class LetterEnvironment(Environment):
    """python-liquid with everything taken away that a letter does not need."""

    block_nesting_limit = DEEPEST_NESTING
    context_depth_limit = 10
    loop_iteration_limit = 1
    local_namespace_limit = 1
    output_stream_limit = 100_000

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        self.tags = {name: self.tags[name] for name in (*TAGS, *PSEUDO_TAGS)}
        self.filters = {name: self.filters[name] for name in FILTERS}


LIQUID = LetterEnvironment(undefined=StrictUndefined)


@lru_cache(maxsize=COMPILED_TEMPLATES_KEPT)
def compiled(text: str) -> BoundTemplate:
    """The template of this text, parsed once; raises liquid.exceptions.LiquidError where it cannot be read."""
    return LIQUID.from_string(text)


class Kind(Enum):
    OUTPUT = auto()  # {{ ... }}
    TAG = auto()  # {% ... %}
    UNCLOSED = auto()  # opened and never closed: braces, or a comment
    STRAY = auto()  # closed and never opened


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of Liquid in a text: what it is, its first word if it is a tag, the rest, and the line it starts on."""

    kind: Kind
    line: int
    source: str
    word: str = ""
    expression: str = ""
    start: int = 0  # in the text


def marks(text: str) -> Iterator[Mark]:
    """Every piece of Liquid in the text, in order; what stands inside a comment is not Liquid."""
    position = 0
    while found := DELIMITER.search(text, position):
        mark, position = _mark_at(text, found)
        if mark.word == "comment":
            end = _end_of_comment(text, position)
            if end is None:
                mark = Mark(Kind.UNCLOSED, mark.line, mark.source)
            position = len(text) if end is None else end
        yield mark


def _mark_at(text: str, found: re.Match[str]) -> tuple[Mark, int]:
    opening, inside = found.group(), found.end()
    line = text.count("\n", 0, found.start()) + 1
    if opening not in CLOSING:
        return Mark(Kind.STRAY, line, opening), inside
    end = text.find(CLOSING[opening], inside)
    content = text[inside:end]
    if end < 0 or "{{" in content or "{%" in content:
        return Mark(Kind.UNCLOSED, line, _first_line(text[found.start() :])), inside
    source = text[found.start() : end + 2]
    content = content.removeprefix("-").removesuffix("-").strip()
    if opening == "{{":
        return Mark(Kind.OUTPUT, line, source, expression=content, start=found.start()), end + 2
    word = WORD.findall(content)[0]
    return Mark(Kind.TAG, line, source, word, content[len(word) :].strip()), end + 2


def _end_of_comment(text: str, position: int) -> int | None:
    depth = 1
    for found in COMMENT.finditer(text, position):
        depth += 1 if found.group(1) == "comment" else -1
        if depth == 0:
            return found.end()
    return None


def _first_line(text: str) -> str:
    return text[:40].splitlines()[0]
