"""What `make run` promises, on real processes; each start costs seconds, so tests share it and keep this order."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.common import running
from campaign.common.embedded.waiting import wait_until
from campaign.common.env import PROJECT
from tests.flow.service import Service, clean_environment, is_running, launch_in_vain

pytestmark = pytest.mark.processes

FIRST_START = "First start:"
PASSWORDS = re.compile(r"^  (organizer|admin) +(\S{16})$", re.MULTILINE)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("run"))
    yield service
    service.stop()


@pytest.fixture(scope="module")
def first(service: Service) -> Service:
    service.start()
    return service


@pytest.fixture(scope="module")
def first_key(first: Service) -> str:
    return (first.data_dir / "secret_key").read_text()


@pytest.fixture(scope="module")
def first_cluster(first: Service) -> os.stat_result:
    return _cluster(first)


@pytest.fixture(scope="module")
def second(first: Service, first_key: str, first_cluster: os.stat_result) -> Service:
    first.stop()
    first.start()
    return first


def _cluster(service: Service) -> os.stat_result:
    """Of a file that PostgreSQL writes once, as a cluster is made."""
    return next(service.data_dir.glob("postgres-*/PG_VERSION")).stat()


def gone(processes: dict[int, str], seconds: float) -> bool:
    return wait_until(lambda: not [number for number in processes if is_running(number)], seconds)


def test_the_first_start_prints_passwords_once_and_addresses_that_answer(first: Service) -> None:
    assert sorted(name for name, _ in PASSWORDS.findall(first.output)) == ["admin", "organizer"]
    assert FIRST_START in first.output
    addresses = re.findall(r"http://localhost:\d+(/\S+)", first.output)
    assert addresses == ["/en/c/peru-2022/", "/sandbox/", "/staff/"]
    assert [first.get(path)[0] for path in addresses] == [200, 200, 200]


def test_the_secret_key_is_for_its_owner_only(first: Service) -> None:
    assert (first.data_dir / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("program", ["bin/postgres", "redis-server", "gunicorn", "worker --pool", "beat --schedule"])
def test_a_killed_process_is_back_within_five_seconds(first: Service, program: str) -> None:
    assert wait_until(lambda: first.process(program), 10)
    victim = first.process(program)
    assert victim is not None
    os.kill(victim, signal.SIGKILL)
    assert wait_until(lambda: first.process(program) not in (None, victim), 5)


def test_after_its_servers_came_back_the_site_answers_again(first: Service) -> None:
    def answers() -> bool:
        try:
            return first.get("/en/c/peru-2022/")[0] == 200
        except OSError:
            return False

    assert wait_until(answers, 30)


def test_a_second_instance_on_the_same_data_is_refused(first: Service) -> None:
    code, words = launch_in_vain(DATA_DIR=str(first.data_dir), PORT="0")
    assert (code, words.count("\n")) == (1, 1)
    code, words = launch_in_vain(DATA_DIR=str(first.data_dir), PORT=str(first.port + 1))
    assert code == 1
    assert words.startswith(f"DATA_DIR: {first.data_dir} is in use")


def test_a_taken_port_is_refused(first: Service, tmp_path: Path) -> None:
    code, words = launch_in_vain(DATA_DIR=str(tmp_path), PORT=str(first.port))
    assert code == 1
    assert words.startswith(f"PORT: cannot listen on {first.port}: ")
    assert words.count("\n") == 1


def test_other_commands_find_the_running_servers(first: Service) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "reset_staff"],
        cwd=PROJECT,
        env=clean_environment(DATA_DIR=str(first.data_dir)),
        capture_output=True,
        text=True,
        check=True,
    )
    new = dict(PASSWORDS.findall(done.stdout))
    assert new.keys() == {"organizer", "admin"}
    assert new != dict(PASSWORDS.findall(first.output))


def test_sigterm_ends_every_process_within_ten_seconds(first: Service, first_key: str) -> None:
    note = running.read(first.data_dir)
    assert note is not None
    processes = first.processes()
    begin = time.monotonic()
    first.terminate()
    assert time.monotonic() - begin < 10
    assert len(processes) > 10
    assert gone(processes, 1)
    assert not Path(note.folder).exists()
    assert running.read(first.data_dir) is None


def test_a_second_start_has_key_and_data(second: Service, first_key: str) -> None:
    assert (second.data_dir / "secret_key").read_text() == first_key
    assert not PASSWORDS.search(second.output)
    assert second.get("/en/c/peru-2022/")[0] == 200


def test_a_second_start_makes_nothing_anew(first_cluster: os.stat_result, second: Service) -> None:
    assert FIRST_START not in second.output
    cluster = _cluster(second)
    assert (cluster.st_ino, cluster.st_mtime_ns) == (first_cluster.st_ino, first_cluster.st_mtime_ns)


@pytest.mark.parametrize("program", ["supervisor.supervisord", "campaign.common.embedded"])
def test_kill_9_leaves_no_process(second: Service, program: str) -> None:
    if not second.is_up():
        second.start()
    processes = second.processes()
    victim = second.process(program)
    assert victim is not None
    os.kill(victim, signal.SIGKILL)
    assert gone(processes, 10)


def test_a_folder_left_by_a_killed_instance_is_cleared_away_at_the_next_start(second: Service) -> None:
    left = running.read(second.data_dir)
    second.start()
    assert left is not None
    assert not Path(left.folder).exists()
