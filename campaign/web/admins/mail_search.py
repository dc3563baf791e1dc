"""A search for mail as it stands in an address: what is asked, the rows it finds, and the address again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict

from campaign.campaigns.models import Campaign
from campaign.delivery.models import TO_STAFF, Kind, OutgoingMail
from campaign.delivery.queries import NEWEST_MAILS, find_mail
from campaign.delivery.states import TROUBLE, WAITING, State
from campaign.participation.models import Participation
from campaign.web.staff.figures import STATE_GROUPS
from campaign.web.staff.paging import MOST_FOUND

LONGEST_ADDRESS = 254
# "rehearsals=no" comes with the links of the funnel, which does not count them.
# Where no index tells what is asked for, the newest mails are looked at, or those of so many of a campaign's newest people (our
# judgement: a tenth of a second).
NEWEST_PEOPLE = 20_000
# The index of states finds what is in these, however old it is, where it is not very much.
FOUND_BY_STATE = frozenset({*WAITING, *TROUBLE, State.CANCELLED, State.COMPLAINED})
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
        """All that is asked for, newest first; of an address that got very much, the newest. Not a row before something is asked."""
        asked = self.asked
        if not self.anything:
            return OutgoingMail.objects.none()
        rows = self._narrowed(OutgoingMail.objects.all())
        if asked["address"]:
            return find_mail(asked["address"][:LONGEST_ADDRESS], among=rows)
        return rows.order_by("-pk")

    def listed(self) -> tuple[QuerySet[OutgoingMail], bool]:
        """The same, but where nothing is named by which few mails are found, among the newest alone; and whether that is so."""
        rows = self.rows()
        if not self.anything or self.asked["address"] or self.asked["kind"] in TO_STAFF:
            return rows, False
        if set(STATE_GROUPS.get(self.asked["state"], State)) <= FOUND_BY_STATE:
            keys = rows.order_by().values("pk")
            if keys[: MOST_FOUND + 1].count() <= MOST_FOUND:
                return OutgoingMail.objects.filter(pk__in=keys[:MOST_FOUND]).order_by("-pk"), False
        return self._among_newest(rows), True

    def _among_newest(self, rows: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        if self.asked["campaign"]:
            return self._of_newest_people(rows)
        newest = OutgoingMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return rows.filter(pk__gt=newest - NEWEST_MAILS)

    @cached_property
    def _campaign(self) -> int:
        """Its key; 0, which none has, where there is no such campaign. With a join, the planner could not know how many mails it has."""
        return Campaign.objects.filter(slug=self.asked["campaign"]).values_list("pk", flat=True).first() or 0

    def _of_newest_people(self, rows: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        """By the index of a campaign's people: by the mails' keys one would go through those of campaigns that came later."""
        people = (
            Participation.objects.filter(campaign=self._campaign).order_by("-submitted_at").values_list("submitted_at")
        )
        since = people[NEWEST_PEOPLE - 1 : NEWEST_PEOPLE].first()
        rows = rows.filter(participation__campaign=self._campaign)
        if since:
            rows = rows.filter(participation__submitted_at__gte=since[0])
        return rows.order_by("-participation__submitted_at", "-participation_id", "-pk")

    def _narrowed(self, rows: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        asked = self.asked
        if asked["state"] in STATE_GROUPS:
            rows = rows.filter(state__in=STATE_GROUPS[asked["state"]])
        if asked["kind"] in Kind.values:
            rows = rows.filter(kind=asked["kind"])
        if asked["kind"] in TO_STAFF:
            rows = rows.filter(campaign=None)  # as they all are: by the index of campaigns few mails are looked at
        if asked["campaign"]:
            rows = rows.filter(campaign=self._campaign)
        if asked["rehearsals"] == "no":
            rows = rows.exclude(campaign__purpose=Campaign.Purpose.REHEARSAL)
        return rows


def read(query: QueryDict) -> Search:
    return Search({name: query.get(name, "").replace("\x00", "").strip() for name in QUESTIONS})
