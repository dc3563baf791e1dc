"""Organizers write a letter in several ways, look at each of them, and see what each did."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.letters.alternatives import OpeningFor, Others
from campaign.letters.queries import current_revision
from campaign.targets.models import HOUSE_OF_COMMONS
from campaign.web.organizers.preflight.check import check
from tests import stories
from tests.stats.test_variants import took_part
from tests.web.staff.pages import links, words
from tests.web.staff.test_the_letter_editor import EDITOR, PARTS

VARIANTS = "/staff/campaigns/peaceful-protest/variants/"
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
    assert (
        page.count('<details class="variants"') == len(re.findall(r'<details class="variants"[^>]* open>', page)) == 2
    )


def test_a_letter_without_variants_folds_their_fields(as_organizer: Client) -> None:
    page = as_organizer.get(EDITOR).content.decode()
    assert re.search(r'<details class="variants"[^>]*>', page)
    assert not re.search(r'<details class="variants"[^>]* open>', page)


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


def test_the_boxes_offer_parliaments_parties_to_those_who_write_to_some_of_it(as_organizer: Client) -> None:
    page = words(as_organizer.get(EDITOR))
    assert (
        "whoever holds an office whoever holds none Bloc Québécois Conservative Green Party Independent Liberal NDP"
        in page
    )


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
    assert "Liberal, whoever holds an office, “whip” in the role: Your party governs." in page


def test_a_copy_of_the_campaign_keeps_them(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(EDITOR, VARIED | {"action": "save"})
    as_organizer.post("/staff/campaigns/peaceful-protest/duplicate/")
    copy = Campaign.objects.exclude(pk=protest.pk).get()
    assert saved(copy) == OTHERS


def test_before_there_are_variants_the_page_says_how_to_make_some(as_organizer: Client) -> None:
    page = as_organizer.get(VARIANTS)
    assert "Nobody has written yet." in words(page)
    assert links(page)["Edit the letter"] == f"{EDITOR}#variants"
    assert 'id="variants"' in as_organizer.get(EDITOR).content.decode()


def test_it_shows_each_variant_with_its_interval_and_does_not_judge_too_early(
    as_organizer: Client, protest: Campaign
) -> None:
    as_organizer.post(EDITOR, VARIED | {"action": "save"})
    for variant, confirmed, changed in (("1.1.1", 5, 0), ("2.1.1", 9, 20)):
        took_part(protest, variant, 10, confirmed, changed)
    page = words(as_organizer.get(VARIANTS))
    assert "10 of 20 people left the letter as it is, word for word." in page
    assert "none 10 1 to 10% 0 11 to 25% 10 26 to 50% 0 more than 50% 0" in page
    assert "Subject (English) Too early to tell: the intervals overlap" in page
    assert "Number 2 Speak & act 10 50% (30–70%) 9 90% (60–98%) 100% (72–100%)" in page
    took_part(protest, "1.1.1", 90, 45)
    took_part(protest, "2.1.1", 90, 81)
    assert "Of those who send it, more confirm number 2 than any other" in words(as_organizer.get(VARIANTS))


def test_the_campaigns_page_leads_there(as_organizer: Client, protest: Campaign) -> None:
    stories.submitted(protest)
    page = links(as_organizer.get("/staff/campaigns/peaceful-protest/"))
    assert page["How much people change the letter, and what each variant achieves"] == VARIANTS


def test_the_check_counts_variants_and_names_an_opening_that_nobody_reads(
    as_organizer: Client, protest: Campaign
) -> None:
    def sentences() -> list[str]:
        return [line.sentence for line in check(protest, timezone.now()) if line.sentence.startswith("English: ")]

    as_organizer.post(EDITOR, VARIED | {"action": "save"})
    assert "English: each of the openings has its readers." in sentences()
    drawn = "English: 8 variants of the letter are drawn evenly, so not everybody sends the same words."
    assert drawn in sentences()
    nobody = {"opening_for_1": "Hello.", "opening_for_1_whom": "party:Rhinoceros", "based_on": "2"}
    as_organizer.post(EDITOR, PARTS | nobody | {"action": "save"})
    assert "English: nobody who receives the letter reads the opening for Rhinoceros." in sentences()


def test_the_same_words_for_everybody_are_no_worry_where_versions_are_drawn(
    as_organizer: Client, protest: Campaign
) -> None:
    def worried() -> bool:
        return any(
            "All recipients get the same words (English" in line.sentence for line in check(protest, stories.NOW)
        )

    as_organizer.post(EDITOR, PARTS | {"action": "save"})
    assert worried()
    as_organizer.post(EDITOR, PARTS | {"subject_2": "Act", "based_on": "2", "action": "save"})
    assert not worried()


def test_a_test_is_each_recipients_first_variant_and_says_how_many_there_are(
    as_organizer: Client, protest: Campaign
) -> None:
    as_organizer.post(EDITOR, VARIED | {"action": "save"})
    as_organizer.post("/staff/campaigns/peaceful-protest/check/test/", {"language": "en"})
    mails = OutgoingMail.objects.filter(kind=Kind.TEST).order_by("pk")
    assert {mail.subject for mail in mails} == {"[TEST] Please speak up"}
    assert all("It is the first of 8 variants that supporters may get." in mail.text for mail in mails)
    assert ["Your party governs." in mail.text for mail in mails] == [True, False, False, False, False]


def test_a_letter_leaves_with_the_opening_for_its_recipient(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(EDITOR, VARIED | {"action": "save"})
    stories.confirmed(protest)
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(next_attempt_at=stories.NOW)
    drain(SandboxProvider())
    letters = SandboxMail.objects.filter(kind=Kind.LETTER)
    assert letters.count() == 5
    assert [one.to for one in letters if b"Your party governs." in bytes(one.raw)] == ["target1@mail.example"]


def test_before_anybody_is_chosen_all_known_parties_are_offered(as_organizer: Client, protest: Campaign) -> None:
    protest.addressees.all().delete()
    assert "Green Party Independent Liberal NDP" in words(as_organizer.get(EDITOR))


def test_where_supporters_have_members_of_their_own_nobody_is_said_to_read_nothing(
    as_organizer: Client, protest: Campaign
) -> None:
    protest.addressees.create(position=9, own_member_of=HOUSE_OF_COMMONS)
    rule = {"opening_for_1": "Hello.", "opening_for_1_whom": "party:Rhinoceros"}
    as_organizer.post(EDITOR, PARTS | rule | {"action": "save"})
    assert not any("Rhinoceros" in line.sentence for line in check(protest, stories.NOW))
    assert "Independent" in words(as_organizer.get(EDITOR))
