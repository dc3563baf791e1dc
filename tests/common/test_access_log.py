"""No token in any log."""

import logging
import subprocess
import sys

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger

from campaign import gunicorn, settings
from campaign.common.access_log import Logger, WithoutTokens, without_tokens

TOKEN = "Zx81-Ab_c9.Qq"


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        (f"/en/confirm/{TOKEN}/", "/en/confirm/[token]/"),
        (f"/en/sent/{TOKEN}/?again=1", "/en/sent/[token]/?again=1"),
        (f"/staff/password/reset/MQ.{TOKEN}/", "/staff/password/reset/[token]/"),
        (f"/fr/letter/{TOKEN}/undo/", "/fr/letter/[token]/undo/"),
        (f"/es/letter/{TOKEN}", "/es/letter/[token]"),
        (f"Not Found: /en/confirm/{TOKEN}?x=1", "Not Found: /en/confirm/[token]?x=1"),
        ("/en/c/peru-2022/", "/en/c/peru-2022/"),
        ("/en/confirm/", "/en/confirm/"),
    ],
)
def test_the_token_in_a_path_is_replaced(path: str, clean: str) -> None:
    assert without_tokens(path) == clean


def test_a_log_line_loses_tokens_from_its_arguments_and_keeps_everything_else() -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 1, "%s: %s", ("Gone", f"/en/letter/{TOKEN}/"), None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == "Gone: /en/letter/[token]/"


def test_the_program_logs_through_the_filter() -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["tokens"]


def test_gunicorn_logs_no_token_no_address_and_no_query(capfd: pytest.CaptureFixture[str]) -> None:
    config = Config()
    for name in ("accesslog", "errorlog", "access_log_format"):
        config.set(name, getattr(gunicorn, name))
    log: GunicornLogger = Logger(config)
    log.access_log.info(
        config.access_log_format,
        {
            "t": "[now]",
            "m": "GET",
            "U": f"/en/confirm/{TOKEN}/",
            "s": "200",
            "B": 1,
            "M": 2,
            "h": "192.0.2.1",
            "q": "a=b",
        },
    )
    log.error("Error handling request %s", f"/en/letter/{TOKEN}/")
    out, err = capfd.readouterr()
    assert TOKEN not in out + err
    assert '[now] "GET /en/confirm/[token]/" 200 1 2ms' in out
    assert "192.0.2.1" not in out + err


def test_gunicorn_accepts_the_configuration() -> None:
    command = [sys.executable, "-m", "gunicorn", "-c", "python:campaign.gunicorn", "--check-config", "campaign.wsgi"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
