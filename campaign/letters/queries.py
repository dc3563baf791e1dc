"""Which text of a letter is the one to show and to sign today."""

from campaign.letters.models import Revision


def current_revision(letter_id: int, language: str) -> Revision:
    """The newest revision in one language; Revision.DoesNotExist where the letter has none."""
    newest = Revision.objects.filter(letter_id=letter_id, language=language).order_by("-number").first()
    if newest is None:
        raise Revision.DoesNotExist(f"letter {letter_id} has no text in {language!r}")
    return newest


def current_revisions(letter_id: int) -> dict[str, Revision]:
    """The newest revision of each language the letter is written in, by language, in the languages' order."""
    newest = Revision.objects.filter(letter_id=letter_id).order_by("language", "-number").distinct("language")
    return {revision.language: revision for revision in newest}
