"""The numbers of a campaign for everybody: of the shape that is described, kept by caches, and telling of nobody."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import jsonschema
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.models import OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.stats import services
from campaign.targets.models import HOUSE_OF_COMMONS, Riding
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/api/v1/campaigns/peaceful-protest/"
YESTERDAY = timedelta(days=1, hours=1)


@pytest.fixture(autouse=True)
def campaign() -> Iterator[Campaign]:
    campaign = stories.open_campaign(people=2)
    Addressee.objects.create(campaign=campaign, own_member_of=HOUSE_OF_COMMONS)
    for code, name in (("35075", "Ottawa Centre"), ("24001", "Abitibi")):
        Riding.objects.create(code=code, name={"en": name}, province={"en": "Ontario"}, words=name)
    cache.clear()
    yield campaign
    cache.clear()


def take_part(campaign: Campaign, riding: str, number: int, ago: timedelta = YESTERDAY) -> None:
    at = timezone.now() - ago
    for one in range(number):
        form = stories.submission(campaign, email=f"{riding}.{one}.{ago.days}@mail.example")
        confirm(submit(replace(form, riding_code=riding), at), at)
    letters = OutgoingMail.objects.filter(kind="letter", state="queued").values_list("pk", flat=True)
    move(list(letters), [State.QUEUED], Change(State.SENDING))
    move(list(letters), [State.SENDING], Change(State.ACCEPTED))
    for _ in range(2):
        services.fold_new(60)
    cache.clear()


def asked(client: Client, name: str) -> dict[str, object]:
    answer = client.get(f"{HERE}{name}")
    described = json.loads(client.get("/api/v1/openapi.json").content)
    path = described["paths"][f"/api/v1/campaigns/{{slug}}/{name}"]["get"]
    shape = path["responses"]["200"]["content"]["application/json"]["schema"]
    found: dict[str, object] = json.loads(answer.content)
    jsonschema.validate(found, described | shape, jsonschema.Draft202012Validator)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert client.get(f"{HERE}{name}", headers={"if-none-match": answer["ETag"]}).status_code == 304
    return found


@pytest.mark.parametrize("name", ["", "count", "timeline", "provinces", "ridings", "targets"])
def test_each_answer_has_the_shape_that_is_described_and_an_etag(client: Client, campaign: Campaign, name: str) -> None:
    asked(client, name)
    take_part(campaign, "35075", 6)
    asked(client, name)


@pytest.mark.parametrize("name", ["", "count", "timeline", "provinces", "ridings", "targets"])
def test_a_draft_and_an_unknown_campaign_answer_alike(client: Client, campaign: Campaign, name: str) -> None:
    Campaign.objects.update(state="draft")
    draft, unknown = client.get(f"{HERE}{name}"), client.get(f"/api/v1/campaigns/none/{name}")
    assert (draft.status_code, draft.content) == (unknown.status_code, unknown.content)
    assert draft.status_code == 404


def test_under_five_people_of_a_riding_are_hidden_and_more_are_rounded_down(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "35075", 7)
    take_part(campaign, "24001", 4)
    assert asked(client, "ridings")["ridings"] == [
        {"code": "35075", "name": "Ottawa Centre", "province": "Ontario", "people": 5}
    ]


def test_nobody_is_found_by_asking_before_and_after_they_sign(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "35075", 9)
    before = asked(client, "ridings"), asked(client, "targets")
    take_part(campaign, "35075", 1, ago=timedelta(0))
    assert (asked(client, "ridings"), asked(client, "targets")) == before


def test_letters_that_a_mail_server_took_are_told_by_recipient(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "35075", 6)
    assert asked(client, "targets")["targets"] == [
        {"name": "Carl Critic", "role": "Foreign affairs", "letters": 5},
        {"name": "Nina Minister", "role": "Foreign affairs", "letters": 5},
    ]


def test_letters_that_came_back_did_not_arrive(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "35075", 6)
    letters = OutgoingMail.objects.filter(addressee__target__name__startswith="Nina").values_list("pk", flat=True)
    move(list(letters)[:2], [State.ACCEPTED], Change(State.BOUNCED))
    for _ in range(2):
        services.fold_new(60)
    cache.clear()
    told = asked(client, "targets")["targets"]
    assert told == [{"name": "Carl Critic", "role": "Foreign affairs", "letters": 5}]


def test_the_page_of_results_tells_the_same(client: Client, campaign: Campaign) -> None:
    take_part(campaign, "35075", 6)
    text = client.get("/en/c/peaceful-protest/results/").content.decode()
    assert "6 people have written." in text
    assert "Ottawa Centre" in text
    assert client.get("/fr/c/peaceful-protest/results/").headers["Location"] == "/en/c/peaceful-protest/results/"
    Campaign.objects.update(state="draft")
    assert client.get("/en/c/peaceful-protest/results/").status_code == 404
