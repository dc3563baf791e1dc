"""The groups that can be drawn from the House's roster: everybody, a party's members, a province's, and a party's from a province."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from campaign.common import slugs
from campaign.targets.models import HOUSE_OF_COMMONS, Group, Target
from campaign.targets.parties import party_name
from campaign.targets.provinces import province_name

LONGEST_SLUG = 80  # the column's length
EVERYBODY = {
    "en": "All members of the House of Commons",
    "fr": "Toute la Chambre des communes",
    "es": "Toda la Cámara de los Comunes",
}
# By language: of a party, of a province, of both.
NAMES: Mapping[str, tuple[str, str, str]] = {
    "en": ("{party} members", "Members from {province}", "{party} members from {province}"),
    "fr": (
        "Députées et députés : {party}",
        "Députées et députés : {province}",
        "Députées et députés : {party}, {province}",
    ),
    "es": (
        "Diputadas y diputados: {party}",
        "Diputadas y diputados: {province}",
        "Diputadas y diputados: {party}, {province}",
    ),
}


@dataclass(frozen=True)
class Draw:
    """Who sits with this party and from this province; an empty one of the two asks for nothing."""

    party: str = ""
    province: str = ""

    def names(self) -> dict[str, str]:
        return {code: self._name(code) for code, _ in settings.LANGUAGES}

    def _name(self, language: str) -> str:
        if not self.party and not self.province:
            return EVERYBODY[language]
        party, province, both = NAMES[language]
        words = both if self.party and self.province else party if self.party else province
        with override(language):
            return words.format(party=party_name(self.party), province=province_name(self.province, language))

    def unsaved(self) -> Group:
        """As a group that nobody has used yet."""
        return Group(kind=Group.Kind.DRAWN, source=HOUSE_OF_COMMONS, name=self.names(), **self._asked)

    @property
    def _asked(self) -> dict[str, str]:
        return {"party": self.party, "province": self.province}


def draws() -> list[Draw]:
    """Every one that somebody is in today: the whole House, its parties, its provinces, and both together."""
    sitting = Target.objects.filter(source=HOUSE_OF_COMMONS, listed=Target.Listed.SITTING)
    pairs = set(sitting.order_by().values_list("party", "province").distinct())
    if not pairs:
        return []
    parties = sorted({party for party, _ in pairs if party})
    provinces = sorted({province for _, province in pairs if province})
    both = sorted((party, province) for party, province in pairs if party and province)
    return [
        Draw(),
        *(Draw(party=party) for party in parties),
        *(Draw(province=province) for province in provinces),
        *(Draw(*pair) for pair in both),
    ]


@transaction.atomic
def draw(party: str, province: str) -> Group | None:
    """The group of that draw, made if there is none yet; None where nobody sits today for it."""
    wanted = Draw(party, province)
    if wanted not in draws():
        return None
    new = wanted.unsaved()
    facts = {"name": new.name, "slug": free_slug(new.name["en"])}
    found, _ = Group.objects.get_or_create(
        kind=new.kind, source=new.source, party=party, province=province, defaults=facts
    )
    return found


def free_slug(name: str) -> str:
    """A short name made of these words that no group has."""

    def taken(stem: str) -> set[str]:
        return set(Group.objects.filter(slug__startswith=stem).values_list("slug", flat=True))

    return slugs.free_slug(name, LONGEST_SLUG, "group", taken)
