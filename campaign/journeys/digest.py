"""Once a week, on Monday morning, each organizer hears how their teams' campaigns went; who does not want it is not told.

The figures are those of the pages: sums of what was counted when the mail is written.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery import outbox
from campaign.delivery.wake import wake_workers
from campaign.stats import reading
from campaign.stats.models import Digest
from campaign.stats.reading import Asked

# By the site's clock: at the desk, with the first coffee.
HOUR = 8
WEEK = timedelta(days=7)


def send_due(now: datetime) -> int:
    """The mails of the week that is over, to whoever has not got theirs; how many."""
    local = timezone.localtime(now)
    monday = local.date() - timedelta(days=local.weekday())
    if local < datetime.combine(monday, time(HOUR), local.tzinfo):
        return 0
    wanted = User.objects.filter(is_active=True, weekly_digest=True, teams__isnull=False).exclude(email="")
    waiting = wanted.exclude(pk__in=Digest.objects.filter(monday=monday).values("user")).distinct().order_by("pk")
    return sum(_send(user, monday, now) for user in waiting)


@transaction.atomic
def _send(user: User, monday: date, now: datetime) -> bool:
    """Whoever has nothing to hear of gets no mail, and is not looked at again this week."""
    _digest, new = Digest.objects.get_or_create(user=user, monday=monday)
    news = list(_news(user, monday)) if new else []
    if not news:
        return False
    days = f"{monday - WEEK:%Y-%m-%d} to {monday - timedelta(days=1):%Y-%m-%d}"
    stop = f"To stop this weekly mail, open {settings.PUBLIC_URL}/staff/digest/"
    text = "\n\n".join([f"The week from {days}.", *news, stop]) + "\n"
    if outbox.queue_to_staff([user.email], f"{settings.SITE_NAME}: your campaigns this week", text, now):
        wake_workers()
    return True


def _news(user: User, monday: date) -> Iterable[str]:
    campaigns = Campaign.objects.filter(team__in=user.teams.all()).exclude(purpose=Campaign.Purpose.REHEARSAL)
    for campaign in campaigns.exclude(state=Campaign.State.DRAFT).order_by("-opened_at", "-pk"):
        week = reading.funnel_of(campaign, Asked(since=monday - WEEK, until=monday - timedelta(days=1)))
        if campaign.is_open or week.submitted:
            yield _words(campaign, week.confirmed, week.taken, week.bounced)


def _words(campaign: Campaign, people: int, letters: int, came_back: int) -> str:
    whole = reading.funnel_of(campaign, Asked())
    goal = campaign.goal_at(whole.confirmed)
    lines = [
        f"{campaign.slug} ({campaign.get_state_display()})",
        f"  {people:,} people this week, {whole.confirmed:,} in all; the goal is {goal:,}.",
        f"  {letters:,} of this week's letters were accepted by mail servers, {came_back:,} of them came back; {whole.waiting:,} wait.",
        f"  {settings.PUBLIC_URL}/staff/campaigns/{campaign.slug}/statistics/",
    ]
    return "\n".join(lines)
