"""Letters and the campaigns they belong to: to people, to a group, to the supporter's own member."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings as django_settings

from campaign.accounts.models import User
from campaign.campaigns.addressees import add_group, add_own_member
from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.campaigns.services import open_campaign as open_to_supporters
from campaign.letters.models import Letter
from campaign.letters.services import save_revision
from campaign.targets.drawing import draw
from campaign.targets.models import HOUSE_OF_COMMONS, Target
from campaign.targets.postcodes.loading import load_ridings
from tests.stories.roster import LAURIER, OTTAWA_CENTRE, VILLE_MARIE, members, sitting, target
from tests.stories.staff import team
from tests.stories.words import GREETINGS, LETTERS, NOW, ROLES, TITLES


def letter(languages: Sequence[str] = ("en",), author: User | None = None) -> Letter:
    """A letter with its first revision in each of the languages."""
    written = Letter.objects.create(name="Story")
    for language in languages:
        save_revision(written, language, LETTERS[language], author)
    return written


def draft_campaign(slug: str = "peaceful-protest", languages: Sequence[str] = ("en",)) -> Campaign:
    """A campaign with page and letter in its languages, and nobody to write to yet."""
    campaign = Campaign.objects.create(
        slug=slug,
        team=team(),
        letter=letter(languages),
        languages=list(languages),
        default_language=languages[0],
        created_at=NOW,
    )
    CampaignText.objects.bulk_create(
        CampaignText(
            campaign=campaign,
            language=language,
            title=TITLES[language],
            ask=f"{TITLES[language]}?",
            story="One paragraph.\n\nAnother paragraph.",
            share_text=TITLES[language],
            thanks=f"{TITLES[language]}!",
        )
        for language in languages
    )
    return campaign


def add_addressee(campaign: Campaign, person: Target) -> Addressee:
    """This person as the campaign's next addressee, greeted by name in every language."""
    return Addressee.objects.create(
        campaign=campaign,
        position=campaign.addressees.count() + 1,
        target=person,
        role=ROLES,
        greeting={language: words.format(name=person.name) for language, words in GREETINGS.items()},
    )


def open_campaign(
    slug: str = "peaceful-protest",
    people: int = 5,
    languages: Sequence[str] = ("en",),
    undo_window_seconds: int = 120,
    purpose: Campaign.Purpose = Campaign.Purpose.ACTION,
) -> Campaign:
    """An open campaign that writes to the first `people` targets, since NOW."""
    campaign = draft_campaign(slug, languages)
    campaign.undo_window_seconds, campaign.purpose = undo_window_seconds, purpose
    campaign.save()
    for number in range(1, people + 1):
        add_addressee(campaign, target(number))
    open_to_supporters(campaign, NOW)
    return campaign


def campaign_to_group(number: int, others: int = 0, slug: str = "to-the-group") -> tuple[Campaign, Addressee]:
    """An open campaign that writes to so many NDP members as a group, after the first `others` targets; and the group's row."""
    members(number)
    campaign = draft_campaign(slug)
    for other in range(1, others + 1):
        add_addressee(campaign, target(other))
    group = draw("NDP", "")
    assert group
    row = add_group(campaign, group)
    assert row
    open_to_supporters(campaign, NOW)
    return campaign, row


def campaign_to_own_member(
    others: int = 2, slug: str = "to-my-member", languages: Sequence[str] = ("en",)
) -> tuple[Campaign, Addressee]:
    """An open campaign that writes to the first `others` targets and to the supporter's own member; the latter's row.

    Mia Montréal sits for Laurier—Sainte-Marie and Otto Ottawa for Ottawa Centre; of Vera Ville no address is known, and
    nobody sits for the other ridings.
    """
    load_ridings(Path(django_settings.BASE_DIR) / "data" / "roster")
    sitting(LAURIER, "Mia Montréal", "mia@mail.example")
    sitting(OTTAWA_CENTRE, "Otto Ottawa", party="Liberal")
    sitting(VILLE_MARIE, "Vera Ville", "")
    campaign = draft_campaign(slug, languages)
    for other in range(1, others + 1):
        add_addressee(campaign, target(other))
    row = add_own_member(campaign, HOUSE_OF_COMMONS)
    assert row
    open_to_supporters(campaign, NOW)
    return campaign, row
