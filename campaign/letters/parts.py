"""A letter as an organizer wrote it, in plain text: its five parts, and what it says in other ways."""

from dataclasses import dataclass

from campaign.letters.alternatives import NO_OTHERS, Others, tidy

__all__ = ["PART_NAMES", "LetterParts", "tidy"]

PART_NAMES: tuple[str, ...] = ("subject", "salutation", "opening", "body", "signature")


@dataclass(frozen=True, slots=True)
class LetterParts:
    """Body and subject are what a supporter sees and may edit; the other three are Liquid, filled in for each addressee."""

    subject: str
    salutation: str
    opening: str
    body: str
    signature: str
    others: Others = NO_OTHERS

    @property
    def texts(self) -> dict[str, str]:
        """The five parts by name, in their order."""
        return {name: getattr(self, name) for name in PART_NAMES}

    def tidied(self) -> "LetterParts":
        """The same words with line feeds for line ends and nothing but text at both ends, so that equal texts compare equal."""
        subject, salutation, opening, body, signature = map(tidy, self.texts.values())
        return LetterParts(subject, salutation, opening, body, signature, self.others.tidied())
