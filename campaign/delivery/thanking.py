"""What the thank-you mail of a campaign says, in the words of its organizers."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaign.campaigns.models import CampaignText
from campaign.delivery.models import Kind, OutgoingMail


@dataclass(frozen=True, slots=True)
class Thanks:
    """Plain text; `words` is empty where the mail speaks for itself."""

    words: str
    next_text: str
    next_label: str
    next_link: str


def thanks_for(mails: Iterable[OutgoingMail]) -> dict[tuple[int, str], Thanks]:
    """By campaign and language; asks nothing where none of these mails says thank you."""
    campaigns = {mail.campaign_id for mail in mails if mail.kind == Kind.THANKS}
    if not campaigns:
        return {}
    rows = CampaignText.objects.filter(campaign__in=campaigns)
    return {
        (row.campaign_id, row.language): Thanks(row.thank_you_text, row.next_text, row.next_label, row.next_link)
        for row in rows
    }
