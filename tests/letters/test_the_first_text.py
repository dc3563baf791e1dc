"""What stands in the editor before anything is written: good Liquid, and never a letter that could leave."""

import pytest
from django.conf import settings

from campaign.letters.models import Letter, Revision
from campaign.letters.parts import PART_NAMES
from campaign.letters.services import LetterHasProblems, save_revision
from campaign.letters.skeletons import PROMPT, SKELETONS
from campaign.letters.validation import Problem, prompts_left, validate_part

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_one_that_can_be_read(language: str) -> None:
    parts = SKELETONS[language]
    assert [problem for part in PART_NAMES for problem in validate_part(part, getattr(parts, part))] == []
    assert parts == parts.tidied()
    assert "{{ target.greeting }}" in parts.salutation
    assert "{{ supporter.name }}" in parts.signature
    assert "{{ supporter.place }}" in parts.signature


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_its_three_prompts_is_named_by_its_line(language: str) -> None:
    assert [(problem.part, problem.line) for problem in prompts_left(SKELETONS[language])] == [
        ("body", 1),
        ("body", 3),
        ("body", 5),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_with_a_prompt_left_no_revision_is_kept(language: str) -> None:
    letter = Letter.objects.create(name="Unwritten")
    with pytest.raises(LetterHasProblems) as refused:
        save_revision(letter, language, SKELETONS[language], None)
    assert all(isinstance(problem, Problem) and PROMPT in problem.message for problem in refused.value.problems)
    assert not Revision.objects.exists()
