"""The five parts of a letter as plain text, as an organizer wrote them."""

from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True)
class LetterParts:
    """Body and subject are what a supporter sees and may edit; the other three are Liquid, filled in for each addressee."""

    subject: str
    salutation: str
    opening: str
    body: str
    signature: str

    def tidied(self) -> "LetterParts":
        """The same words with line feeds for line ends and nothing but text at both ends, so that equal texts compare equal."""
        return LetterParts(*(tidy(text) for text in astuple(self)))


PART_NAMES: tuple[str, ...] = tuple(field.name for field in fields(LetterParts))


def tidy(text: str) -> str:
    """Line feeds for the line ends a browser sends, no blank lines around the text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
