"""Which variant a form was filled in on, and how much of its words are the supporter's own."""

from campaign.letters.originality import percent_changed
from campaign.letters.variants import FIRST, Texts


def own_words(texts: Texts, written: str, subject: str, body: str) -> tuple[str, int | None]:
    """The variant as it is kept, and the percentage of words changed; `written` is what the form brought.

    A variant that the letter does not have counts for none, and what was changed of it is not known.
    """
    variant = texts.known(written)
    if variant is None and texts.number > 1:
        return "", None
    ours = "\n".join(texts.of(variant or FIRST))
    return str(variant or ""), percent_changed(ours, f"{subject}\n{body}")
