"""What stands between braces: does Liquid understand it, and does it use only what letters may use?

Each piece is read and tried by itself, so that a problem has a line even where python-liquid gives none, and so that every
branch of an {% if %} is tried before anything is sent.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from liquid import BoundTemplate
from liquid.builtin.expressions import (
    BooleanExpression,
    FilteredExpression,
    Path,
    StringLiteral,
)
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import Blank, Empty, FalseLiteral, Nil, TrueLiteral
from liquid.exceptions import LiquidError
from liquid.expression import Expression

from campaign.letters.language import FILTERS, LIQUID, Kind, Mark
from campaign.letters.variables import VARIABLES, variables_for

LONGEST_EXPRESSION = 300  # characters; keeps "a and a and a ..." from nesting deeper than Python allows

CONDITIONS = (BooleanExpression, LogicalAndExpression, LogicalOrExpression)
ALLOWED = (
    *CONDITIONS,
    FilteredExpression,
    Path,
    StringLiteral,
    EqExpression,
    NeExpression,
    ContainsExpression,
    Blank,
    Empty,
    FalseLiteral,
    Nil,
    TrueLiteral,
)

VALUE = r"""(?:"[^"]*"|'[^']*'|[\w.]+)"""
WHEN = re.compile(rf"{VALUE}(?:(?:\s*,\s*|\s+or\s+){VALUE})*")
ONE_VALUE = re.compile(VALUE)


def flaws_of(mark: Mark, part: str) -> Iterator[str]:
    """Sentences on what is wrong with one mark in this part of a letter; none if nothing is."""
    if len(mark.expression) > LONGEST_EXPRESSION:
        yield _("“%(start)s…” is too long: at most %(limit)d characters fit between braces.") % {
            "start": mark.expression[:40],
            "limit": LONGEST_EXPRESSION,
        }
        return
    if not mark.expression:
        return
    templates = [_read(probe) for probe in _probes(mark)]
    if None in templates:
        yield _not_understood(mark)
        return
    found = [message for template in templates if template for message in _uses(template, part)]
    yield from found
    if not found and not all(_works(template) for template in templates if template):
        yield _not_understood(mark)


def _not_understood(mark: Mark) -> str:
    return _("“%(source)s” cannot be understood. Check its spelling, its quotes and its dots.") % {
        "source": mark.source
    }


def _probes(mark: Mark) -> list[str]:
    """Small templates that hold only what this mark says. A {% when %} is read strictly: Liquid skips what it cannot read."""
    if mark.kind is Kind.OUTPUT:
        return [f"{{{{ {mark.expression} }}}}"]
    if mark.word in ("if", "elsif", "unless"):
        return [f"{{% if {mark.expression} %}}x{{% endif %}}"]
    if mark.word == "case":
        return [f"{{% case {mark.expression} %}}{{% endcase %}}"]
    if mark.word == "when":
        values = ONE_VALUE.findall(mark.expression) if WHEN.fullmatch(mark.expression) else ["|"]
        return [f"{{{{ {value} }}}}" for value in values if value != "or"]
    return []  # what cannot be tried: names of ends, comments, forbidden tags


def _read(probe: str) -> BoundTemplate | None:
    try:
        return LIQUID.from_string(probe)
    except LiquidError:
        return None


def _works(template: BoundTemplate) -> bool:
    values: dict[str, dict[str, str]] = {}
    for variable in VARIABLES:
        group, name = variable.name.split(".")
        values.setdefault(group, {})[name] = "x"
    try:
        template.render(values)
    except LiquidError:
        return False
    return True


def _uses(template: BoundTemplate, part: str) -> Iterator[str]:
    for expression in _walk(node_expression for node in template.nodes for node_expression in node.expressions()):
        yield from _use(expression, part)


def _walk(expressions: Iterable[Expression]) -> Iterator[Expression]:
    for expression in expressions:
        yield expression
        if not isinstance(expression, Path):
            yield from _walk(expression.children())


def _use(expression: Expression, part: str) -> Iterator[str]:
    if not isinstance(expression, ALLOWED):
        yield _("“%(text)s” cannot be used in letters: numbers, ranges and comparisons of size are left out.") % {
            "text": str(expression)
        }
    elif isinstance(expression, Path):
        yield from _path(expression, part)
    elif isinstance(expression, FilteredExpression):
        for liquid_filter in expression.filters or ():
            if liquid_filter.name not in FILTERS:
                yield _(
                    "The filter “%(name)s” cannot be used in letters. The filters you can use are: %(filters)s."
                ) % {
                    "name": liquid_filter.name,
                    "filters": ", ".join(FILTERS),
                }
    elif isinstance(expression, CONDITIONS):
        yield from _always_true(expression)


def _path(path: Path, part: str) -> Iterator[str]:
    if not all(isinstance(segment, str) for segment in path.path):
        yield _("“%(name)s” is a name put together while the letter is written. Name the variable itself.") % {
            "name": str(path)
        }
        return
    name = ".".join(str(segment) for segment in path.path)
    if name in (variable.name for variable in variables_for(part)):
        return
    if name in (variable.name for variable in VARIABLES):
        yield _("“%(name)s” is not known yet in this part: a supporter reads and edits it before it is addressed.") % {
            "name": name
        }
    else:
        yield _("There is no variable “%(name)s”.") % {"name": name}


def _always_true(condition: Expression) -> Iterator[str]:
    for operand in condition.children():
        if isinstance(operand, Path):
            yield _(
                "“%(name)s” alone is always true, because an empty text counts as true. Write “%(name)s != blank”."
            ) % {"name": str(operand)}
