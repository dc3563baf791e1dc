"""Who gets the letter today, asked once for all that is checked."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from campaign.campaigns.models import Campaign
from campaign.campaigns.own_members import OwnMembers
from campaign.campaigns.recipients import Recipient, everybody, once
from campaign.web.organizers.recipients import Place, places_of


@dataclass
class Today:
    """The recipients of a campaign on a day, in each language that is asked for."""

    campaign: Campaign
    on: date
    _people: dict[str, list[Recipient]] = field(default_factory=dict)

    @cached_property
    def places(self) -> list[Place]:
        """Addressee by addressee, in the campaign's own language."""
        return places_of(self.campaign, self.campaign.default_language, self.on)

    @property
    def people(self) -> list[Recipient]:
        """Whoever may get a letter; of own members that is all of them."""
        every = (person for place in self.places for person in self._in(place))
        return once(every)

    @property
    def own(self) -> OwnMembers | None:
        """Of the supporter's own members, if the campaign writes to them."""
        return next((place.own for place in self.places if place.own), None)

    def _in(self, place: Place) -> list[Recipient]:
        return place.own.reachable if place.own else place.receive

    def people_in(self, language: str) -> list[Recipient]:
        if language == self.campaign.default_language:
            return self.people
        if language not in self._people:
            self._people[language] = everybody(self.campaign, language, self.on)
        return self._people[language]
