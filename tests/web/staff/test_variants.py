"""Organizers write a letter in several ways, look at each of them, and see what each did."""

import pytest
from django.test import Client

from campaign.campaigns.models import Campaign
from campaign.letters.alternatives import OpeningFor, Others
from campaign.letters.queries import current_revision
from tests.web.staff.pages import links, words
from tests.web.staff.test_the_letter_editor import EDITOR, PARTS

VARIED = PARTS | {
    "subject_3": "Speak & act",
    "beginning_2": "People were hurt.\r\n",
    "ending_4": "I await your answer.",
    "opening_for_2": "Your party governs.",
    "opening_for_2_whom": ["party:Liberal", "office"],
    "opening_for_2_role": " whip ",
}
OTHERS = Others(
    ("Speak & act",),
    ("People were hurt.",),
    ("I await your answer.",),
    (OpeningFor(("party:Liberal", "office", "role:whip"), "Your party governs."),),
)


def saved(campaign: Campaign) -> Others:
    return current_revision(campaign.letter_id, "en").parts.others


def test_variants_are_written_into_empty_fields_and_kept_without_gaps(as_organizer: Client, protest: Campaign) -> None:
    assert "Revision 2 is saved" in words(as_organizer.post(EDITOR, VARIED | {"action": "save"}, follow=True))
    assert saved(protest) == OTHERS
    page = as_organizer.get(EDITOR).content.decode()
    assert 'name="subject_2" value="Speak &amp; act"' in page
    assert page.count('<details class="variants" open>') == 2


def test_a_letter_without_variants_folds_their_fields(as_organizer: Client) -> None:
    assert '<details class="variants" open>' not in as_organizer.get(EDITOR).content.decode()


def test_an_emptied_field_takes_its_variant_away(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(EDITOR, VARIED | {"action": "save"})
    as_organizer.post(EDITOR, PARTS | {"subject_2": "Speak & act", "based_on": "2", "action": "save"})
    assert saved(protest) == Others(subjects=("Speak & act",))


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"subject_3": "To {{ target.nmae }}"}, "Subject 3", "Line 1: There is no variable “target.nmae”."),
        ({"ending_2": "Fine\r\n{% if x"}, "Last paragraph 2", "Line 2: "),
        ({"opening_for_3": "Hello"}, "Opening for some recipients, 3", "Line 1: Choose who reads this opening."),
        (
            {"opening_for_3": "{{ x }}", "opening_for_3_whom": "office"},
            "Opening for some recipients, 3",
            "Line 1: ",
        ),
        (
            {"opening_for_1": "Hello", "opening_for_1_whom": "everybody"},
            "Opening for some recipients, 1",
            "cannot be told",
        ),
    ],
)
def test_what_cannot_be_sent_is_named_by_its_field_and_line_and_nothing_is_lost(
    as_organizer: Client, protest: Campaign, typed: dict[str, str], field: str, says: str
) -> None:
    answer = as_organizer.post(EDITOR, PARTS | typed | {"beginning_3": "Kept as typed.", "action": "save"})
    assert answer.status_code == 422
    assert any(link.startswith(f"{field}: ") and says in link for link in links(answer))
    assert "Kept as typed." in words(answer)
    assert current_revision(protest.letter_id, "en").number == 1


def test_the_boxes_offer_the_parties_of_todays_recipients(as_organizer: Client) -> None:
    page = words(as_organizer.get(EDITOR))
    assert "who hold an office who hold no office Bloc Québécois Conservative Green Party Liberal NDP" in page


def test_each_recipient_is_previewed_with_their_own_opening_and_the_variant_one_chooses(as_organizer: Client) -> None:
    wish = {"as_subject": "2", "as_beginning": "2", "as_ending": "9"}
    page = words(as_organizer.post(EDITOR, VARIED | wish | {"action": "preview"}))
    assert page.count("Your party governs.") == 3  # the field, Nina Minister's letter, and hers beside the editor
    assert page.count("Subject Speak & act") == 6
    assert "People were hurt. I await your answer." in page


def test_old_and_new_words_stand_side_by_side(as_organizer: Client) -> None:
    as_organizer.post(EDITOR, VARIED | {"action": "save"})
    page = words(as_organizer.get(f"{EDITOR}2/"))
    assert "Subject 2 Revision 1 Revision 2 [not in the other: Speak & act ]" in page
    assert "Liberal, who hold an office, “whip” in the role: Your party governs." in page


def test_a_copy_of_the_campaign_keeps_them(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(EDITOR, VARIED | {"action": "save"})
    as_organizer.post("/staff/campaigns/peaceful-protest/duplicate/")
    copy = Campaign.objects.exclude(pk=protest.pk).get()
    assert saved(copy) == OTHERS
