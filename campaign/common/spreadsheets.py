"""Text that somebody typed, so that no spreadsheet calculates with it."""

import re

# What makes a spreadsheet take text for a formula (OWASP, CSV Injection): a sign of calculation, in full width too, or a tab or new line
# before anything. OWASP names no blanks; that a sign after some counts as well is our judgement: programs that trim what they read see it first.
_FORMULA = re.compile(r"[\t\r\n]|[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate with it."""
    return _FORMULA.match(text) is not None


def harmless(value: str | int | float) -> str | int | float:
    """The same, but quoted where a spreadsheet would calculate with it."""
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value
