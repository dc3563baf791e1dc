"""Campaigns that open and close by themselves. One that cannot open stays a draft, and its team is told why."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaign.accounts.queries import addresses_of
from campaign.campaigns.models import Campaign
from campaign.campaigns.services import NotReady, close_campaign, open_campaign
from campaign.delivery import outbox
from campaign.delivery.wake import wake_workers

State = Campaign.State


def follow(now: datetime) -> int:
    """Open and close what is due; how many. Each by itself, so that one that fails keeps no other from its hour."""
    due_to_open = Campaign.objects.filter(state=State.DRAFT, opens_at__lte=now).order_by("opens_at", "pk")
    due_to_close = Campaign.objects.filter(state=State.OPEN, closes_at__lte=now).order_by("closes_at", "pk")
    return sum(_open(campaign, now) for campaign in due_to_open) + sum(
        _close(campaign, now) for campaign in due_to_close
    )


@transaction.atomic
def _open(campaign: Campaign, now: datetime) -> bool:
    planned = campaign.opens_at
    try:
        opened = open_campaign(campaign, now)
    except NotReady as missing:
        # The plan ends here: else it would open in the middle of the night that somebody repairs it in.
        Campaign.objects.filter(pk=campaign.pk).update(opens_at=None)
        _tell(
            campaign,
            "did not open",
            f"It was to open {_moment(campaign, planned)} and is still a draft:",
            missing.problems,
            now,
        )
        return False
    if opened:
        _tell(campaign, "is open", f"It opened as planned, {_moment(campaign, planned)}.", [], now)
    return opened


@transaction.atomic
def _close(campaign: Campaign, now: datetime) -> bool:
    planned = campaign.closes_at
    closed = close_campaign(campaign, now)
    if closed:
        words = (
            f"It closed as planned, {_moment(campaign, planned)}. Letters that were confirmed before it still leave."
        )
        _tell(campaign, "is closed", words, [], now)
    return closed


def _tell(campaign: Campaign, what: str, words: str, problems: list[str], now: datetime) -> None:
    """By mail to the team, in English as all mail to staff; to the admins where the team has nobody."""
    lines = [words, *(f"- {problem}" for problem in problems)]
    link = f"{settings.PUBLIC_URL}/staff/campaigns/{campaign.slug}/"
    text = "\n".join(lines) + f"\n\n{link}\n"
    subject = f"{settings.SITE_NAME}: {campaign.slug} {what}"
    if outbox.queue_to_staff(addresses_of(campaign.team), subject, text, now):
        wake_workers()


def _moment(campaign: Campaign, at: datetime | None) -> str:
    local = timezone.localtime(at, campaign.zone) if at else None
    return f"{local:%Y-%m-%d %H:%M} ({campaign.time_zone})" if local else "now"
