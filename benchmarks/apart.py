"""Machines in one: network namespaces (Linux) that share nothing but a wire to a third, where the database and Redis are found.

A namespace lives as long as the program that holds it, and that dies with us: nothing is left behind, however we end.

    first  10.99.1.2 ──── 10.99.1.1 ┐
                                     site: relay to the servers' sockets
    second 10.99.2.2 ──── 10.99.2.1 ┘
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks.machine import Broken, Machine, Missing, program, run, running, tool
from campaign.common.embedded.waiting import wait_until

DATABASE_PORT, REDIS_PORT = 5432, 6379
START_SECONDS = 10


@dataclass(frozen=True)
class Place:
    """Where a program runs: what stands before its command, and what is different in its environment."""

    environment: Mapping[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()


class Together(Exception):
    """This system gives us no namespaces; the text says why."""


@contextmanager
def machines_apart(machine: Machine, number: int) -> Iterator[list[Place]]:
    """So many machines that see the database and Redis by the network. Raises Together where that cannot be."""
    database, redis = urlsplit(machine.environment["DATABASE_URL"]), urlsplit(machine.environment["REDIS_URL"])
    folder = parse_qs(database.query).get("host", [""])[0]
    if not folder.startswith("/") or redis.scheme != "unix":
        raise Together("the database and Redis are not at sockets")
    if os.geteuid():
        raise Together("only root may make network namespaces")
    with ExitStack() as stack:
        try:
            site = stack.enter_context(_namespace())
            prefixes = [_wired_to(site, net, stack.enter_context(_namespace())) for net in range(1, number + 1)]
            routes = [f"{DATABASE_PORT}={folder}/.s.PGSQL.5432", f"{REDIS_PORT}={redis.path}"]
            relay = [*_inside(site), *program("benchmarks.relay", *routes)]
            stack.enter_context(running(relay, machine.environment)).read()
        except (Missing, Broken, OSError) as problem:
            raise Together(f"no network namespaces here: {problem}") from problem
        yield [
            Place(
                {
                    "DATABASE_URL": f"postgres://postgres@10.99.{net}.1:{DATABASE_PORT}{database.path}",
                    "REDIS_URL": f"redis://10.99.{net}.1:{REDIS_PORT}/0",
                },
                prefix,
            )
            for net, prefix in enumerate(prefixes, start=1)
        ]


@contextmanager
def _namespace() -> Iterator[int]:
    """The process that holds a namespace."""
    with running([tool("unshare", "util-linux"), "--net", "sleep", "infinity"], {}) as holder:
        pid, ours = holder.process.pid, Path("/proc/self/ns/net").readlink()
        if not wait_until(lambda: Path(f"/proc/{pid}/ns/net").readlink() != ours, START_SECONDS):
            raise Broken(holder.complaint())
        _ip(pid, "link", "set", "lo", "up")
        yield pid


def _wired_to(site: int, net: int, here: int) -> tuple[str, ...]:
    """A cable from the namespace `here` to the site's, an address at each end; what stands before a command to run it here."""
    device = f"net{net}"
    _ip(here, "link", "add", device, "type", "veth", "peer", "name", device, "netns", str(site))
    for place, host in ((site, 1), (here, 2)):
        _ip(place, "address", "add", f"10.99.{net}.{host}/24", "dev", device)
        _ip(place, "link", "set", device, "up")
    return _inside(here)


def _ip(namespace: int, *words: str) -> None:
    run([*_inside(namespace), tool("ip", "iproute2"), *words], {})


def _inside(namespace: int) -> tuple[str, ...]:
    return (tool("nsenter", "util-linux"), f"--net=/proc/{namespace}/ns/net")
