"""Numbers that a form or a mail service sends back as text: keys of rows, numbers of revisions."""

KEY_DIGITS = 18  # the largest key of a bigint has nineteen: with eighteen, every number is one


def parse_number(text: str, digits: int = KEY_DIGITS) -> int | None:
    """The number that these ASCII digits write; None for anything else, and for more digits than a column holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
