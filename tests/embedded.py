"""pytest plugin: gives the run an environment and servers of its own before the settings are imported; ends both.

With DATABASE_URL or REDIS_URL set, that server is used instead. Where pytest-xdist shares the tests among workers, each of them
does the same, so that no test ever meets another's Redis or database.
"""

import os
import tempfile
from contextlib import ExitStack

import pytest

from campaign.common.embedded.throwaway import throwaway_servers

# What a developer's shell or .env says must not change what is tested.
FOREIGN = (
    *("PORT", "SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DELIVERY_MODE", "EMAIL_URL", "DEFAULT_FROM_EMAIL"),
    *("TRUSTED_PROXIES", "LOG_LEVEL", "EMAIL_URL_FALLBACK", "WEBHOOK_SECRET", "BOUNCE_URL"),
)

# Which of the addresses above name servers of ours.
EMBEDDED = "TESTS_EMBEDDED"

_stack = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ["ENV_FILE"] = ""
    os.environ["DATA_DIR"] = _stack.enter_context(tempfile.TemporaryDirectory(prefix="dm-tests-"))
    for name in os.environ.pop(EMBEDDED, "").split():  # inherited by a worker: the servers of the process that shares
        del os.environ[name]
    lacking = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if lacking:
        # Nothing here outlives the machine, so nothing is forced to its disk.
        servers = _stack.enter_context(throwaway_servers(fsync="off", full_page_writes="off"))
        urls = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
        os.environ.update({name: urls[name] for name in lacking})
        os.environ[EMBEDDED] = " ".join(lacking)


def pytest_unconfigure() -> None:
    _stack.close()
