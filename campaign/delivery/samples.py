"""The made-up supporter of previews and tests."""

from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation

# Somebody who leaves nothing out, so that every variable shows. The address is nobody's (RFC 2606).
SAMPLE = {"first_name": "Camille", "last_name": "Tremblay", "city": "Montréal", "postal_code": "H2X 1Y4"}
SAMPLE_ADDRESS = "camille.tremblay@mail.example"


def sample_supporter(campaign: Campaign, language: str) -> Participation:
    """Never saved: nobody took part."""
    return Participation(campaign=campaign, language=language, email=SAMPLE_ADDRESS, **SAMPLE)
