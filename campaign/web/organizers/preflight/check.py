"""All that is checked of a campaign, together."""

from datetime import datetime
from itertools import chain

from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.web.organizers.preflight.hindrances import lines_of_hindrances
from campaign.web.organizers.preflight.letters import lines_of_letters
from campaign.web.organizers.preflight.lines import Line, sorted_by_tone
from campaign.web.organizers.preflight.looks import lines_of_looks
from campaign.web.organizers.preflight.own_members import lines_of_own_members
from campaign.web.organizers.preflight.sending import lines_of_sending
from campaign.web.organizers.preflight.today import Today


def check(campaign: Campaign, now: datetime) -> list[Line]:
    """What must be put right first, then what to look at, then what is well. Takes three seconds more at most where DNS is asked."""
    today = Today(campaign, timezone.localdate(now))
    lines = (
        lines_of_letters(today),
        lines_of_own_members(today),
        lines_of_looks(campaign),
        lines_of_hindrances(today),
        lines_of_sending(today, now),
    )
    return sorted_by_tone(chain.from_iterable(lines))
