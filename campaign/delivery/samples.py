"""The made-up supporter of previews and tests."""

from collections.abc import Mapping
from types import MappingProxyType

from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation

# Somebody who leaves nothing out, so that every variable shows. The address is nobody's (RFC 2606).
SAMPLE: Mapping[str, str] = MappingProxyType(
    {"first_name": "Camille", "last_name": "Tremblay", "city": "Montréal", "postal_code": "H2X 1Y4"}
)
SAMPLE_ADDRESS = "camille.tremblay@mail.example"
LONGEST_NAME = 100


def sample_supporter(campaign: Campaign, language: str, names: Mapping[str, str] = SAMPLE) -> Participation:
    """Never saved: nobody took part. What `names` leaves out is as in SAMPLE."""
    given = {field: names.get(field, value)[:LONGEST_NAME] for field, value in SAMPLE.items()}
    return Participation(campaign=campaign, language=language, email=SAMPLE_ADDRESS, **given)
