"""The list of whom a campaign writes to: added once, in an order, and never taken from under a letter."""

import pytest

from campaign.campaigns.addressees import HasLetters, LastOne, add_office, add_person, move, remove, reword
from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import recipients
from campaign.delivery.models import Kind, OutgoingMail
from campaign.targets.models import Office, Tenure
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Campaign:
    return stories.draft_campaign(languages=("en", "fr", "es"))


def names(campaign: Campaign) -> list[str]:
    return [str(row.target.name if row.target else row.office) for row in campaign.addressees.all()]


def test_who_is_added_stands_last_and_only_once(draft: Campaign) -> None:
    for number in (2, 1, 2):
        add_person(draft, stories.target(number))
    assert names(draft) == ["Carl Critic", "Nina Minister"]
    assert add_person(draft, stories.target(1)) is None


def test_a_person_is_greeted_by_name_and_an_office_whoever_holds_it(draft: Campaign) -> None:
    office = Office.objects.create(slug="mfa", name={"en": "Minister", "fr": "Ministre"})
    Tenure.objects.create(office=office, target=stories.target(1), standing=Tenure.Standing.HELD)
    add_person(draft, stories.target(2))
    add_office(draft, office)
    greetings = [[one.greeting for one in recipients(draft, code, stories.NOW.date())] for code in ("en", "fr", "es")]
    assert greetings == [
        ["Dear Carl Critic", "Dear Minister"],
        ["Bonjour Carl Critic", "Madame, Monsieur"],
        ["Apreciable Carl Critic", "Estimada señora, estimado señor"],
    ]
    assert add_office(draft, office) is None


@pytest.mark.parametrize(
    ("who", "steps", "order"),
    [
        (0, 1, ["Carl", "Nina", "Élise"]),
        (2, -1, ["Nina", "Élise", "Carl"]),
        (0, -1, ["Nina", "Carl", "Élise"]),
        (2, 1, ["Nina", "Carl", "Élise"]),
    ],
)
def test_each_moves_by_one_and_not_beyond_the_ends(draft: Campaign, who: int, steps: int, order: list[str]) -> None:
    for number in (1, 2, 3):
        add_person(draft, stories.target(number))
    move(draft.addressees.all()[who], steps)
    assert [name.split()[0] for name in names(draft)] == order


def test_rows_that_share_a_position_can_be_moved_too(draft: Campaign) -> None:
    for number in (1, 2, 3):
        draft.addressees.create(target=stories.target(number))
    move(draft.addressees.all()[2], -1)
    assert [name.split()[0] for name in names(draft)] == ["Nina", "Élise", "Carl"]


def test_new_words_replace_the_old_and_other_languages_keep_theirs(draft: Campaign) -> None:
    added = add_person(draft, stories.target(1))
    assert added
    reword(added, {"en": "Minister", "fr": ""}, {"en": "Dear Minister", "fr": ""})
    added.refresh_from_db()
    assert added.role == {"en": "Minister"}
    assert added.greeting == {"en": "Dear Minister", "es": "Apreciable Nina Minister"}


def test_who_has_no_letter_can_be_removed(draft: Campaign) -> None:
    added = add_person(draft, stories.target(1))
    assert added
    remove(added)
    assert names(draft) == []
    remove(added)


def test_an_open_campaign_keeps_its_last_addressee() -> None:
    campaign = stories.open_campaign(people=2)
    first, last = campaign.addressees.all()
    remove(first)
    with pytest.raises(LastOne):
        remove(last)
    assert names(campaign) == ["Carl Critic"]


def test_no_letter_ever_loses_its_addressee() -> None:
    campaign = stories.open_campaign(people=2)
    stories.confirmed(campaign)
    with pytest.raises(HasLetters):
        remove(campaign.addressees.all()[0])
    assert len(names(campaign)) == 2
    assert OutgoingMail.objects.filter(kind=Kind.LETTER, addressee__in=campaign.addressees.all()).count() == 2
