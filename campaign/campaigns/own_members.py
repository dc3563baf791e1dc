"""A campaign's addressee that differs from supporter to supporter: the member who sits for their own riding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import Recipient, addressed, make_key, resolve
from campaign.targets.models import Riding, Target
from campaign.targets.search import fold

# Stands on the form for the seat that is not known before the riding is: "7.own". No key that is kept ends so.
OWN = "own"


@dataclass(frozen=True)
class OwnRiding:
    """A riding and who can be written to in it today. `unreachable` is who sits for it and has no address that we know."""

    code: str
    name: str
    province: str
    member: Recipient | None
    unreachable: str = ""


@dataclass(frozen=True)
class OwnMembers:
    """The addressee and all ridings by code, in the order of their names; each supporter's letter goes to one of them."""

    addressee: Addressee
    ridings: Mapping[str, OwnRiding]

    @property
    def box(self) -> str:
        """What the form's box says before anybody knows the riding."""
        return f"{self.addressee.pk}.{OWN}"

    def key(self, code: str) -> str:
        """The recipient's key of a riding; KeyError for one that there is not."""
        return make_key(self.addressee.pk, int(self.ridings[code].code))

    @property
    def reachable(self) -> list[Recipient]:
        """Whoever can be written to today."""
        return [riding.member for riding in self.ridings.values() if riding.member]


def own_addressee(campaign: Campaign) -> Addressee | None:
    """The addressee that stands for the supporter's own member, if the campaign has one."""
    return addressed(campaign).exclude(own_member_of="").first()


def own_members_of(campaign: Campaign, language: str, on: date) -> OwnMembers | None:
    """None for a campaign that writes to the same people whoever the supporter is; three queries for the others."""
    addressee = own_addressee(campaign)
    return None if addressee is None else own_members(addressee, language, on)


def own_members(addressee: Addressee, language: str, on: date) -> OwnMembers:
    """All ridings of this addressee's parliament; of several people in one riding, the one who can be written to."""
    source = addressee.own_member_of
    members = {person.seat: person for person in resolve([addressee], language, on)}
    sitting = Target.objects.filter(source=source, listed=Target.Listed.SITTING).exclude(riding_code="")
    names = dict(sitting.values_list("riding_code", "name"))
    ridings = [
        _riding(row, members.get(int(row.code)), names.get(row.code, ""), language)
        for row in Riding.objects.filter(source=source).only("code", "name", "province")
    ]
    ridings.sort(key=lambda riding: in_the_alphabet(riding.name))
    return OwnMembers(addressee, {riding.code: riding for riding in ridings})


@lru_cache(maxsize=1024)
def in_the_alphabet(name: str) -> str:
    """What names are sorted by: Bécancour stands before Brampton, not after Burnaby. Kept, since every form asks it of all ridings."""
    return fold(name)


def _riding(row: Riding, member: Recipient | None, sits: str, language: str) -> OwnRiding:
    return OwnRiding(row.code, row.name_in(language), row.province_in(language), member, "" if member else sits)
