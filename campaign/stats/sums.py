"""The sums themselves, as SQL: changes become cells of the tallies, one for each way in which parts of them are asked for.

What a log has since its mark, and what the rows themselves have now, go through the same words: so the two can be compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from campaign.stats import changes
from campaign.stats.changes import LETTERS, PEOPLE, Changes, is_of
from campaign.stats.models import Log, Measure

# Kept of all people and letters only: their cells would be most of the table, and whoever asks for a part looks at days.
OF_ALL_ONLY = (Measure.HOUR, Measure.VARIANT, Measure.TAKEN, Measure.TROUBLE)
# Kept by one part at a time: each has so many values that, by two parts at once, most cells would be of one person (ADR 0023).
BY_ONE_PART = (Measure.RIDING, Measure.SEAT, Measure.DELAY, Measure.WAIT, Measure.CHANGED)

# How many rows after the mark are read along, where sums and rows are told as one. The job comes every two seconds; where it is
# further behind than this, figures are those of a moment before.
MOST_UNFOLDED = 20_000

# The version of the tallies that is read, and how far it goes, for questions that must see both at one moment with the sums.
VERSION = "coalesce((SELECT version FROM stats_current), 1)"


_PARTS = "language, province, source"
_ALL_PARTS = "'*' AS language, '*' AS province, '*' AS source"
OF_ALL, BY_ONE, BY_ANY = _PARTS, "GROUPING SETS ((), (language), (province), (source))", f"CUBE ({_PARTS})"


class Counted(NamedTuple):
    """What a measure counts by, as SQL: the day or hour, the value (NULL: not counted), the state."""

    period: str
    value: str
    state: str = "signed.state"


MEASURES: Mapping[Log, Mapping[Measure, Counted]] = {
    Log.PEOPLE: {
        Measure.DAY: Counted("day", "''"),
        Measure.HOUR: Counted("hour", "''"),
        Measure.CAME_BEFORE: Counted("day", "CASE WHEN came_before THEN 'yes' ELSE 'no' END"),
        Measure.RIDING: Counted("day", "nullif(riding_code, '')"),
        Measure.VARIANT: Counted("day", changes.VARIANT),
        Measure.CHANGED: Counted("day", changes.CHANGED),
        Measure.DELAY: Counted("day", changes.DELAY),
    },
    Log.LETTERS: {
        Measure.LETTERS: Counted("day", "''"),
        Measure.SEAT: Counted("day", "addressee_id || '.' || seat"),
        # Counted as they are written, whatever becomes of them: what all states together must come to.
        Measure.WRITTEN: Counted("day", "CASE WHEN from_state = '' THEN '' END", "'written'"),
        Measure.TAKEN: Counted(
            "date_trunc('hour', taken_at, 'UTC')",
            f"CASE WHEN {is_of('signed.state', 'taken')} AND taken_at IS NOT NULL THEN '' END",
            "'taken'",
        ),
        Measure.WAIT: Counted(
            "day",
            f"CASE WHEN {is_of('signed.state', 'taken')} AND taken_at IS NOT NULL THEN {changes.WAIT} END",
            "'taken'",
        ),
        Measure.TROUBLE: Counted(
            "date_trunc('hour', troubled_at, 'UTC')",
            f"CASE WHEN {is_of('signed.state', 'trouble')} AND troubled_at IS NOT NULL THEN '' END",
            "'trouble'",
        ),
    },
}
CHANGES: Mapping[Log, Changes] = {Log.PEOPLE: PEOPLE, Log.LETTERS: LETTERS}


def mark_of(log: Log) -> str:
    """The last row of a log that is in the tallies."""
    return f"coalesce((SELECT folded_to FROM stats_mark WHERE log = '{log}' AND version = {VERSION}), 0)"


def unfolded(log: Log) -> str:
    """The condition for rows of a log, called r, that are not in the tallies yet."""
    return f"r.id > {mark_of(log)}"


def _counted(moved: str, measures: Mapping[Measure, Counted], parts: str) -> str:
    """A change takes one from the state before and gives one to the state after."""
    rows = ", ".join(f"('{name}', {one.period}, {one.value}, {one.state})" for name, one in measures.items())
    return f"""
    SELECT campaign_id, measure, period, {parts}, value, measured.state, sign
    FROM {moved} AS moved
    CROSS JOIN LATERAL (VALUES (from_state, -1), (to_state, 1)) AS signed (state, sign)
    CROSS JOIN LATERAL (VALUES {rows}) AS measured (measure, period, value, state)
    WHERE from_state <> to_state AND signed.state <> '' AND value IS NOT NULL
"""


def _cells(moved: str, measures: Mapping[Measure, Counted]) -> str:
    """One for each way to ask; what cancels out is left out."""
    by_kind = defaultdict[str, dict[Measure, Counted]](dict)
    for name, one in measures.items():
        by_kind[OF_ALL if name in OF_ALL_ONLY else BY_ONE if name in BY_ONE_PART else BY_ANY][name] = one
    kinds = [
        f"""
SELECT campaign_id, measure, period, coalesce(language, '*') AS language, coalesce(province, '*') AS province,
    coalesce(source, '*') AS source, value, state, sum(sign) AS n
FROM ({_counted("changed", of_kind, _ALL_PARTS if kind == OF_ALL else _PARTS)}) AS counted
GROUP BY campaign_id, measure, period, value, state, {kind} HAVING sum(sign) <> 0
"""
        for kind, of_kind in by_kind.items()
    ]
    return f"WITH changed AS MATERIALIZED ({moved}) {' UNION ALL '.join(kinds)}"


def _names(measures: Iterable[Measure]) -> str:
    return ", ".join(f"'{measure}'" for measure in measures)


def _fold(log: Log, more: str = "") -> str:
    # In one order always: two processes that add to the same cells wait for each other and never for both.
    chunk = f"{CHANGES[log].log} WHERE r.id > %(after)s AND r.id <= %(until)s {more}"
    return f"""
INSERT INTO stats_tally AS t (version, campaign_id, measure, period, language, province, source, value, state, n)
SELECT %(version)s, cells.* FROM ({_cells(chunk, MEASURES[log])}) AS cells ORDER BY 2, 3, 4, 5, 6, 7, 8, 9
ON CONFLICT (version, campaign_id, measure, language, province, source, period, value, state)
DO UPDATE SET n = t.n + EXCLUDED.n
"""


def _differences(log: Log) -> str:
    of_log = CHANGES[log]
    return f"""
WITH told AS (
    SELECT campaign_id, measure, period, language, province, source, value, state, sum(n) AS n
    FROM (
        SELECT campaign_id, measure, period, language, province, source, value, state, n FROM stats_tally
        WHERE version = {VERSION} AND measure IN ({_names(MEASURES[log])})
        UNION ALL ({_cells(f"{of_log.log} WHERE {unfolded(log)}", MEASURES[log])})
    ) AS both_parts
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(n) <> 0
),
recount AS ({_cells(of_log.rows, MEASURES[log])})
SELECT campaign_id, measure, period, language, province, source, value, state, coalesce(told.n, 0), coalesce(recount.n, 0)
FROM told FULL JOIN recount USING (campaign_id, measure, period, language, province, source, value, state)
WHERE told.n IS DISTINCT FROM recount.n
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
"""


def exact(measures: Iterable[Measure]) -> str:
    """Sums of these measures of one log, of all people and letters of %(campaigns)s, since %(since)s, with the rows after the mark."""
    wanted = tuple(measures)
    (log,) = {log for log in Log for measure in wanted if measure in MEASURES[log]}
    tail = CHANGES[log].tail.format(
        rows=f"(SELECT * FROM {CHANGES[log].table} r WHERE {unfolded(log)} ORDER BY id LIMIT {MOST_UNFOLDED})"
    )
    asked = {measure: MEASURES[log][measure] for measure in wanted}
    return f"""
SELECT campaign_id, measure, period, value, state, sum(n)::bigint FROM (
    SELECT campaign_id, measure, period, value, state, n FROM stats_tally
    WHERE version = {VERSION} AND measure IN ({_names(wanted)}) AND campaign_id = ANY(%(campaigns)s)
        AND language = '*' AND province = '*' AND source = '*'
    UNION ALL
    SELECT campaign_id, measure, period, value, state, sign FROM (
        {_counted(f"({tail} WHERE c.id = ANY(%(campaigns)s))", asked, "'*'")}
    ) AS since_the_mark
) AS both_parts
WHERE period >= coalesce(%(since)s, '-infinity'::timestamptz)
GROUP BY campaign_id, measure, period, value, state HAVING sum(n) <> 0
"""


FOLD = {log: _fold(log) for log in Log}
# The same rows of one campaign alone.
FOLD_ONE = {log: _fold(log, "AND c.id = %(campaign)s") for log in Log}
DIFFERENCES = {log: _differences(log) for log in Log}
