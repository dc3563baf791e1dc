"""What the settings promise that no room tests by itself."""

import os
import subprocess
import sys

import pytest
from celery import current_app
from django.core.cache import caches
from django.test import Client

from campaign import settings
from campaign.common.content_security import POLICY


def test_every_page_carries_the_content_security_policy(client: Client) -> None:
    assert client.get("/no-such-page/").headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY


def test_a_look_up_in_redis_is_tried_once_and_for_half_a_second() -> None:
    pool = caches["default"]._cache._get_connection_pool(write=True)  # type: ignore[attr-defined]  # Django has no public way
    connection = pool.make_connection()
    assert (connection.socket_timeout, connection.socket_connect_timeout) == (0.5, 0.5)
    assert connection.retry.get_retries() == 0


def test_celery_serves_the_table_as_the_plan_says() -> None:
    conf = current_app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.task_ignore_result) == (True, True, True)
    assert (conf.worker_prefetch_multiplier, conf.task_time_limit, conf.task_publish_retry) == (1, 120, False)
    assert (conf.broker_connection_max_retries, conf.broker_transport_options["visibility_timeout"]) == (None, 300)


def test_every_scheduled_task_exists_and_waits_no_longer_than_it_is_worth() -> None:
    current_app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks
        assert entry["options"]["expires"] > 0


@pytest.mark.django_db
def test_public_pages_set_no_cookie(client: Client) -> None:
    assert not client.get("/").cookies


@pytest.mark.parametrize("name", ["REPRESENT_URL", "HOUSE_URL"])
@pytest.mark.parametrize("value", ["", "http://127.0.0.1:9"])
def test_feeds_of_parliament_are_asked_only_where_an_address_is_set(name: str, value: str) -> None:
    servers = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "ENV_FILE": "",
    }
    told = subprocess.run(
        [sys.executable, "-c", "from campaign import settings; print('rosters' in settings.CELERY_BEAT_SCHEDULE)"],
        env={"PATH": os.environ["PATH"], **servers, name: value},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(bool(value))
    current_app.loader.import_default_modules()
    assert "targets.check_rosters" in current_app.tasks
