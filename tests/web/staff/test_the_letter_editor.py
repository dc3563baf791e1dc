import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import OutgoingMail
from campaign.letters.models import Revision
from campaign.letters.queries import current_revision
from campaign.letters.services import save_revision
from campaign.letters.variables import VARIABLES
from tests import stories
from tests.web.staff.pages import links, words

EDITOR = "/staff/campaigns/peaceful-protest/letter/en/"

PARTS = {
    "subject": "Please speak up",
    "salutation": "{{ target.greeting }},",
    "opening": "",
    "body": "I ask you to speak up.\r\n\r\nThank you.",
    "signature": "{{ supporter.name }}\r\n{{ supporter.place }}",
    "based_on": "1",
}


def test_the_editor_opens_with_the_text_in_use_and_every_variable_explained(as_organizer: Client) -> None:
    page = as_organizer.get(EDITOR)
    assert "I ask you to speak up for peaceful protesters." in page.content.decode()
    for variable in VARIABLES:
        assert variable.name in words(page)
        assert str(variable.meaning) in words(page)


def test_saving_makes_a_new_revision_with_its_author_and_note(
    as_organizer: Client, organizer: User, protest: Campaign
) -> None:
    before = current_revision(protest.letter_id, "en")
    answer = as_organizer.post(EDITOR, PARTS | {"action": "save", "note": "Shorter"}, follow=True)
    assert "Revision 2 is saved" in words(answer)
    saved = current_revision(protest.letter_id, "en")
    assert (saved.number, saved.author, saved.note) == (2, organizer, "Shorter")
    assert saved.body == "I ask you to speak up.\n\nThank you."
    assert Revision.objects.get(pk=before.pk).body == before.body
    assert "Revision 2 Nov." in words(answer)
    assert "Olga Organizer Shorter" in words(answer)


def test_the_other_languages_keep_their_revision(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(EDITOR, PARTS | {"action": "save"})
    assert current_revision(protest.letter_id, "fr").number == 1


def test_broken_liquid_is_refused_with_its_part_and_line_and_nothing_is_lost(
    as_organizer: Client, protest: Campaign
) -> None:
    broken = {"salutation": "Dear\r\n{{ target.gretting }},", "opening": "One\r\ntwo\r\n{% if target.party %}x"}
    answer = as_organizer.post(EDITOR, PARTS | broken | {"action": "save"})
    assert answer.status_code == 422
    page = words(answer)
    assert "Salutation: Line 2: There is no variable “target.gretting”." in page
    assert "Opening (optional): Line 3: “{% if target.party %}” is never closed." in page
    assert links(answer)["Salutation: Line 2: There is no variable “target.gretting”."] == "#id_salutation"
    assert "{{ target.gretting }}," in page
    assert "I ask you to speak up." in page
    assert 'aria-invalid="true"' in answer.content.decode()
    assert current_revision(protest.letter_id, "en").number == 1


@pytest.mark.parametrize("part", ["subject", "salutation", "body", "signature"])
def test_a_part_that_every_letter_needs_cannot_be_empty(as_organizer: Client, protest: Campaign, part: str) -> None:
    answer = as_organizer.post(EDITOR, PARTS | {part: "  \r\n ", "action": "save"})
    assert answer.status_code == 422
    assert "This part is empty." in words(answer)
    assert current_revision(protest.letter_id, "en").number == 1


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "x" * 20_000])
def test_text_that_cannot_be_sent_is_refused_kindly(as_organizer: Client, protest: Campaign, text: str) -> None:
    assert as_organizer.post(EDITOR, PARTS | {"body": text, "action": "save"}).status_code == 422
    assert current_revision(protest.letter_id, "en").number == 1


def test_the_preview_shows_each_recipient_their_letter_and_keeps_nothing(
    as_organizer: Client, protest: Campaign
) -> None:
    answer = as_organizer.post(EDITOR, PARTS | {"action": "preview"})
    page = words(answer)
    assert "To Nina Minister, Foreign affairs" in page
    assert "Dear Nina Minister," in page
    assert "Dear Carl Critic," in page
    assert "Camille Tremblay Montréal, H2X 1Y4" in page
    assert "Camille Tremblay via Dear Minister" in page
    assert current_revision(protest.letter_id, "en").number == 1
    assert OutgoingMail.objects.count() == 0
    assert 'data-keep="unsaved"' in answer.content.decode()


def test_the_preview_of_broken_liquid_names_the_problem_instead(as_organizer: Client) -> None:
    answer = as_organizer.post(EDITOR, PARTS | {"signature": "{{ supporter.secret }}", "action": "preview"})
    assert answer.status_code == 422
    assert "There is no variable “supporter.secret”." in words(answer)


def test_the_same_text_again_makes_no_revision(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(EDITOR, PARTS | {"action": "save"})
    answer = as_organizer.post(EDITOR, PARTS | {"action": "save", "based_on": "2"}, follow=True)
    assert "Nothing was changed" in words(answer)
    assert current_revision(protest.letter_id, "en").number == 2


def test_whoever_saves_after_a_colleague_is_told_first(as_organizer: Client, admin: User, protest: Campaign) -> None:
    save_revision(protest.letter, "en", stories.LETTERS["fr"], admin, "Mine")
    answer = as_organizer.post(EDITOR, PARTS | {"action": "save"})
    assert answer.status_code == 409
    assert "Adam Admin saved revision 2 while you were writing" in words(answer)
    assert "I ask you to speak up." in words(answer)
    assert current_revision(protest.letter_id, "en").number == 2
    again = as_organizer.post(EDITOR, PARTS | {"action": "save", "based_on": "2"}, follow=True)
    assert "Revision 3 is saved" in words(again)


def test_a_revision_shows_what_it_changed_in_the_one_before(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(EDITOR, PARTS | {"action": "save"})
    page = as_organizer.get(f"{EDITOR}2/").content.decode()
    assert '<del><span class="visually-hidden">[not in the other: </span> up for peaceful protesters.<' in page
    assert '<ins><span class="visually-hidden">[not in the other: </span> up.<' in page
    assert "the one in use" in page


def test_an_only_revision_is_shown_as_it_is(as_organizer: Client) -> None:
    page = as_organizer.get(f"{EDITOR}1/").content.decode()
    assert "This is the only one" in page
    assert "<ins>" not in page
    assert "<del>" not in page


def test_an_old_text_can_be_written_on(as_organizer: Client) -> None:
    as_organizer.post(EDITOR, PARTS | {"action": "save"})
    old = links(as_organizer.get(f"{EDITOR}1/"))["Write on from this text"]
    page = as_organizer.get(f"/staff/campaigns/peaceful-protest/letter/en/1/{old}" if old.startswith("?") else old)
    assert "I ask you to speak up for peaceful protesters." in page.content.decode()
    assert 'name="based_on" value="2"' in page.content.decode()


def test_a_campaign_without_a_letter_gets_its_first_one_here(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.filter(pk=protest.pk).update(languages=["en", "fr", "es"])
    answer = as_organizer.post(
        "/staff/campaigns/peaceful-protest/letter/es/", PARTS | {"based_on": "0", "action": "save"}, follow=True
    )
    assert "Revision 1 is saved" in words(answer)
    assert current_revision(protest.letter_id, "es").number == 1


@pytest.mark.parametrize(
    ("number", "asked", "beside"),
    [(3, "", (2, 3)), (3, "1", (1, 3)), (1, "", (1, 2)), (1, "3", (1, 3)), (2, "9", (1, 2))],
)
def test_two_revisions_stand_side_by_side_the_older_one_first(
    as_organizer: Client, protest: Campaign, number: int, asked: str, beside: tuple[int, int]
) -> None:
    for based_on, text in (("1", "The second text."), ("2", "The third text.")):
        as_organizer.post(EDITOR, PARTS | {"action": "save", "based_on": based_on, "body": text})
    page = as_organizer.get(f"{EDITOR}{number}/", {"with": asked} if asked else {})
    columns = re.findall(r"<h3>\s*Revision (\d)", page.content.decode())
    assert {tuple(map(int, pair)) for pair in zip(columns[::2], columns[1::2], strict=True)} == {beside}


@pytest.mark.parametrize("asked", ["x", "-1", "99", "9" * 40, "²"])
def test_a_text_that_never_was_is_simply_not_there(as_organizer: Client, asked: str) -> None:
    page = as_organizer.get(EDITOR, {"from": asked})
    assert page.status_code == 200
    assert "I ask you to speak up for peaceful protesters." in page.content.decode()


def test_the_list_of_revisions_costs_the_same_however_long(
    as_organizer: Client, organizer: User, protest: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        as_organizer.post(
            EDITOR, PARTS | {"subject": f"Subject {number}", "based_on": str(number + 1), "action": "save"}
        )
    with django_assert_max_num_queries(10):
        as_organizer.get(EDITOR)
