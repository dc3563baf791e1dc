"""How PostgreSQL answers the queries of a page, and which of them would take the longer the more people take part."""

import json
from collections.abc import Iterator
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

PARTIAL = {
    "outgoing_due",
    "outgoing_stream",
    "outgoing_leased",
    "outgoing_held",
    "outgoing_bundle",
    "participation_gone",
}
# A log's own key stands for what came after the mark.
KEYS = ("(id ", "participation_id", "mail_id", "canonical_email")

Plan = dict[str, Any]


# What the planner multiplies by the pages there are: ten million rows for each.
_AS_IF_LARGE = """
UPDATE pg_class SET reltuples = 10000000, relpages = 1
WHERE oid IN (SELECT unnest(%s::regclass[]) UNION SELECT indexrelid FROM pg_index WHERE indrelid = ANY(%s::regclass[]))
"""


def growing(queries: CaptureQueriesContext) -> list[str]:
    """Of each query that reads a large table without an index, or all that an index has of it: what it does, and the query.

    The planner is told to avoid reading whole tables, as it does where they are large; where no index fits a question it has to
    all the same.
    """
    asked = [query["sql"] for query in queries.captured_queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
    about_large = list(dict.fromkeys(sql for sql in asked if any(f"{table}" in sql for table in LARGE)))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(LARGE)}")
        cursor.execute(_AS_IF_LARGE, [list(LARGE), list(LARGE)])
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = [f"{fault}: {sql}" for sql in about_large for fault in dict.fromkeys(_faults(_plan(cursor, sql)))]
        cursor.execute("RESET enable_seqscan")
    return found


def _plan(cursor: Any, sql: str) -> Plan:
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
    (told,) = cursor.fetchone()
    plan: Plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


def _faults(plan: Plan, limited: bool = False, counted: bool = False) -> Iterator[str]:
    """`limited`: a limit above ends this early, and nothing between needs all rows first. `counted`: rows are counted or summed up
    above, and no limit between says of how many.
    """
    kind, table = plan["Node Type"], plan.get("Relation Name")
    if kind == "Seq Scan" and table in LARGE:
        yield f"reads all of {table}"
    elif table in LARGE and not _is_short(plan):
        if "Index Cond" not in plan and kind != "Bitmap Heap Scan" and not limited:
            yield f"goes through an index of {table}"
        if counted:
            yield f"counts {table}"
    if kind == "Limit":
        limited, counted = True, False
    elif kind in ("Aggregate", "Sort", "Hash", "WindowAgg"):
        limited, counted = False, counted or kind == "Aggregate"
    for part in plan.get("Plans", ()):
        yield from _faults(part, limited, counted)


def _is_short(plan: Plan) -> bool:
    """By an index of what waits or is held, which does not hold what has come to its end; or by a key of which there are few rows."""
    return plan.get("Index Name", "") in PARTIAL or any(key in plan.get("Index Cond", "") for key in KEYS)
