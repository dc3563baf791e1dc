"""gunicorn's configuration, on a laptop and in production: `gunicorn -c python:campaign.gunicorn campaign.wsgi`.

Threads, as a page waits for PostgreSQL; in production nginx stands in front, for a slow body occupies a thread
(docs/adr/0002).
"""

import os
from pathlib import Path

from gunicorn.arbiter import Arbiter

from campaign.common.access_log import FORMAT

worker_class = "gthread"
workers = 2
threads = 8
preload_app = True
timeout = 30
graceful_timeout = 4
keepalive = 5

# Our longest address holds a token of 43 characters, and a campaign's links may carry where they were found.
limit_request_line = 2048
limit_request_fields = 60
limit_request_field_size = 8190
# X_Forwarded_For must not pass for X-Forwarded-For; which proxies are trusted Django knows, from TRUSTED_PROXIES.
header_map = "drop"
forwarded_allow_ips = ""

# It would lie in the home folder, one for all instances, and we have a supervisor.
control_socket_disable = True

accesslog = "-"
errorlog = "-"
access_log_format = FORMAT
logger_class = "campaign.common.access_log.Logger"


def when_ready(server: Arbiter) -> None:
    """Tells `make run` that the port is ours: an answer alone could be another program's."""
    if "WEB_READY_FILE" in os.environ:
        Path(os.environ["WEB_READY_FILE"]).touch()
