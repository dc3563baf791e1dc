"""Reading campaigns: which are open, and what their page says on a given day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Recipient, recipients
from campaign.common import slugs
from campaign.letters.queries import current_revision
from campaign.letters.rendering import fill_campaign_variables

LONGEST_SLUG = 50  # the column's length


@dataclass(frozen=True)
class CampaignCard:
    """What a list of campaigns shows of one."""

    id: int
    slug: str
    language: str
    title: str
    ask: str
    goal: int


@dataclass(frozen=True)
class CampaignPage:
    """All that a campaign's page shows in one language, its form's first content included."""

    campaign: Campaign
    language: str
    title: str
    ask: str
    story: list[str]
    share_text: str
    thanks: str
    recipients: list[Recipient]
    revision_id: int
    subject: str
    body: str


def open_campaigns(language: str) -> list[CampaignCard]:
    """The open campaigns, newest first, each in the wanted language or its own default. Rehearsals are not listed."""
    campaigns = (
        Campaign.objects.filter(state=Campaign.State.OPEN)
        .exclude(purpose=Campaign.Purpose.REHEARSAL)
        .prefetch_related("texts")
        .order_by("-opened_at", "-id")
    )
    cards = []
    for campaign in campaigns:
        shown = campaign.language_or_default(language)
        text = next(text for text in campaign.texts.all() if text.language == shown)
        cards.append(CampaignCard(campaign.pk, campaign.slug, shown, text.title, text.ask, campaign.goal))
    return cards


def find_campaign(slug: str) -> Campaign | None:
    return Campaign.objects.filter(slug=slug).first()


def free_slug(words: str) -> str:
    """An address made of these words that no campaign has: "free-visas", else "free-visas-2", and so on."""

    def taken(stem: str) -> set[str]:
        return set(Campaign.objects.filter(slug__startswith=stem).values_list("slug", flat=True))

    return slugs.free_slug(words, LONGEST_SLUG, "campaign", taken)


def page_of(campaign: Campaign, language: str, on: date) -> CampaignPage:
    """The campaign's page in one of its languages."""
    text = campaign.texts.get(language=language)
    revision = current_revision(campaign.letter_id, language)
    subject, body = fill_campaign_variables(revision.parts, text.title, settings.SITE_NAME)
    return CampaignPage(
        campaign=campaign,
        language=language,
        title=text.title,
        ask=text.ask,
        story=[paragraph.strip() for paragraph in text.story.split("\n\n") if paragraph.strip()],
        share_text=text.share_text,
        thanks=text.thanks,
        recipients=recipients(campaign, language, on),
        revision_id=revision.pk,
        subject=subject,
        body=body,
    )
