"""The sums themselves, as SQL: changes become cells of the tallies, one for each way in which parts of them are asked for.

What a log has since its mark, and what the rows themselves have now, go through the same words: so the two can be compared.
"""

from campaign.delivery.states import WAITING
from campaign.stats.models import Log, Measure
from campaign.stats.variants import CLASSES as SHARES_CHANGED

# One word for all states in which a letter still waits: most letters pass through several of them within a second.
WAITS = "waiting"

# Time from one moment to another is told as a class: the first of these limits, in seconds, that it is below.
CLASSES = (60, 300, 900, 3_600, 21_600, 86_400)
LONGER = "longer"


def _class_of(later: str, earlier: str) -> str:
    seconds = f"extract(epoch FROM {later} - {earlier})"
    cases = " ".join(f"WHEN {seconds} < {limit} THEN '{limit}'" for limit in CLASSES)
    return f"CASE {cases} ELSE '{LONGER}' END"


def _letter_state(column: str) -> str:
    waiting = ", ".join(f"'{state}'" for state in sorted(WAITING))
    return f"CASE WHEN {column} IN ({waiting}) THEN '{WAITS}' ELSE {column} END"


# How much of a letter is its supporter's own, in the classes that organizers see: named by the most of each.
CHANGED = tuple(most for _least, most in SHARES_CHANGED)
_CHANGED = f"CASE {' '.join(f'WHEN words_changed <= {most} THEN {most}::text' for most in CHANGED)} END"

_DAY, _HOUR = (f"date_trunc('{unit}', {{moment}}, c.time_zone) AS {unit}" for unit in ("day", "hour"))
_DIMENSIONS = "campaign_id, language, province, source"

# Changes of people: what was added to the log, and what the rows are now, as if each had just come.
_PEOPLE = f"""
    SELECT {{states}}, r.campaign_id, r.language, r.province, r.source, r.came_before, r.riding_code, r.variant, r.words_changed,
        r.submitted_at, r.confirmed_at,
        {_DAY.format(moment="r.submitted_at")}, {_HOUR.format(moment="r.submitted_at")}
    FROM {{rows}} r JOIN campaigns_campaign c ON c.id = r.campaign_id
"""
_PEOPLE_LOG = _PEOPLE.format(states="r.from_state, r.to_state", rows="participation_participationevent")
_PEOPLE_ROWS = _PEOPLE.format(states="'' AS from_state, r.state AS to_state", rows="participation_participation")
_PEOPLE_MEASURES = f"""
    ('day', day, ''),
    ('hour', hour, ''),
    ('came_before', day, CASE WHEN came_before THEN 'yes' ELSE 'no' END),
    ('riding', day, nullif(riding_code, '')),
    ('variant', day, nullif(variant, '')),
    ('changed', day, {_CHANGED}),
    ('delay', day, CASE WHEN signed.state <> 'pending' AND confirmed_at IS NOT NULL
        THEN {_class_of("confirmed_at", "submitted_at")} END)
"""

_LETTERS = f"""
    SELECT {{states}}, m.campaign_id, m.addressee_id, m.seat, p.language, p.province, p.source,
        {_DAY.format(moment="m.created_at")}
    FROM {{rows}}
    JOIN participation_participation p ON p.id = m.participation_id
    JOIN campaigns_campaign c ON c.id = m.campaign_id
"""
_LETTERS_LOG = _LETTERS.format(
    states=f"{_letter_state('r.from_state')} AS from_state, {_letter_state('r.to_state')} AS to_state",
    rows="delivery_deliveryevent r JOIN delivery_outgoingmail m ON m.id = r.mail_id AND m.kind = 'letter'",
)
_LETTERS_ROWS = _LETTERS.format(
    states=f"'' AS from_state, {_letter_state('m.state')} AS to_state",
    rows="(SELECT * FROM delivery_outgoingmail WHERE kind = 'letter') m",
)
_LETTERS_MEASURES = """
    ('letters', day, ''),
    ('seat', day, addressee_id || '.' || seat)
"""

# The version of the tallies that is read, and how far it goes, for questions that must see both at one moment with the sums.
VERSION = "coalesce((SELECT version FROM stats_current), 1)"


def unfolded(log: Log) -> str:
    """The condition for rows of a log, called r, that are not in the tallies yet."""
    mark = f"SELECT folded_to FROM stats_mark WHERE log = '{log}' AND version = {VERSION}"
    return f"r.id > coalesce(({mark}), 0)"


_CHUNK = " WHERE r.id > %(after)s AND r.id <= %(until)s"


def _cells(changes: str, measures: str) -> str:
    """A change takes one from the state before and gives one to the state after; what cancels out is left out.

    Hours are told of all people only: their cells would be most of the table, and whoever asks for a part looks at days.
    """
    return f"""
SELECT campaign_id, measure, period, coalesce(language, '*') AS language, coalesce(province, '*') AS province,
    coalesce(source, '*') AS source, value, state, sum(sign) AS n
FROM (
    SELECT {_DIMENSIONS}, measure, period, value, signed.state, sign
    FROM ({changes}) AS moved
    CROSS JOIN LATERAL (VALUES (from_state, -1), (to_state, 1)) AS signed (state, sign)
    CROSS JOIN LATERAL (VALUES {measures}) AS measured (measure, period, value)
    WHERE from_state <> to_state AND signed.state <> '' AND value IS NOT NULL
) AS counted
GROUP BY campaign_id, measure, period, value, state, CUBE (language, province, source)
HAVING sum(sign) <> 0 AND (measure <> '{Measure.HOUR}' OR grouping(language, province, source) = 7)
"""


def _fold(log: str, measures: str) -> str:
    # In one order always: two processes that add to the same cells wait for each other and never for both.
    return f"""
INSERT INTO stats_tally AS t (version, campaign_id, measure, period, language, province, source, value, state, n)
SELECT %(version)s, cells.* FROM ({_cells(log + _CHUNK, measures)}) AS cells ORDER BY 2, 3, 4, 5, 6, 7, 8, 9
ON CONFLICT (version, campaign_id, measure, language, province, source, period, value, state)
DO UPDATE SET n = t.n + EXCLUDED.n
"""


def _differences(log: Log, changes: str, rows: str, measures: str, names: str) -> str:
    return f"""
WITH told AS (
    SELECT campaign_id, measure, period, language, province, source, value, state, sum(n) AS n
    FROM (
        SELECT campaign_id, measure, period, language, province, source, value, state, n FROM stats_tally
        WHERE version = {VERSION} AND measure IN ({names})
        UNION ALL {_cells(f"{changes} WHERE {unfolded(log)}", measures)}
    ) AS both_parts
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(n) <> 0
),
recount AS ({_cells(rows, measures)})
SELECT campaign_id, measure, period, language, province, source, value, state, coalesce(told.n, 0), coalesce(recount.n, 0)
FROM told FULL JOIN recount USING (campaign_id, measure, period, language, province, source, value, state)
WHERE told.n IS DISTINCT FROM recount.n
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
"""


FOLD = {Log.PEOPLE: _fold(_PEOPLE_LOG, _PEOPLE_MEASURES), Log.LETTERS: _fold(_LETTERS_LOG, _LETTERS_MEASURES)}
DIFFERENCES = {
    Log.PEOPLE: _differences(
        Log.PEOPLE,
        _PEOPLE_LOG,
        _PEOPLE_ROWS,
        _PEOPLE_MEASURES,
        "'day', 'hour', 'came_before', 'riding', 'variant', 'changed', 'delay'",
    ),
    Log.LETTERS: _differences(Log.LETTERS, _LETTERS_LOG, _LETTERS_ROWS, _LETTERS_MEASURES, "'letters', 'seat'"),
}
