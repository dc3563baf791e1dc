"""A campaign's milestones: its first hundred people, its first thousand, its goal; each is told to its team once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from campaign.accounts.queries import addresses_of
from campaign.campaigns.models import Campaign
from campaign.delivery import outbox
from campaign.delivery.wake import wake_workers
from campaign.stats import counts
from campaign.stats.models import Milestone

ROUND = (100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)


def tell_new(now: datetime) -> int:
    """Tell what open campaigns have reached since the last time; how many mails' worth of news there was."""
    campaigns = Campaign.objects.filter(state=Campaign.State.OPEN, purpose=Campaign.Purpose.ACTION).select_related(
        "team"
    )
    by_id = {campaign.pk: campaign for campaign in campaigns}
    confirmed = {key: states.get("confirmed", 0) for key, states in counts.people(by_id).items()} if by_id else {}
    return sum(_tell(by_id[key], people, now) for key, people in confirmed.items())


@transaction.atomic
def _tell(campaign: Campaign, people: int, now: datetime) -> bool:
    """Of several that were passed at once the highest is told, and all of them are kept as told."""
    reached = sorted(number for number in {*ROUND, campaign.goal} if number <= people)
    told = set(Milestone.objects.filter(campaign=campaign).values_list("people", flat=True))
    new = [number for number in reached if number not in told]
    if not new:
        return False
    Milestone.objects.bulk_create(
        (Milestone(campaign=campaign, people=number, at=now) for number in new), ignore_conflicts=True
    )
    number = new[-1]
    what = f"has reached its goal of {number:,}" if number == campaign.goal else f"has {number:,} people"
    link = f"{settings.PUBLIC_URL}/staff/campaigns/{campaign.slug}/statistics/"
    text = f"{people:,} people have written and confirmed in {campaign.slug}.\n\n{link}\n"
    if outbox.queue_to_staff(addresses_of(campaign.team), f"{settings.SITE_NAME}: {campaign.slug} {what}", text, now):
        wake_workers()
    return True
