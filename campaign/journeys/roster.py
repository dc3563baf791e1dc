"""An admin decides about proposed changes of the roster; letters that waited for a holder or an address go on."""

from collections.abc import Collection

from django.db import transaction

from campaign.delivery.services import release_held
from campaign.delivery.wake import wake_workers
from campaign.targets.feeds.deciding import Decided, Decision, decide_lines
from campaign.targets.models import RosterCheck


@transaction.atomic
def decide_roster(check: RosterCheck, decision: Decision, line_ids: Collection[int] | None = None) -> Decided:
    """As decide_lines; after a yes, letters that were held are looked at again."""
    decided = decide_lines(check, decision, line_ids)
    if decided.accepted:
        release_held(decision.now)
        wake_workers()
    return decided
