"""An organizer's day on a phone, with the keyboard alone and again without scripts: from a letter's new words to the campaign's end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.holder_questions import follow
from campaign.delivery.models import Kind, OutgoingMail
from campaign.targets.models import Office, Tenure
from tests import stories
from tests.browser import catalogue, supporter
from tests.browser.browser import Browser
from tests.browser.hands import Keyboard, Pointer
from tests.delivery.clock import pass_time

pytestmark = pytest.mark.browser

HERE = "/staff/campaigns/peaceful-protest/"
BROKEN = "{{ target.greeting }},\nas {{ target.nickname }}"
NEW_WORDS = "I ask you to speak up.\n\nPlease do it this week."


@pytest.fixture
def drafted(browser: Browser) -> Campaign:
    """A draft that writes to a minister and a critic, and Olga Organizer, logged in on her phone."""
    campaign = stories.draft_campaign()
    office = Office.objects.create(slug="minister", name={"en": "Minister of Foreign Affairs"})
    Tenure.objects.create(office=office, target=stories.target(1), standing=Tenure.Standing.HELD)
    Addressee.objects.create(campaign=campaign, office=office, greeting={"en": "Dear Minister"})
    stories.add_addressee(campaign, stories.target(2))
    stories.organizer()
    browser.width(320)
    catalogue.log_in(browser, "organizer")
    return campaign


@pytest.mark.parametrize("circumstances", ["keyboard", "no scripts"])
def test_a_letter_is_mended_launched_paused_and_closed(browser: Browser, drafted: Campaign, circumstances: str) -> None:
    browser.scripts(circumstances == "keyboard")
    hands = Keyboard(browser) if circumstances == "keyboard" else Pointer(browser)
    _mend_the_letter(browser, hands)
    _go_back_to_the_revision_before(browser, hands)

    browser.open(HERE)
    hands.press("Check it")
    hands.press("Open to supporters…")
    hands.press("Open to supporters")
    assert "The campaign is open." in browser.text
    stories.confirmed(drafted, now=timezone.now())

    _pause_and_choose_for_whom_letters_are(browser, hands)
    pass_time(timedelta(minutes=3))
    supporter.send_mail()
    assert letters_to() == ["Carl Critic", "Élise Porte-Parole"]

    browser.open(HERE)
    hands.press("Close the campaign…")
    hands.press("Close to all supporters")
    assert "The campaign is closed." in browser.text
    assert not Campaign.objects.get().is_open


def _mend_the_letter(browser: Browser, hands: Pointer) -> None:
    """A greeting that cannot be filled in is refused; with another it is looked at and saved."""
    browser.open(HERE)
    hands.press("Edit the letter, English")

    hands.fill("Salutation", BROKEN)
    hands.press("Save as a new revision")
    assert "Line 2" in browser.find("#summary").text
    assert browser.value("Salutation") == BROKEN

    hands.fill("Salutation", "{{ target.greeting }},")
    hands.fill("Letter", NEW_WORDS)
    hands.press("Preview")
    assert "Dear Minister," in browser.find(".preview").text
    assert "Please do it this week." in browser.find(".preview").text
    hands.fill("What you changed", "Asks for this week.")
    hands.press("Save as a new revision")


def _go_back_to_the_revision_before(browser: Browser, hands: Pointer) -> None:
    hands.press("Revision 2")
    assert "Please do it this week." in " ".join(one.text for one in browser.all(".diff ins"))
    hands.press("The one before")
    hands.press("Write on from this text")
    assert browser.value("Letter").startswith("I ask you to speak up for peaceful protesters.")
    hands.press("Save as a new revision")
    assert "Revision 3 is saved." in browser.text


def _pause_and_choose_for_whom_letters_are(browser: Browser, hands: Pointer) -> None:
    hands.press("Pause its letters…")
    hands.fill("Why", "The office asked us to wait.")
    hands.press("Pause the letters of “Peaceful protest”")
    assert supporter.send_mail().accepted == 1, "the confirmation leaves, no letter does"

    hands.press("Let its letters go on")
    _another_minister()
    browser.open(HERE)
    hands.press("Choose what becomes of it… Minister of Foreign Affairs, Peaceful protest")
    hands.choose("Send to Élise Porte-Parole")
    hands.press("Decide about 1 letter")


def _another_minister() -> None:
    """While letters wait, the office goes to somebody else; beat's next look finds it."""
    office = Office.objects.get()
    office.tenures.update(standing=Tenure.Standing.REFUSED)
    Tenure.objects.create(office=office, target=stories.target(3), standing=Tenure.Standing.HELD)
    follow(timezone.now())


def letters_to() -> list[str]:
    return sorted(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("to_name", flat=True))
