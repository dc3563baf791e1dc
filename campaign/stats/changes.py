"""What changed, as SQL: the rows of each log, and the rows of people and letters themselves as if each had just come.

Days are cut in the zone in which a campaign's tallies are (Zone), and until it has any, in the campaign's own.
"""

from typing import NamedTuple

from campaign.delivery.states import TAKEN, TROUBLE, WAITING

# One word for all states in which a letter still waits: most letters pass through several of them within a second.
WAITS = "waiting"

# Time from one moment to another is told as a class: the first of these limits, in seconds, that it is below.
CLASSES = (60, 300, 900, 3_600, 21_600, 86_400)
# Letters leave after the undo window at the earliest, and keep to the pace of a mailbox for days (our judgement).
WAIT_CLASSES = (300, 900, 3_600, 21_600, 86_400, 259_200, 604_800)
LONGER = "longer"
# Of a hundred words, how many were changed: none, a few, a sentence, a paragraph, most.
SHARES_CHANGED = ((0, 0), (1, 10), (11, 25), (26, 50), (51, 100))


class Changes(NamedTuple):
    """Three questions with the same columns: the log's rows, called r; what there is; the rows of {rows}, of nobody's part."""

    table: str
    log: str
    rows: str
    tail: str


_KINDS = {"taken": TAKEN, "trouble": TROUBLE, "waiting": WAITING}


def is_of(column: str, kind: str) -> str:
    """The condition for states that are "taken", "trouble" or "waiting"."""
    names = ", ".join(f"'{state}'" for state in sorted(_KINDS[kind]))
    return f"{column} IN ({names})"


def _class_of(later: str, earlier: str, limits: tuple[int, ...]) -> str:
    seconds = f"extract(epoch FROM {later} - {earlier})"
    cases = " ".join(f"WHEN {seconds} < {limit} THEN '{limit}'" for limit in limits)
    return f"CASE {cases} ELSE '{LONGER}' END"


# How much of a letter is its supporter's own, in the classes that organizers see: named by the most of each.
_MOST_CHANGED = tuple(most for _least, most in SHARES_CHANGED)
CHANGED = f"CASE {' '.join(f'WHEN words_changed <= {most} THEN {most}::text' for most in _MOST_CHANGED)} END"
_EVER_CONFIRMED = "signed.state <> 'pending' AND confirmed_at IS NOT NULL"
DELAY = f"CASE WHEN {_EVER_CONFIRMED} THEN {_class_of('confirmed_at', 'submitted_at', CLASSES)} END"
WAIT = _class_of("taken_at", "created_at", WAIT_CLASSES)
# Which text was shown, whether somebody confirmed it, even if they withdrew later, and whether they put in words of their own.
VARIANT = f"""
    revision_id || ' ' || nullif(variant, '') || CASE WHEN {_EVER_CONFIRMED} THEN ' confirmed' ELSE ' sent' END
        || CASE WHEN words_changed > 0 THEN ' own' ELSE ' ours' END
"""

_DAY, _HOUR = (
    f"date_trunc('{unit}', {{moment}}, coalesce(z.time_zone, c.time_zone)) AS {unit}" for unit in ("day", "hour")
)
_ZONES = "JOIN campaigns_campaign c ON c.id = {campaign} LEFT JOIN stats_zone z ON z.campaign_id = c.id"

_PEOPLE = f"""
    SELECT {{states}}, r.campaign_id, r.language, r.province, r.source, r.came_before, r.riding_code, r.revision_id, r.variant,
        r.words_changed, r.submitted_at, r.confirmed_at,
        {_DAY.format(moment="r.submitted_at")}, {_HOUR.format(moment="r.submitted_at")}
    FROM {{rows}} r {_ZONES.format(campaign="r.campaign_id")}
"""
_PEOPLE_TABLE = "participation_participationevent"
_MOVED = "r.from_state, r.to_state"
PEOPLE = Changes(
    table=_PEOPLE_TABLE,
    log=_PEOPLE.format(states=_MOVED, rows=_PEOPLE_TABLE),
    rows=_PEOPLE.format(states="'' AS from_state, r.state AS to_state", rows="participation_participation"),
    tail=_PEOPLE.format(states=_MOVED, rows="{rows}"),
)

_LETTERS = f"""
    SELECT {{states}}, {{times}}, m.campaign_id, m.addressee_id, m.seat, m.created_at, {{parts}},
        {_DAY.format(moment="m.created_at")}
    FROM {{rows}} {_ZONES.format(campaign="m.campaign_id")}
"""
_PARTS = "p.language, p.province, p.source"
_LETTERS_TABLE = "delivery_deliveryevent"
# Looked up by key, one by one: what is new is a few rows of millions, and PostgreSQL, which cannot know how few, would rather read
# them all. OFFSET keeps it from joining the two.
_OF_LETTERS = """r CROSS JOIN LATERAL (
        SELECT o.participation_id, o.campaign_id, o.addressee_id, o.seat, o.created_at FROM delivery_outgoingmail o
        WHERE o.id = r.mail_id AND o.kind = 'letter' OFFSET 0
    ) AS m"""
_PERSON = """CROSS JOIN LATERAL (
        SELECT q.language, q.province, q.source FROM participation_participation q WHERE q.id = m.participation_id OFFSET 0
    ) AS p"""


def _letter_state(column: str) -> str:
    return f"CASE WHEN {is_of(column, 'waiting')} THEN '{WAITS}' ELSE {column} END"


def _came_into(kind: str, mail: str, before: str = "true") -> str:
    """When a letter last came to be taken, or in trouble, of its events before this one."""
    return f"""(
        SELECT e.at FROM delivery_deliveryevent e
        WHERE e.mail_id = {mail} AND {before} AND {is_of("e.to_state", kind)} AND NOT {is_of("e.from_state", kind)}
        ORDER BY e.id DESC LIMIT 1
    )"""


# A letter that was taken stays so, whatever is heard of it; out of trouble staff may help it, and then it leaves the hour in which
# it came into it. The time is that of the event, which nobody changes: the letter's own may be written later.
_TAKEN_NOW = f"{is_of('r.to_state', 'taken')} AND NOT {is_of('r.from_state', 'taken')}"
_IN, _WAS_IN = is_of("r.to_state", "trouble"), is_of("r.from_state", "trouble")
_LOG_TIMES = f"""
        CASE WHEN {_TAKEN_NOW} THEN r.at END AS taken_at,
        CASE WHEN {_IN} AND NOT {_WAS_IN} THEN r.at
            WHEN {_WAS_IN} AND NOT {_IN} THEN {_came_into("trouble", "r.mail_id", "e.id < r.id")} END AS troubled_at"""
_ROW_TIMES = f"""
        CASE WHEN {is_of("m.state", "taken")} THEN {_came_into("taken", "m.id")} END AS taken_at,
        CASE WHEN {is_of("m.state", "trouble")} THEN {_came_into("trouble", "m.id")} END AS troubled_at"""
_LETTERS_MOVED = f"{_letter_state('r.from_state')} AS from_state, {_letter_state('r.to_state')} AS to_state"

LETTERS = Changes(
    table=_LETTERS_TABLE,
    log=_LETTERS.format(
        states=_LETTERS_MOVED, times=_LOG_TIMES, parts=_PARTS, rows=f"{_LETTERS_TABLE} {_OF_LETTERS} {_PERSON}"
    ),
    rows=_LETTERS.format(
        states=f"'' AS from_state, {_letter_state('m.state')} AS to_state",
        times=_ROW_TIMES,
        parts=_PARTS,
        rows="(SELECT * FROM delivery_outgoingmail WHERE kind = 'letter') m"
        " JOIN participation_participation p ON p.id = m.participation_id",
    ),
    tail=_LETTERS.format(states=_LETTERS_MOVED, times=_LOG_TIMES, parts="'*' AS part", rows=f"{{rows}} {_OF_LETTERS}"),
)
