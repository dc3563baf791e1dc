"""A short table as a file, and the record that somebody took it along."""

from django.http import HttpResponse
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.exports.keeping import write_down_table
from campaign.exports.services import part_of
from campaign.stats.reading import Asked
from campaign.web.organizers.statistics.files import as_file
from campaign.web.organizers.statistics.table import Table
from campaign.web.staff.access import StaffRequest


def taken(request: StaffRequest, table: Table, *parts: tuple[Campaign, Asked]) -> HttpResponse:
    """Of these parts of campaigns, or of all; in the format that the address asks for. Each campaign's team sees the record."""
    kind, slugs = request.GET["format"], dict.fromkeys(campaign.slug for campaign, _asked in parts)
    if request.method == "GET":
        for campaign, asked in parts or ((None, Asked()),):
            write_down_table(
                campaign,
                request.user,
                timezone.now(),
                what=table.key,
                format=kind,
                part=part_of(asked),
                rows=len(table.rows),
            )
    return as_file("-".join(slugs) or "campaigns", table, kind)
