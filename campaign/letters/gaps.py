"""Where a letter to somebody would say nothing: a variable that is printed although it is empty."""

import re
from collections.abc import Iterator

from campaign.letters.language import Kind, compiled, marks
from campaign.letters.openings import opening_for
from campaign.letters.parts import LetterParts
from campaign.letters.people import LetterPeople, Values

# Signs from Unicode's private use area, which no text of people holds, around each {{ … }} and its number.
OPENS, NUMBERED, CLOSES = "\ue000", "\ue001", "\ue002"
NOTHING = re.compile(rf"{OPENS}(\d+){NUMBERED}\s*{CLOSES}")


def gaps_in(parts: LetterParts, people: LetterPeople) -> list[str]:
    """What stands between braces in salutation, opening and signature and prints nothing for these people, each once.

    What an {% if %} leaves out, or a `default` fills, is no gap.
    """
    values = people.values()
    texts = (parts.salutation, opening_for(parts, people), parts.signature)
    return list(dict.fromkeys(gap for text in texts for gap in _gaps(text, values)))


def _gaps(text: str, values: Values) -> Iterator[str]:
    outputs = [mark for mark in marks(text) if mark.kind is Kind.OUTPUT]
    if not outputs:
        return
    signed, position = "", 0
    for number, mark in enumerate(outputs):
        signed += f"{text[position : mark.start]}{OPENS}{number}{NUMBERED}{mark.source}{CLOSES}"
        position = mark.start + len(mark.source)
    for found in NOTHING.findall(compiled(signed + text[position:]).render(dict(values))):
        yield outputs[int(found)].expression.partition("|")[0].strip()


def names_variable(parts: LetterParts, name: str) -> bool:
    """Whether this variable is named anywhere in the parts that are filled in for each recipient."""
    openings = (parts.opening, *(other.text for other in parts.others.openings))
    texts = (parts.salutation, *openings, parts.signature)
    pattern = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w.])")
    return any(pattern.search(f"{mark.expression}") for text in texts for mark in marks(text))
