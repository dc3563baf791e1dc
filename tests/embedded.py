"""pytest plugin: gives the run an environment and servers of its own before the settings are imported; ends both.

With DATABASE_URL or REDIS_URL set, that server is used instead. Where pytest-xdist shares the tests among workers, each of them
does the same, so that no test ever meets another's Redis or database.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from campaign.common import env
from campaign.common.embedded.throwaway import SHORT, throwaway_servers

# Which of DATABASE_URL and REDIS_URL name servers of ours.
EMBEDDED = "TESTS_EMBEDDED"

# Memory, where a machine offers it with room for the servers of all workers, some 200 MB each: making and removing a cluster's two
# thousand files took ten seconds of a disk.
MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3  # noqa: S108 - folders in it are made by mkdtemp

_stack = ExitStack()


def _folder() -> Path:
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else SHORT


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    for name in env.NAMES:  # what a developer's shell or .env says must not change what is tested
        os.environ.pop(name, None)
    os.environ["ENV_FILE"] = ""
    os.environ["DATA_DIR"] = _stack.enter_context(tempfile.TemporaryDirectory(prefix="dm-tests-"))
    for name in os.environ.pop(EMBEDDED, "").split():  # inherited by a worker: the servers of the process that shares
        del os.environ[name]
    lacking = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if lacking:
        # Nothing here outlives the machine, so nothing is forced to its disk.
        servers = _stack.enter_context(throwaway_servers(_folder(), fsync="off", full_page_writes="off"))
        urls = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
        os.environ.update({name: urls[name] for name in lacking})
        os.environ[EMBEDDED] = " ".join(lacking)


def pytest_unconfigure() -> None:
    _stack.close()
