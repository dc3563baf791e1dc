"""What programs ask: a campaign's numbers, a mistyped domain, and whether the service is well."""

import json

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.services import close_campaign
from campaign.common import redis_guard
from tests import stories
from tests.stories import NOW

ADDRESS = "/api/v1/campaigns/peaceful-protest/"


@pytest.mark.django_db
def test_a_campaign_in_numbers(client: Client) -> None:
    stories.people(stories.open_campaign(), 2)
    response = client.get(ADDRESS)
    assert json.loads(response.content) == {
        "slug": "peaceful-protest",
        "title": "Peaceful protest",
        "participants": 2,
        "goal": 1000,
        "open": True,
    }
    assert response.headers["Cache-Control"] == "public, max-age=5"
    assert not response.cookies


@pytest.mark.django_db
def test_who_has_it_already_is_told_so(client: Client) -> None:
    stories.open_campaign()
    tag = client.get(ADDRESS).headers["ETag"]
    response = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert client.get(ADDRESS, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.django_db
def test_a_closed_campaign_says_so(client: Client) -> None:
    close_campaign(stories.open_campaign(), NOW)
    assert json.loads(client.get(ADDRESS).content)["open"] is False


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["unknown", "x" * 51, "x" * 3000])
def test_an_unknown_campaign_is_a_404_in_json(client: Client, slug: str) -> None:
    response = client.get(f"/api/v1/campaigns/{slug}/")
    assert (response.status_code, json.loads(response.content)) == (404, {"error": "unknown campaign"})


@pytest.mark.django_db
def test_asked_often_the_database_is_asked_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stories.open_campaign()
    client.get(ADDRESS)
    with django_assert_num_queries(0):
        client.get(ADDRESS)


@pytest.mark.parametrize(
    ("domain", "meant"),
    [("gmial.com", "gmail.com"), ("mail.example", ""), ("gmail.com", ""), ("", ""), ("\x00", ""), ("x" * 900, "")],
)
def test_a_mistyped_domain_has_a_suggestion(client: Client, domain: str, meant: str) -> None:
    response = client.get("/api/v1/mail-domain/", {"domain": domain})
    assert json.loads(response.content) == {"meant": meant}


@pytest.mark.django_db
def test_all_is_well(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, json.loads(response.content)) == (200, {"database": "up", "redis": "up"})


@pytest.mark.django_db
def test_without_redis_it_is_well_and_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    resting = redis_guard.Switch(rest=60)
    with pytest.raises(redis_guard.RedisDown), resting.guarded():
        raise OSError("away")
    monkeypatch.setattr(redis_guard, "SWITCH", resting)
    response = client.get("/healthz")
    assert (response.status_code, json.loads(response.content)["redis"]) == (200, "down")


@pytest.mark.django_db
def test_without_the_database_it_is_not_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/healthz")
    assert (response.status_code, json.loads(response.content)["database"]) == (503, "down")
