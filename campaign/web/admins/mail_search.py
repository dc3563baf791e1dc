"""A search for mail as it stands in an address: what is asked, the rows it finds, and the address again."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.queries import find_mail
from campaign.web.staff.figures import STATE_GROUPS

LONGEST_ADDRESS = 254
# "rehearsals=no" comes with the links of the funnel, which does not count them.
QUESTIONS = ("address", "state", "kind", "campaign", "rehearsals")


@dataclass(frozen=True)
class Search:
    asked: Mapping[str, str]

    @property
    def anything(self) -> bool:
        return any(self.asked.values())

    @property
    def narrows(self) -> bool:
        """Whether it names a state, as the bulk remedies need."""
        return self.asked["state"] in STATE_GROUPS

    @property
    def query(self) -> str:
        """The search as it stands in the address, for the links to its other pages."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.asked.items() if value})
        return query.urlencode()

    def rows(self) -> QuerySet[OutgoingMail]:
        """Newest first. Not a row before something is asked."""
        asked = self.asked
        if not self.anything:
            return OutgoingMail.objects.none()
        rows = (
            find_mail(asked["address"][:LONGEST_ADDRESS]) if asked["address"] else OutgoingMail.objects.order_by("-pk")
        )
        if asked["state"] in STATE_GROUPS:
            rows = rows.filter(state__in=STATE_GROUPS[asked["state"]])
        if asked["kind"] in Kind.values:
            rows = rows.filter(kind=asked["kind"])
        if asked["campaign"]:
            rows = rows.filter(campaign__slug=asked["campaign"])
        if asked["rehearsals"] == "no":
            rows = rows.exclude(campaign__purpose=Campaign.Purpose.REHEARSAL)
        return rows


def read(query: QueryDict) -> Search:
    return Search({name: query.get(name, "").replace("\x00", "").strip() for name in QUESTIONS})
