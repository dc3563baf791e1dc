#!/usr/bin/env python3
"""Pictures of every page, from throwaway servers of its own, into the git-ignored folder screenshots/.

.venv/bin/python tools/screenshots.py                                   everything: some minutes, hundreds of files
.venv/bin/python tools/screenshots.py campaign receipt --languages fr --widths 320 1440 --themes dark
"""

import argparse
import os
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
TAKER = "tests/browser/take_pictures.py"


def main() -> int:
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("pages", nargs="*", help="the beginnings of their names (default: all of them)")
    parser.add_argument("--folder", default=str(PROJECT / "screenshots"))
    parser.add_argument("--languages", nargs="+", default=["en", "fr", "es"])
    parser.add_argument("--widths", nargs="+", default=["320", "768", "1440"])
    parser.add_argument("--themes", nargs="+", default=["light", "dark"], choices=["light", "dark"])
    asked = parser.parse_args()
    os.environ["SCREENSHOTS_FOLDER"] = str(Path(asked.folder).resolve())
    for name in ("pages", "languages", "widths", "themes"):
        os.environ[f"SCREENSHOTS_{name.upper()}"] = " ".join(getattr(asked, name))
    os.environ["REQUIRE_BROWSER"] = "1"
    os.chdir(PROJECT)
    return int(pytest.main(["-q", "-p", "no:cacheprovider", TAKER]))


if __name__ == "__main__":
    sys.exit(main())
