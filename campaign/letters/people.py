"""Who a letter is from and to: what its parts may name of them."""

from collections.abc import Mapping
from dataclasses import dataclass

Values = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class SupporterNames:
    """What a letter may say of its supporter; place is a city or postal code and may be empty."""

    first_name: str
    last_name: str
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class TargetNames:
    """What a letter may say of its addressee, in the letter's language. Where nobody wrote a greeting, it is the name."""

    name: str
    greeting: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    party: str = ""
    riding: str = ""


@dataclass(frozen=True, slots=True)
class LetterPeople:
    """Everything outside the letter's own text that its parts may name, and the language it is written in.

    `in_office` is not named anywhere: it chooses among openings (letters.openings).
    """

    language: str
    supporter: SupporterNames
    target: TargetNames
    campaign_title: str
    site_name: str
    in_office: bool = False

    def values(self) -> Values:
        return campaign_values(self.campaign_title, self.site_name) | {
            "supporter": _as_values(self.supporter),
            "target": _as_values(self.target),
        }


def campaign_values(campaign_title: str, site_name: str) -> dict[str, Mapping[str, str]]:
    return {"campaign": {"title": campaign_title}, "site": {"name": site_name}}


def _as_values(names: SupporterNames | TargetNames) -> dict[str, str]:
    return {field: getattr(names, field) for field in names.__slots__}  # asdict() takes four times as long
