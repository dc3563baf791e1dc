"""People by riding on a map that an operator loaded: in the results of a campaign and in its statistics."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.journeys.submit import submit
from campaign.participation.models import Participation
from campaign.stats.services import fold_new
from campaign.targets.models import Riding
from tests import stories
from tests.browser.catalogue.page import Page
from tests.browser.crowd import copy_of
from tests.browser.world import World
from tests.maps import load_todays_ridings

CODES = {
    "10": "NL",
    "11": "PE",
    "12": "NS",
    "13": "NB",
    "24": "QC",
    "35": "ON",
    "46": "MB",
    "47": "SK",
    "48": "AB",
    "59": "BC",
}


def results_with_ridings(language: str) -> list[Page]:
    campaign = Campaign.objects.get(slug="to-my-member")
    if not campaign.participations.exists():
        load_todays_ridings()
        _people(campaign)
    return [Page("results-ridings", f"/{language}/c/to-my-member/results/")]


def pages_of_maps(world: World) -> Iterator[Page]:
    yield Page("staff-statistics-ridings", "/staff/campaigns/to-my-member/statistics/")


def _people(campaign: Campaign) -> None:
    """Of every riding of the ten provinces, from nobody to forty."""
    at = timezone.now() - timedelta(days=2)
    model = submit(stories.submission(campaign, email="first@mail.example"), at)
    people = []
    for place, riding in enumerate(Riding.objects.filter(code__lt="60").order_by("code")):
        for number in range((place * place) % 41 if place % 3 else place % 8):
            address = f"r{riding.code}.{number}@mail.example"
            who = copy_of(model, email=address, canonical_email=address, riding_code=riding.code)
            who.public_id, who.province = uuid4(), CODES[riding.code[:2]]
            who.state, who.confirmed_at, who.undo_until = Participation.State.CONFIRMED, at, at
            people.append(who)
    Participation.objects.bulk_create(people)
    for _ in range(2):
        fold_new(60)
