"""The files of the production shape say the same as the settings they are made for; no engine is needed to see that."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from campaign import gunicorn
from campaign.common import access_log, env
from campaign.web import webhooks
from tests.deploy.front import CONFIGURATION, PROJECT

NGINX_CONF = (CONFIGURATION / "nginx.conf").read_text(encoding="utf-8")
APP = ("web", "worker", "beat", "migrate")
# It ends, and is not started again.
ONCE = ("migrate",)
# Only to try live mode out.
TRIAL = ("mailpit",)


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
    return services


def _environment(folder: Path, url: str, **changed: str) -> dict[str, str]:
    """What the containers of the app see, from deploy/make-env and docker-compose.yml."""
    shutil.copy(PROJECT / "deploy" / "make-env", folder)
    subprocess.run([folder / "make-env", url], check=True, capture_output=True)
    lines = [line for line in (folder / "app.env").read_text().splitlines() if line and not line.startswith("#")]
    compose: dict[str, str] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["x-app"]["environment"]
    written = dict(line.split("=", 1) for line in lines)
    return written | compose | changed


@pytest.mark.parametrize("mode", ["sandbox", "live"])
@pytest.mark.parametrize("url", ["https://act.example.org", "http://localhost:8080"])
def test_the_environment_that_make_env_writes_is_accepted(tmp_path: Path, url: str, mode: str) -> None:
    config = env.check(_environment(tmp_path, url, DELIVERY_MODE=mode))
    assert (config.public_url, config.trusted_proxies) == (url, 1)
    assert config.database["HOST"] == "postgres"


def test_make_env_does_not_overwrite_secrets(tmp_path: Path) -> None:
    _environment(tmp_path, "https://act.example.org")
    again = subprocess.run([tmp_path / "make-env", "https://act.example.org"], check=False, capture_output=True)
    assert again.returncode == 1
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("app.env", "postgres.env")} == {0o600}


def test_every_service_is_healthy_or_restarted(services: dict[str, dict[str, Any]]) -> None:
    assert {name for name, service in services.items() if "healthcheck" not in service} == {*ONCE, *TRIAL}
    assert {name for name, service in services.items() if service["restart"] != "unless-stopped"} == set(ONCE)


def test_the_app_is_one_image_without_rights(services: dict[str, dict[str, Any]]) -> None:
    assert len({services[name]["image"] for name in APP}) == 1
    for name in (*APP, "nginx"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert not services[name]["user"].startswith("0")


def test_redis_keeps_a_log_and_evicts_nothing(services: dict[str, dict[str, Any]]) -> None:
    command = " ".join(services["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_nginx_lets_through_what_django_accepts() -> None:
    size, for_lists, for_pictures = re.findall(r"client_max_body_size (\d+)k;", NGINX_CONF)
    assert int(size) * 1024 == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    (block,) = re.findall(r"location /staff/lists/ \{([^}]*)\}", NGINX_CONF)
    assert f"client_max_body_size {for_lists}k;" in block
    assert int(for_lists) * 1024 == settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    (block,) = re.findall(r'location ~ "\^/staff/campaigns/\[\^/\]\+/picture/\$" \{([^}]*)\}', NGINX_CONF)
    assert f"client_max_body_size {for_pictures}k;" in block
    assert int(for_pictures) * 1024 == settings.LARGER_UPLOADS["staff-picture"]


def test_nginx_lets_larger_bodies_through_to_webhooks_alone() -> None:
    (block,) = re.findall(r"location /webhooks/ \{([^}]*)\}", NGINX_CONF)
    (size,) = re.findall(r"client_max_body_size (\d+)m;", NGINX_CONF)
    assert f"client_max_body_size {size}m;" in block
    assert int(size) * 1024 * 1024 == webhooks.LARGEST_BODY


def test_nginx_waits_longer_than_gunicorn_works_and_keeps_connections_shorter() -> None:
    (read,) = re.findall(r"proxy_read_timeout (\d+)s;", NGINX_CONF)
    (keep,) = re.findall(r"keepalive_timeout (\d+)s;", (CONFIGURATION / "upstream.conf").read_text())
    assert int(read) > gunicorn.timeout
    assert int(keep) < gunicorn.keepalive


def test_nginx_masks_every_token_that_our_own_log_masks() -> None:
    (ours,) = re.findall(r"\(\?:([a-z|]+)\)", access_log.TOKEN_IN_PATH.pattern)
    (theirs,) = re.findall(r"\(\?:([a-z|]+)\)", NGINX_CONF)
    assert set(ours.split("|")) <= set(theirs.split("|"))
