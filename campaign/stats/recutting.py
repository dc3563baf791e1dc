"""Cutting a campaign's days anew after its time zone was changed, from the logs, and nothing of other campaigns."""

from collections.abc import Callable

from django.db import connection, transaction

from campaign.campaigns.models import Campaign
from campaign.stats.models import Log, Mark, Tally, Zone
from campaign.stats.sums import FOLD_ONE

# Keys of a log at a time. All of it is one transaction; parts of it keep the sums of each small enough for memory (our judgement).
KEYS = 1_000_000


@transaction.atomic
def recut(campaign_id: int, show: Callable[[int], None] = lambda _keys: None, keys: int = KEYS) -> bool:
    """False where the days are those of the campaign's zone already.

    While the marks are held nothing else is summed up, so each row up to a mark is in the sums once, and none after it. Pages go on
    telling the old days until the end.
    """
    kept = Zone.objects.select_for_update().filter(pk=campaign_id).first()
    wanted = Campaign.objects.filter(pk=campaign_id).values_list("time_zone", flat=True).first()
    if kept is None or wanted is None or kept.time_zone == wanted:
        return False
    marks = list(Mark.objects.select_for_update().order_by("version", "log"))
    kept.time_zone = wanted
    kept.save(update_fields=("time_zone",))
    Tally.objects.filter(campaign_id=campaign_id).delete()
    for mark in marks:
        for after in range(0, mark.folded_to, keys):
            _sum_up(campaign_id, mark, after, min(after + keys, mark.folded_to))
            show(after)
    return True


def _sum_up(campaign_id: int, mark: Mark, after: int, until: int) -> None:
    values = {"campaign": campaign_id, "version": mark.version, "after": after, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(FOLD_ONE[Log(mark.log)], values)
