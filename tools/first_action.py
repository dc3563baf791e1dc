#!/usr/bin/env python3
"""The pictures of docs/first-action.md, made by doing what it tells: `.venv/bin/python tools/first_action.py`."""

import os
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    os.environ["REQUIRE_BROWSER"] = "1"
    os.chdir(PROJECT)
    return int(pytest.main(["-q", "-p", "no:cacheprovider", "tests/browser/take_first_action.py"]))


if __name__ == "__main__":
    sys.exit(main())
