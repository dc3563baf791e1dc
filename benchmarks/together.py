"""Starting several programs at one moment: each says "ready" when it is warm, waits for a line, and reports its end.

CLOCK_MONOTONIC is one clock for all processes of a Linux machine, so ends can be compared with the start.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from benchmarks.machine import Broken, running

READY = "ready"


def measured(commands: list[list[str]], environment: Mapping[str, str]) -> tuple[int, float]:
    """How many mails the programs handled together, and the seconds from the start to the end of the last."""
    with ExitStack() as stack:
        programs = [stack.enter_context(running(command, environment)) for command in commands]
        for each in programs:
            if each.read() != READY:
                raise Broken(f"{each.name} said something else than {READY!r}")
        start = time.monotonic()
        for each in programs:
            each.write("go")
        reports = [json.loads(each.read()) for each in programs]
    return sum(report["count"] for report in reports), max(report["ended"] for report in reports) - start


def take_part(work: Callable[[], int]) -> None:
    """The program's side: `work` gives the number of mails it handled."""
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    sys.stdin.readline()
    count = work()
    sys.stdout.write(json.dumps({"count": count, "ended": time.monotonic()}) + "\n")
    sys.stdout.flush()
