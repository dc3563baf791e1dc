"""An open campaign in three languages, and pages that no other test has left in the cache."""

import pytest

from campaign.campaigns.models import Campaign
from campaign.web.supporters import page_cache
from tests import stories


@pytest.fixture(autouse=True)
def _no_pages_kept() -> None:
    page_cache.forget()


@pytest.fixture
def campaign(db: None) -> Campaign:
    return stories.open_campaign(languages=("en", "fr", "es"))
