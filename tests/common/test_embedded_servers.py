"""The throwaway servers: what this very run stands on, and what it leaves behind."""

import os
from pathlib import Path

import psycopg
import pytest
import redis

from campaign.common.embedded.throwaway import Servers, throwaway_servers


@pytest.fixture(scope="module")
def servers_and_processes() -> tuple[Servers, list[int], Path]:
    with throwaway_servers() as servers:
        with psycopg.connect(servers.database_url) as connection:
            row = connection.execute("SELECT pg_backend_pid(), current_setting('fsync')").fetchone()
        client = redis.Redis.from_url(servers.redis_url)
        process = client.info()["process_id"]
        client.close()
    assert row is not None
    assert row[1] == "on"
    return servers, [row[0], process], Path(servers.redis_url.removeprefix("unix://")).parent


def test_stopped_servers_leave_no_process_and_no_file(
    servers_and_processes: tuple[Servers, list[int], Path],
) -> None:
    _, processes, folder = servers_and_processes
    assert not folder.exists()
    assert not [process for process in processes if os.path.exists(f"/proc/{process}")]


def test_each_block_has_servers_of_its_own(servers_and_processes: tuple[Servers, list[int], Path]) -> None:
    earlier, _, _ = servers_and_processes
    with throwaway_servers(fsync="off") as servers:
        assert servers != earlier
        with psycopg.connect(servers.database_url) as connection:
            assert connection.execute("SELECT current_setting('fsync')").fetchone() == ("off",)
