"""Requests a second of our real pages beside bare views on the same server (gunicorn, `campaign/gunicorn.py`), one at a time.

The client is wrk with one thread and as many connections as the server has threads. It runs on the same cores and costs
both sides the same.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from benchmarks.figures import Comparison, Figure
from benchmarks.machine import Broken, Machine, free_port, program, run, running, tool
from benchmarks.statistics import filled

SCRIPT = Path(__file__).resolve().parent / "load.lua"
CONNECTIONS = 16
# Ours and theirs in turn; each side's best counts, as what disturbs a run only ever makes it slower.
ROUNDS = 3
WARM_SECONDS = 1
PATH = "/en/c/peru-2022/"
# Promised: at ten million at most 1.15 times as slow as at ten thousand.
FEW, SLOWER = 10_000, 1 / 1.15


def compare_submissions(machine: Machine, seconds: int) -> Comparison:
    """The form of a campaign, sent by a new supporter from another address each time, limits in force."""
    with _both(machine) as (ours, bare, environment):
        best = _in_turn(machine, {f"{ours}{PATH}": machine.folder, f"{bare}/submit": machine.folder}, seconds)
        _check_rows(environment["DATABASE_URL"])
    theirs = Figure("bare view, five inserts in one transaction", best[f"{bare}/submit"], aim=0.4)
    mine = Figure("ours: the campaign's form, POST to 303", best[f"{ours}{PATH}"])
    return Comparison("submissions", "requests/s", mine, (theirs,))


def compare_submissions_at_size(machine: Machine, seconds: int, people: int) -> Comparison:
    """The same form where ten thousand have sent it before, and where so many have."""
    with ExitStack() as stack:
        forms: dict[str, Path] = {}
        for size in (FEW, people):
            environment = _ours(machine) | {"DATABASE_URL": filled(machine, size)}
            folder = machine.folder / f"form-{size}"
            folder.mkdir(exist_ok=True)
            forms[stack.enter_context(_our_server(environment, folder))] = folder
        few, many = _in_turn(machine, forms, seconds).values()
    other = Figure(f"ours, of {FEW:,} people before", few, aim=SLOWER)
    return Comparison("submissions at size", "requests/s", Figure(f"ours, of {people:,} people before", many), (other,))


def compare_pages(machine: Machine, seconds: int) -> Comparison:
    """The campaign page as the crowd sees it, from our cache of two seconds."""
    with _both(machine) as (ours, bare, _):
        best = _in_turn(machine, {f"{ours}{PATH}": None, f"{bare}/page": None}, seconds)
    theirs = Figure("bare view, the same bytes", best[f"{bare}/page"], aim=0.5)
    mine = Figure("ours: the campaign page, cached", best[f"{ours}{PATH}"])
    return Comparison("campaign page", "requests/s", mine, (theirs,))


@contextmanager
def _both(machine: Machine) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The addresses of both servers and the environment of ours; the form, the page and the clients are in the folder."""
    tool("wrk", "wrk")
    environment = _ours(machine)
    run(program("benchmarks.with_django", "benchmarks.ours.prepare"), environment)
    with _our_server(environment, machine.folder) as address:
        page = machine.folder / "page.html"
        settings = machine.with_settings("benchmarks.bare.settings", PAGE_FILE=str(page))
        run(program("benchmarks.with_django", "benchmarks.bare.tables"), settings)
        other = free_port()
        with _gunicorn("benchmarks.bare.wsgi", settings, other):
            yield address.removesuffix(PATH), f"http://localhost:{other}", environment


def _ours(machine: Machine) -> dict[str, str]:
    return machine.with_settings("campaign.settings", DELIVERY_MODE="sandbox")


@contextmanager
def _our_server(environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The address of the campaign's page; its form and the clients that send it are in the folder."""
    port = free_port()
    settings = {**environment, "PUBLIC_URL": f"http://localhost:{port}"}
    address = f"{settings['PUBLIC_URL']}{PATH}"
    with _gunicorn("campaign.wsgi", settings, port):
        run(program("benchmarks.with_django", "benchmarks.ours.form", address, str(folder)), settings)
        yield address


@contextmanager
def _gunicorn(application: str, environment: dict[str, str], port: int) -> Iterator[None]:
    bind = ["--bind", f"127.0.0.1:{port}"]
    with running(program("gunicorn", "--config", "python:campaign.gunicorn", *bind, application), environment, port):
        yield


def _in_turn(machine: Machine, forms: Mapping[str, Path | None], seconds: int) -> dict[str, float]:
    """The best rate of each address; a folder for those that the form in it is sent to."""
    best = dict.fromkeys(forms, 0.0)
    for url, form in forms.items():
        _load(machine, url, form, WARM_SECONDS)
    for _ in range(ROUNDS):
        for url, form in forms.items():
            best[url] = max(best[url], _load(machine, url, form, max(1, seconds // ROUNDS)))
    return best


_numbers = iter(range(0, 1_000_000_000, 10_000_000))


def _load(machine: Machine, url: str, form: Path | None, seconds: int) -> float:
    wrk = [tool("wrk", "wrk"), "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    # No supporter twice: each run counts from another number.
    arguments = ["--", str(form), str(next(_numbers))] if form else []
    told = run([*wrk, "--script", str(SCRIPT), url, *arguments], machine.environment)
    if told["refused"] or told["broken"] or not told["requests"]:
        raise Broken(f"{url}: of {told['requests']} requests {told['refused']} were refused, {told['broken']} broke")
    return float(told["requests"] / told["microseconds"] * 1e6)


def _check_rows(database: str) -> None:
    """That every submission became a pending letter with its confirmation mail, none a page that says no."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM participation_participation WHERE state = 'pending'), (SELECT count(*) FROM delivery_outgoingmail"
            " WHERE kind = 'confirmation'), (SELECT count(*) FROM bare_row)"
        ).fetchone()
    if row is None or not row[0] or row[0] != row[1] or not row[2]:
        raise Broken(f"participations, mails and rows of the bare view do not agree: {row}")
