"""Starts that are refused: one line a problem, the variable first, and a code that is not zero."""

from pathlib import Path

import pytest

from tests.flow.service import launch_in_vain
from tests.ports import free_port

pytestmark = pytest.mark.processes


def test_every_illegal_value_is_named_at_once(tmp_path: Path) -> None:
    code, words = launch_in_vain(DATA_DIR=str(tmp_path / "data"), PORT="http", LOG_LEVEL="loud", DELIVERY_MODE="live")
    assert code == 1
    assert [line.partition(":")[0] for line in words.splitlines()] == [
        *("PORT", "LOG_LEVEL"),
        *("PUBLIC_URL", "ALLOWED_HOSTS", "SECRET_KEY", "EMAIL_URL"),
    ]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("DATABASE_URL", "postgres://someone:secret@127.0.0.1:{port}/x"),
        ("REDIS_URL", "redis://:secret@127.0.0.1:{port}/0"),
    ],
)
def test_an_unreachable_server_is_one_line_without_its_password(tmp_path: Path, variable: str, url: str) -> None:
    code, words = launch_in_vain(
        DATA_DIR=str(tmp_path), PORT=str(free_port()), **{variable: url.format(port=free_port())}
    )
    assert code == 1
    assert words.startswith(f"{variable}: no answer from 127.0.0.1: ")
    assert words.count("\n") == 1
    assert "secret" not in words


def test_a_data_dir_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, words = launch_in_vain(DATA_DIR=str(tmp_path / "file" / "data"), PORT=str(free_port()))
    assert code == 1
    assert words.startswith("DATA_DIR: cannot use ")
    assert words.count("\n") == 1
