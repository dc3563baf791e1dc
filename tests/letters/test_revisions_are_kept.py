"""Every change is a new revision; an old one stays as it was, whoever asks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from campaign.accounts.models import User
from campaign.letters.models import Letter, Revision, RevisionIsImmutable
from campaign.letters.queries import current_revision, current_revisions
from campaign.letters.services import LetterHasProblems, duplicate, save_revision
from tests.letters.texts import PARTS, parts_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(name="A letter")


@pytest.fixture
def organizer() -> User:
    return get_user_model().objects.create_user("organizer")


def test_the_first_text_of_a_language_is_its_number_one(letter: Letter, organizer: User) -> None:
    revision = save_revision(letter, "fr", PARTS, organizer, "first words")

    assert (revision.number, revision.language, revision.author, revision.note) == (1, "fr", organizer, "first words")
    assert revision.parts == PARTS


def test_each_language_counts_its_own_revisions(letter: Letter) -> None:
    save_revision(letter, "en", PARTS, None)
    save_revision(letter, "en", parts_with(body="Other words."), None)

    assert save_revision(letter, "es", PARTS, None).number == 1
    assert current_revision(letter.pk, "en").number == 2


def test_a_new_text_leaves_the_old_one_as_it_was(letter: Letter) -> None:
    old = save_revision(letter, "en", PARTS, None)
    save_revision(letter, "en", parts_with(body="Other words."), None)

    old.refresh_from_db()
    assert old.parts == PARTS


def test_saving_the_same_text_again_gives_the_revision_there_is(letter: Letter, organizer: User) -> None:
    first = save_revision(letter, "en", PARTS, organizer)
    as_a_browser_sends_it = parts_with(body=PARTS.body.replace("\n", "\r\n") + "\r\n")

    assert save_revision(letter, "en", as_a_browser_sends_it, None) == first
    assert letter.revisions.count() == 1


def test_going_back_to_an_older_text_is_a_new_revision(letter: Letter) -> None:
    for body in ("First.", "Second.", "First."):
        save_revision(letter, "en", parts_with(body=body), None)

    assert current_revision(letter.pk, "en").number == 3
    assert current_revision(letter.pk, "en").body == "First."


def test_a_text_with_problems_is_not_kept(letter: Letter) -> None:
    with pytest.raises(LetterHasProblems) as refused:
        save_revision(letter, "en", parts_with(body="{{ target.name }}", salutation="Dear {{ nobody }},"), None)

    assert [problem.part for problem in refused.value.problems] == ["salutation", "body"]
    assert not letter.revisions.exists()


def test_a_language_the_site_does_not_speak_is_refused(letter: Letter) -> None:
    with pytest.raises(ValueError, match="'de'"):
        save_revision(letter, "de", PARTS, None)


def test_the_current_texts_are_the_newest_of_each_language(letter: Letter) -> None:
    for body in ("First.", "Second."):
        save_revision(letter, "fr", parts_with(body=body), None)
    save_revision(letter, "en", PARTS, None)
    save_revision(Letter.objects.create(name="Another"), "es", PARTS, None)

    assert {code: text.body for code, text in current_revisions(letter.pk).items()} == {
        "en": PARTS.body,
        "fr": "Second.",
    }


def test_a_language_without_a_text_says_so(letter: Letter) -> None:
    with pytest.raises(Revision.DoesNotExist, match="'es'"):
        current_revision(letter.pk, "es")


def test_a_copy_has_the_current_texts_and_lives_its_own_life(letter: Letter, organizer: User) -> None:
    save_revision(letter, "en", parts_with(body="Old."), organizer)
    save_revision(letter, "en", PARTS, organizer)
    save_revision(letter, "fr", parts_with(body="Français."), organizer)

    copy = duplicate(letter)
    save_revision(copy, "en", parts_with(body="Only in the copy."), None)

    assert {code: text.body for code, text in current_revisions(copy.pk).items()} == {
        "en": "Only in the copy.",
        "fr": "Français.",
    }
    assert copy.revisions.get(language="en", number=1).author == organizer
    assert current_revision(letter.pk, "en").body == PARTS.body


def test_a_revision_cannot_be_saved_again(letter: Letter) -> None:
    revision = save_revision(letter, "en", PARTS, None)
    revision.body = "Words nobody agreed to."

    with pytest.raises(RevisionIsImmutable):
        revision.save()
    with pytest.raises(RevisionIsImmutable):
        current_revision(letter.pk, "en").save(update_fields=["body"])


@pytest.mark.parametrize("column", ["subject", "salutation", "opening", "body", "signature", "note", "language"])
def test_postgresql_refuses_to_change_a_column(letter: Letter, column: str) -> None:
    save_revision(letter, "en", PARTS, None)

    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        letter.revisions.update(**{column: "xx"})


@pytest.mark.parametrize(("column", "value"), [("ways", {"subjects": ["Other"]}), ("openings", [{"fits": ["office"]}])])
def test_postgresql_refuses_to_change_what_is_said_in_other_ways(letter: Letter, column: str, value: object) -> None:
    save_revision(letter, "en", PARTS, None)

    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        letter.revisions.update(**{column: value})


def test_postgresql_refuses_to_move_a_revision_to_another_letter_or_number(letter: Letter) -> None:
    save_revision(letter, "en", PARTS, None)

    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        letter.revisions.update(letter=Letter.objects.create(name="Another"))
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        letter.revisions.update(number=7)


def test_an_authors_account_may_go_and_the_text_stays(letter: Letter, organizer: User) -> None:
    revision = save_revision(letter, "en", PARTS, organizer)

    organizer.delete()

    revision.refresh_from_db()
    assert revision.author is None
    assert revision.parts == PARTS


def test_a_throw_away_letter_can_be_deleted_whole(letter: Letter) -> None:
    save_revision(letter, "en", PARTS, None)

    letter.delete()

    assert not Revision.objects.exists()


@pytest.fixture
def closing_pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_organizers_who_save_at_once_get_a_number_each(closing_pool: ThreadPoolExecutor) -> None:
    letter = Letter.objects.create(name="A letter")

    def save(body: str) -> int:
        try:
            return save_revision(letter, "en", parts_with(body=body), None).number
        finally:
            connection.close()

    numbers = list(closing_pool.map(save, [f"Text {one}." for one in range(8)]))

    assert sorted(numbers) == list(range(1, 9))
