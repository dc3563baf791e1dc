"""What the check says of a page's picture, and of what supporters read afterwards."""

import pytest

from campaign.campaigns.models import Campaign
from campaign.campaigns.pictures import make
from campaign.campaigns.showing import show_picture
from campaign.web.organizers.preflight.lines import Tone
from campaign.web.organizers.preflight.looks import lines_of_looks
from tests import stories
from tests.pictures import drawn, encoded

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Campaign:
    return stories.draft_campaign(languages=("en", "fr"))


def said(campaign: Campaign) -> dict[str, Tone]:
    return {line.sentence: line.tone for line in lines_of_looks(campaign)}


def test_a_page_without_a_picture_is_well_and_says_where_to_choose_one(draft: Campaign) -> None:
    (line,) = lines_of_looks(draft)
    assert line.tone is Tone.GOOD
    assert line.url == "/staff/campaigns/peaceful-protest/picture/"


def test_a_picture_that_is_large_and_described_is_well(draft: Campaign) -> None:
    show_picture(draft, make(encoded()), {"en": "A march", "fr": "Une marche"})
    assert set(said(draft).values()) == {Tone.GOOD}


def test_a_language_without_a_description_is_named(draft: Campaign) -> None:
    show_picture(draft, make(encoded()), {"en": "A march"})
    (line,) = lines_of_looks(draft)
    assert line.tone is Tone.WARN
    assert "French" in line.sentence
    assert "English" not in line.sentence


def test_a_small_picture_is_to_be_looked_at(draft: Campaign) -> None:
    show_picture(draft, make(encoded(drawn(700, 500))), {"en": "A march", "fr": "Une marche"})
    assert [line.tone for line in lines_of_looks(draft) if "blurred" in line.sentence] == [Tone.WARN]


def test_what_is_said_in_one_language_alone_is_to_be_looked_at(draft: Campaign) -> None:
    draft.texts.filter(language="en").update(next_text="Come on Sunday.", thank_you_text="Thanks.")
    lines = [line for line in lines_of_looks(draft) if line.tone is Tone.WARN]
    assert [line.url for line in lines] == ["/staff/campaigns/peaceful-protest/afterwards/fr/"]
    draft.thank_you_mail = True
    assert len([line for line in lines_of_looks(draft) if line.tone is Tone.WARN]) == 2


def test_our_own_words_of_thanks_are_said_to_be_there(draft: Campaign) -> None:
    draft.thank_you_mail = True
    assert any("our standard words in every" in line.sentence for line in lines_of_looks(draft))
