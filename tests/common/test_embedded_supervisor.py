"""What the supervisor is told: no path that a person chose, and logs that rotate."""

import configparser
import subprocess
from pathlib import Path

from campaign.common.embedded import supervisor
from campaign.common.embedded.supervisor import APP, SERVERS, Program

NASTY = """it's a "path" #1 ;x %(here)s $HOME"""


def written(folder: Path) -> configparser.RawConfigParser:
    run, logs = folder / "run", folder / NASTY / "logs"
    run.mkdir()
    programs = [
        Program("web", APP, ["printf", "%s|", NASTY, "b c"], stop_seconds=4, environment={"FROM": NASTY}),
        Program("postgres", SERVERS, ["true"], stop_seconds=3, stop_signal="INT"),
    ]
    parsed = configparser.RawConfigParser()
    parsed.read(supervisor.write(run, programs, logs))
    return parsed


def test_a_path_may_have_any_character(tmp_path: Path) -> None:
    written(tmp_path)
    command = ["/bin/sh", str(tmp_path / "run" / "web.sh")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"{NASTY}|b c|"
    assert NASTY not in (tmp_path / "run" / "supervisord.conf").read_text()


def test_every_program_comes_back_and_its_log_rotates(tmp_path: Path) -> None:
    parsed = written(tmp_path)
    for name in ("web", "postgres"):
        section = parsed[f"program:{name}"]
        assert section["autorestart"] == "true"
        assert section["stdout_logfile"] == f"%(here)s/logs/{name}.log"
        assert (section["stdout_logfile_maxbytes"], section["stdout_logfile_backups"]) == ("5MB", "2")
    assert parsed["supervisord"]["logfile_maxbytes"] == "5MB"
    assert (tmp_path / "run" / "logs").resolve() == tmp_path / NASTY / "logs"


def test_the_servers_outlast_the_app(tmp_path: Path) -> None:
    parsed = written(tmp_path)
    assert parsed["group:app"]["programs"] == "web"
    assert int(parsed["group:app"]["priority"]) > int(parsed["group:servers"]["priority"])
