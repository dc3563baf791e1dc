"""`make run`: checks everything, starts servers and service under a supervisor, says where they are, ends them all."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import psycopg
import redis

from campaign.common import env, running
from campaign.common.embedded import postgres, redis_server
from campaign.common.embedded.deathsig import dies_with_parent, setpriv
from campaign.common.embedded.errors import CannotStart
from campaign.common.embedded.folders import check_port, locked, private_folder
from campaign.common.embedded.supervisor import APP, SERVERS, Program, Supervisor, write
from campaign.common.embedded.waiting import wait_until

REACH_SECONDS = 3
# PostgreSQL replays its log after a crash before it answers.
SERVERS_SECONDS = 120
WEB_SECONDS = 60
ADDRESSES = """
Dear Minister runs.
  Campaign page     {site}/en/c/peru-2022/
  Sandbox mailbox   {site}/sandbox/
  Staff             {site}/staff/
  Logs              {logs}
Ctrl-C stops it.
"""


class Stopped(Exception):
    """A person or the system asked us to stop."""


@dataclass(frozen=True)
class Stack:
    """What this start is made of; an embedded server that is not needed is None."""

    config: env.Config
    folder: Path
    database: postgres.Postgres | None
    cache: redis_server.RedisServer | None

    @property
    def database_url(self) -> str:
        return self.database.url() if self.database else self.config.database_url

    @property
    def redis_url(self) -> str:
        return self.cache.url() if self.cache else self.config.redis_url

    @property
    def web_ready(self) -> Path:
        return self.folder / "web.ready"

    def environment(self) -> dict[str, str]:
        """What the children see: everything that we see, and where the servers are."""
        return os.environ | {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "DATA_DIR": str(self.config.data_dir),
            "PORT": str(self.config.port),
            "PYTHONUNBUFFERED": "1",
        }


def main() -> int:
    """The exit code: 0 when we were asked to stop, 1 when something is in the way, which is said in one line."""
    try:
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(
            signal.SIGINT, _stop
        )  # shells start background jobs with this one ignored; we are told all the same
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # unlike this one, which nohup ignores on purpose
            signal.signal(signal.SIGHUP, _stop)
        env.load_file()
        return _run(env.check(os.environ))
    except (CannotStart, env.Unusable) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except Stopped:
        _say("Stopped.")
        return 0


def _stop(number: int, frame: FrameType | None) -> None:
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # once is enough: what follows is the orderly end
    raise Stopped


def _run(config: env.Config) -> int:
    with ExitStack() as stack:
        stack.enter_context(locked(config.data_dir))
        check_port(config.port)
        if not config.secret_key:
            env.kept_secret_key(config.data_dir)
        if not setpriv():
            _say("There is no setpriv here: after a `kill -9` of this program its servers have to be stopped by hand.")
        folder = stack.enter_context(private_folder(config.data_dir))
        here = _prepare(config, folder)
        supervisor = _supervise(here)
        stack.callback(supervisor.stop)
        first_steps = stack.enter_context(_first_steps(here))
        _start_servers(here, supervisor)
        running.write(
            config.data_dir, running.Running(here.database_url, here.redis_url, config.port, str(folder), os.getpid())
        )
        if first_steps.wait():
            raise CannotStart("The database could not be prepared; the reason stands above.")
        supervisor.start(APP, "web")
        _wait_for_web(here, supervisor)
        supervisor.start(APP)
        _say(ADDRESSES.format(site=config.public_url, logs=config.data_dir / "logs"))
        code = supervisor.wait()
        raise CannotStart(
            f"The supervisor ended by itself (code {code}); see {config.data_dir / 'logs' / 'supervisor.log'}."
        )


def _prepare(config: env.Config, folder: Path) -> Stack:
    if config.database_url:
        _must_reach("DATABASE_URL", _try_database, config.database_url)
    if config.redis_url:
        _must_reach("REDIS_URL", _try_redis, config.redis_url)
    data = config.data_dir / f"postgres-{postgres.VERSION}"
    if not config.database_url and not data.exists():
        _say(f"First start: making the database in {config.data_dir}")
    return Stack(
        config,
        folder,
        database=None if config.database_url else postgres.prepare(data, folder),
        cache=None if config.redis_url else redis_server.prepare(config.data_dir / "redis", folder),
    )


def _must_reach(name: str, attempt: Callable[[str], str], url: str) -> None:
    """A server that other machines run may start at the same moment as we: a few seconds are allowed for that."""
    reasons: list[str] = []

    def answers() -> bool:
        reasons.append(attempt(url))
        return not reasons[-1]

    if not wait_until(answers, REACH_SECONDS):
        place = urlsplit(url)
        raise CannotStart(
            f"{name}: no answer from {place.hostname or place.path}: {reasons[-1]} Correct it, or start that server."
        )


def _try_database(url: str) -> str:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.Error as problem:
        return " ".join(str(problem).split())
    return ""


def _try_redis(url: str) -> str:
    client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
    except (redis.RedisError, OSError) as problem:
        return " ".join(str(problem).split())
    finally:
        client.close()
    return ""


def _supervise(here: Stack) -> Supervisor:
    data_dir = here.config.data_dir
    programs = []
    if here.database:
        programs.append(Program("postgres", SERVERS, here.database.command(), stop_seconds=3, stop_signal="INT"))
    if here.cache:
        programs.append(Program("redis", SERVERS, here.cache.command(), stop_seconds=3))
    (data_dir / "beat").mkdir(mode=0o700, exist_ok=True)
    return Supervisor(write(here.folder, programs + _app(here), data_dir / "logs"), here.environment())


def _app(here: Stack) -> list[Program]:
    config = here.config
    celery = ["celery", "--app", "campaign", "--workdir", str(env.PROJECT)]
    worker = [*celery, "worker", "--pool", "prefork", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    schedule = str(config.data_dir / "beat" / "schedule")
    beat = [*celery, "beat", "--schedule", schedule, "--pidfile", ""]
    web = ["gunicorn", "--config", "python:campaign.gunicorn", "--bind", f"127.0.0.1:{config.port}", "campaign.wsgi"]
    level = ["--loglevel", config.log_level]
    return [
        Program("web", APP, _python(web), stop_seconds=4, environment={"WEB_READY_FILE": str(here.web_ready)}),
        # Without the remapping a worker asked to stop waits for its tasks for as long as they take.
        Program("worker", APP, _python(worker + level), stop_seconds=5, environment={"REMAP_SIGTERM": "SIGQUIT"}),
        Program("beat", APP, _python(beat + level), stop_seconds=3),
    ]


def _python(module: list[str]) -> list[str]:
    """A module of this Python, which finds our package from whatever folder it is started in."""
    return ["env", f"PYTHONPATH={env.PROJECT}", *dies_with_parent([sys.executable, "-m", *module])]


def _start_servers(here: Stack, supervisor: Supervisor) -> None:
    logs = here.config.data_dir / "logs"
    if here.database or here.cache:
        supervisor.start(SERVERS)
    for server, log in ((here.database, "postgres.log"), (here.cache, "redis.log")):
        if server is None:
            continue
        if not _wait_beside(supervisor, server.is_ready, SERVERS_SECONDS):
            raise CannotStart(f"An embedded server does not start: {_last_line(logs / log)} More in {logs / log}.")
    if here.database:
        postgres.ensure_database(here.database)


@contextmanager
def _first_steps(here: Stack) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py prepare`: in one process, as each costs a second, which loads while the servers start."""
    command = dies_with_parent([sys.executable, str(env.PROJECT / "manage.py"), "prepare"])
    process = subprocess.Popen(command, env=here.environment(), stdin=subprocess.DEVNULL)  # noqa: S603  # our own words
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_for_web(here: Stack, supervisor: Supervisor) -> None:
    host = urlsplit(here.config.public_url).netloc

    def answers() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", here.config.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": host})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    if not _wait_beside(supervisor, lambda: here.web_ready.exists() and answers(), WEB_SECONDS):
        log = here.config.data_dir / "logs" / "web.log"
        raise CannotStart(
            f"The web server does not answer at port {here.config.port}: {_last_line(log)} More in {log}."
        )


def _wait_beside(supervisor: Supervisor, is_true: Callable[[], bool], seconds: float) -> bool:
    """Whether it came true in time; given up as soon as the supervisor ends."""
    came_true = False

    def is_over() -> bool:
        nonlocal came_true
        came_true = is_true()
        return came_true or not supervisor.is_alive()

    wait_until(is_over, seconds)
    return came_true


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return "it wrote no log."
    return next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing.")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
