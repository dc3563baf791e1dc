"""Who letters are addressed to, the groups and offices they are in, and what the roster's sources say of them."""

from campaign.targets.models.feeds import GONE_PERCENT, FeedCopy, RosterChange, RosterCheck
from campaign.targets.models.groups import Group, Membership
from campaign.targets.models.lists import ListUpload, TargetList
from campaign.targets.models.maps import PlaceMap
from campaign.targets.models.people import (
    FALLBACK_LANGUAGE,
    HOUSE_OF_COMMONS,
    Office,
    Target,
    Tenure,
    validate_names,
)
from campaign.targets.models.ridings import PostcodeAnswer, Riding

__all__ = [
    "FALLBACK_LANGUAGE",
    "GONE_PERCENT",
    "HOUSE_OF_COMMONS",
    "FeedCopy",
    "Group",
    "ListUpload",
    "Membership",
    "Office",
    "PlaceMap",
    "PostcodeAnswer",
    "Riding",
    "RosterChange",
    "RosterCheck",
    "Target",
    "TargetList",
    "Tenure",
    "validate_names",
]
