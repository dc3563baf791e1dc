"""The supervisor of the service's processes: its configuration, its start and its stop.

Every program is started by a small script in the private folder, so that supervisor's own syntax, in which `%`, `;`
and `#` mean something, never sees a path that a person chose.
"""

import http.client
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Any
from xmlrpc.client import Error, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from campaign.common.embedded.deathsig import dies_with_parent
from campaign.common.embedded.errors import CannotStart
from campaign.common.embedded.waiting import wait_until

# Groups stop one after another: web, worker and beat at once (5 s at most), then the servers.
APP, SERVERS = "app", "servers"
PRIORITY = {SERVERS: 1, APP: 10}
START_SECONDS = 20
STOP_SECONDS = 9
LOG_BYTES = "5MB"
LOG_BACKUPS = 2
HEAD = """\
[supervisord]
nodaemon=true
silent=true
{user}identifier=dear-minister
logfile=%(here)s/logs/supervisor.log
logfile_maxbytes={log_bytes}
logfile_backups={log_backups}
pidfile=%(here)s/supervisord.pid
childlogdir=%(here)s

[unix_http_server]
file=%(here)s/supervisor.sock
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
PROGRAM = """
[program:{name}]
command=/bin/sh %(here)s/{name}.sh
autostart=false
autorestart=true
startsecs=1
startretries=1000000
stopsignal={stop_signal}
stopwaitsecs={stop_seconds}
killasgroup=true
redirect_stderr=true
stdout_logfile=%(here)s/logs/{name}.log
stdout_logfile_maxbytes={log_bytes}
stdout_logfile_backups={log_backups}
"""
GROUP = """
[group:{name}]
programs={programs}
priority={priority}
"""


@dataclass(frozen=True)
class Program:
    """One process to keep alive, from the moment it is told to start."""

    name: str
    group: str
    command: list[str]
    stop_seconds: int
    stop_signal: str = "TERM"
    environment: dict[str, str] = field(default_factory=dict)


def write(folder: Path, programs: list[Program], logs: Path) -> Path:
    """Writes configuration and scripts into the private folder; returns the configuration's path."""
    logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "logs").symlink_to(logs, target_is_directory=True)
    sizes = {"log_bytes": LOG_BYTES, "log_backups": LOG_BACKUPS}
    parts = [HEAD.format(user="user=root\n" if os.geteuid() == 0 else "", **sizes)]
    for program in programs:
        (folder / f"{program.name}.sh").write_text(_script(program), encoding="utf-8")
        parts.append(
            PROGRAM.format(
                name=program.name,
                stop_signal=program.stop_signal,
                stop_seconds=program.stop_seconds,
                **sizes,
            )
        )
    for group, priority in PRIORITY.items():
        names = ",".join(program.name for program in programs if program.group == group)
        if names:
            parts.append(GROUP.format(name=group, programs=names, priority=priority))
    path = folder / "supervisord.conf"
    path.write_text("".join(parts), encoding="utf-8")
    return path


def _script(program: Program) -> str:
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in program.environment.items())
    return f"{exports}exec {shlex.join(program.command)}\n"


class Supervisor:
    """The running supervisord. It and its children die with this process."""

    def __init__(self, configuration: Path, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)]
        # A session of its own: Ctrl-C at the terminal is for us, who stop it in order.
        self._process = subprocess.Popen(  # noqa: S603  # our own words
            dies_with_parent(command),
            stdin=subprocess.DEVNULL,
            env=environment,
            cwd=configuration.parent,
            start_new_session=True,
        )
        self._socket = configuration.parent / "supervisor.sock"

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> int:
        return self._process.wait()

    def start(self, group: str, name: str = "*") -> None:
        """Starts one program of a group, or all that do not run yet; does not wait for them."""
        if not wait_until(lambda: self._socket.exists() or not self.is_alive(), START_SECONDS) or not self.is_alive():
            raise CannotStart("The supervisor does not start; the reason stands above.")
        transport: Any = SupervisorTransport(None, None, f"unix://{self._socket}")
        calls = ServerProxy("http://127.0.0.1", transport=transport).supervisor
        try:
            if name == "*":
                calls.startProcessGroup(group, False)
            else:
                calls.startProcess(f"{group}:{name}", False)
        except (Error, OSError, http.client.HTTPException) as problem:
            raise CannotStart(f"The supervisor does not answer: {problem}") from problem
        finally:
            transport.close()

    def stop(self) -> None:
        """Ends it and all its children: in order, and after nine seconds by force."""
        if not self.is_alive():
            return
        self._process.send_signal(SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(SIGKILL)
            self._process.wait()
