"""How PostgreSQL answers the queries of a page, and which of them would take the longer the more people take part."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# One row or more for each person or letter.
LARGE = (
    "participation_participation",
    "participation_participationevent",
    "delivery_outgoingmail",
    "delivery_deliveryevent",
    "delivery_sandboxmail",
)

Plan = dict[str, Any]


def growing(queries: CaptureQueriesContext) -> list[str]:
    """Of each query that reads a large table without an index, or all that an index has of it: what it does, and the query.

    The planner is told to avoid reading whole tables; where no index fits a question it has to all the same.
    """
    asked = [query["sql"] for query in queries.captured_queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
    about_large = list(dict.fromkeys(sql for sql in asked if any(f"{table}" in sql for table in LARGE)))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(LARGE)}")
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = [f"{fault}: {sql}" for sql in about_large for fault in _faults(_plan(cursor, sql))]
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


def _plan(cursor: Any, sql: str) -> Plan:
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
    (told,) = cursor.fetchone()
    plan: Plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


def _faults(plan: Plan, inside: frozenset[str] = frozenset()) -> Iterator[str]:
    """`inside` is what stands above: a limit ends a scan early, unless something between needs all of its rows first."""
    kind, table = plan["Node Type"], plan.get("Relation Name")
    if table in LARGE:
        yield from _of_scan(kind, table, plan, inside)
    if kind == "Limit":
        inside = frozenset({"Limit"})
    elif kind in ("Aggregate", "Sort", "Hash", "WindowAgg"):
        inside = frozenset({kind})
    for part in plan.get("Plans", ()):
        yield from _faults(part, inside)


def _of_scan(kind: str, table: str, plan: Plan, inside: Iterable[str]) -> Iterator[str]:
    if kind == "Seq Scan":
        yield f"reads all of {table}"
    elif kind != "Bitmap Heap Scan" and "Index Cond" not in plan and "Limit" not in inside and not _is_partial(plan):
        yield f"goes through an index of {table}"


def _is_partial(plan: Plan) -> bool:
    """An index of what waits or is held, or of a few states: it does not hold what has come to its end."""
    return plan.get("Index Name", "") in {
        "outgoing_due",
        "outgoing_stream",
        "outgoing_leased",
        "outgoing_held",
        "outgoing_bundle",
        "participation_gone",
    }
