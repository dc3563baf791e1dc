"""Writing letters: a new revision for every change, never a change to an old one."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from campaign.letters.models import Letter, Revision
from campaign.letters.parts import LetterParts
from campaign.letters.queries import current_revisions
from campaign.letters.validation import Problem, validate


class LetterHasProblems(ValueError):
    """The parts cannot be kept; `problems` says why, part by part."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.part}, line {problem.line}: {problem.message}" for problem in problems))
        self.problems = problems


@transaction.atomic
def save_revision(
    letter: Letter, language: str, parts: LetterParts, author: AbstractBaseUser | None, note: str = ""
) -> Revision:
    """Keeps the text as the letter's current one in this language; the same text again gives the revision there is.

    Raises LetterHasProblems for text that could not be sent, ValueError for a language the site does not speak.
    """
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"{language!r} is none of the site's languages")
    parts = parts.tidied()
    if problems := validate(parts):
        raise LetterHasProblems(problems)
    Letter.objects.select_for_update().get(pk=letter.pk)  # two organizers saving at once get two numbers
    current = current_revisions(letter.pk).get(language)
    if current is not None and current.parts == parts:
        return current
    return Revision.objects.create(
        letter=letter,
        language=language,
        number=current.number + 1 if current else 1,
        author_id=author.pk if author else None,
        note=note,
        **_columns(parts),
    )


@transaction.atomic
def duplicate(letter: Letter) -> Letter:
    """A letter of its own with the current text of each language, for throw-away copies; its revisions start at one."""
    copy = Letter.objects.create(name=letter.name)
    for language, revision in current_revisions(letter.pk).items():
        Revision.objects.create(
            letter=copy,
            language=language,
            number=1,
            author_id=revision.author_id,
            note=revision.note,
            **_columns(revision.parts),
        )
    return copy


def _columns(parts: LetterParts) -> dict[str, Any]:
    return parts.texts | {"ways": parts.others.ways(), "openings": parts.others.openings_kept()}
