"""A short table as a file, and the record that somebody took it along."""

from django.http import HttpResponse
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.exports.keeping import write_down_table
from campaign.exports.services import part_of
from campaign.stats.reading import Asked
from campaign.web.organizers.statistics.files import as_file
from campaign.web.organizers.statistics.tables import Table
from campaign.web.staff.access import StaffRequest


def taken(request: StaffRequest, campaign: Campaign | None, table: Table, asked: Asked | None = None) -> HttpResponse:
    """Of a campaign, or of all; in the format that the address asks for."""
    kind = request.GET["format"]
    if request.method == "GET":
        part = part_of(asked or Asked())
        write_down_table(
            campaign, request.user, timezone.now(), what=table.key, format=kind, part=part, rows=len(table.rows)
        )
    return as_file(campaign.slug if campaign else "campaigns", table, kind)
