"""nginx with the configuration of deploy/, and gunicorn with ours behind it: real processes on free ports of this machine."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from campaign.common.embedded.waiting import wait_until
from tests.ports import free_port, listens

PROJECT = Path(__file__).resolve().parent.parent.parent
CONFIGURATION = PROJECT / "deploy" / "nginx"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
# Ten seconds in production; a test does not wait that long.
TIMEOUT = re.compile(r"\b(client_header_timeout|client_body_timeout) 10s;")
SHORT = r"\1 1s;"
START_SECONDS = 10


@dataclass(frozen=True)
class Front:
    """Where both listen, and the files that nginx writes."""

    port: int
    gunicorn_port: int
    folder: Path

    @property
    def access_log(self) -> str:
        return (self.folder / "nginx.log").read_text(encoding="utf-8")


@contextmanager
def front() -> Iterator[Front]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dm-nginx-")))
        here = Front(free_port(), free_port(), folder)
        _write(here)
        # python:..., as `make run` and the Dockerfile say it.
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:campaign.gunicorn"]
        bind = ["--bind", f"127.0.0.1:{here.gunicorn_port}", "tests.deploy.echo:application"]
        stack.enter_context(_process([*gunicorn, *bind], folder / "gunicorn.log"))
        stack.enter_context(_nginx(here))
        assert wait_until(lambda: listens(here.port) and listens(here.gunicorn_port), START_SECONDS), here.access_log
        yield here


@contextmanager
def nginx_alone() -> Iterator[Front]:
    """With nobody behind it."""
    with tempfile.TemporaryDirectory(prefix="dm-nginx-") as folder:
        here = Front(free_port(), free_port(), Path(folder))
        _write(here)
        with _nginx(here):
            assert wait_until(lambda: listens(here.port), START_SECONDS), here.access_log
            yield here


def _write(here: Front) -> None:
    """The folder nginx runs in: the configuration that ships, and the three files that differ between machines."""
    shutil.copytree(CONFIGURATION, here.folder, dirs_exist_ok=True)
    main = here.folder / "nginx.conf"
    text, shortened = TIMEOUT.subn(SHORT, main.read_text(encoding="utf-8"))
    assert shortened == 2
    main.write_text(text, encoding="utf-8")
    upstream = (here.folder / "upstream.conf").read_text(encoding="utf-8")
    assert "web:8000" in upstream
    (here.folder / "upstream.conf").write_text(upstream.replace("web:8000", f"127.0.0.1:{here.gunicorn_port}"))
    (here.folder / "listen.conf").write_text(f"listen 127.0.0.1:{here.port};\n", encoding="utf-8")
    (here.folder / "files.conf").write_text(f"set $files {here.folder};\n", encoding="utf-8")
    (here.folder / "run").mkdir()
    styles = here.folder / "static" / "css"
    styles.mkdir(parents=True)
    for name in ("dear.css", "dear.0123456789ab.css"):
        (styles / name).write_text("body { color: black }\n", encoding="utf-8")


def _nginx(here: Front) -> AbstractContextManager[None]:
    assert NGINX is not None
    # As root its workers would become another user, who cannot enter this folder.
    user = " user root;" if os.geteuid() == 0 else ""
    command = [NGINX, "-p", f"{here.folder}/", "-c", "nginx.conf", "-e", "stderr", "-g", f"daemon off;{user}"]
    return _process(command, here.folder / "nginx.log")


@contextmanager
def _process(command: list[str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield
    finally:
        # All of the group: slow clients that are still connected must not hold the end of the test up.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
