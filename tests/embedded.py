"""pytest plugin: gives the run an environment and servers of its own before the settings are imported; ends both.

With DATABASE_URL or REDIS_URL set, that server is used instead.
"""

import os
import tempfile
from contextlib import ExitStack

import pytest

from campaign.common.embedded.throwaway import throwaway_servers

# What a developer's shell or .env says must not change what is tested.
FOREIGN = (
    *("PORT", "SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DELIVERY_MODE", "EMAIL_URL", "DEFAULT_FROM_EMAIL"),
    *("TRUSTED_PROXIES", "LOG_LEVEL"),
)

_stack = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ["ENV_FILE"] = ""
    os.environ["DATA_DIR"] = _stack.enter_context(tempfile.TemporaryDirectory(prefix="dm-tests-"))
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        # Nothing here outlives the machine, so nothing is forced to its disk.
        servers = _stack.enter_context(throwaway_servers(fsync="off", full_page_writes="off"))
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or servers.database_url
        os.environ["REDIS_URL"] = os.environ.get("REDIS_URL") or servers.redis_url


def pytest_unconfigure() -> None:
    _stack.close()
