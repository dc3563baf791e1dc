"""What programs ask: a campaign's numbers, a mistyped domain, and whether the service is well."""

import json
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.services import close_campaign
from campaign.common import redis_guard
from campaign.common.database_clock import database_now
from campaign.delivery import heartbeats
from campaign.delivery.alerts import raise_alert
from campaign.delivery.models import Alert, Heartbeat
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
    facts: dict[str, object] = {
        "database": "up",
        "redis": "up",
        "beat_seconds": None,
        "oldest_late_seconds": 0,
        "alerts": [],
    }
    assert (response.status_code, json.loads(response.content)) == (200, facts)


@pytest.mark.django_db
def test_what_is_the_matter_with_the_sending_is_told_and_not_judged(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeats, "_STARTED", time.monotonic())  # too young to raise an alert itself
    Heartbeat.objects.create(name="beat", kind=Heartbeat.Kind.BEAT, seen_at=Now() - timedelta(seconds=90))
    stories.mail_to_staff(database_now() - timedelta(minutes=7))
    raise_alert(Alert.Kind.BREAKER, "domain parl.example", "Mail to parl.example is held.")
    response = client.get("/healthz")
    facts = json.loads(response.content)
    assert response.status_code == 200
    assert 90 <= facts["beat_seconds"] < 120
    assert 420 <= facts["oldest_late_seconds"] < 450
    assert facts["alerts"] == ["breaker"]
    assert "parl.example" not in response.content.decode(), "details are for staff"


@pytest.mark.django_db
def test_where_beat_and_every_worker_are_gone_the_web_tells_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "_STARTED", time.monotonic() - 61)
    Heartbeat.objects.create(name="beat", kind=Heartbeat.Kind.BEAT, seen_at=Now() - timedelta(seconds=90))
    assert json.loads(client.get("/healthz").content)["alerts"] == ["beat_silent"]


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
