"""Whom to ask, found along the history of letters; and what somebody was asked and has told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from campaign.answers.models import Answer, Question
from campaign.answers.policy import ASK_AFTER, ASK_UNTIL, EVENTS_AT_ONCE, MOST_WAITING
from campaign.delivery.arrived import Arrived, written_at
from campaign.delivery.states import ARRIVED, State
from campaign.participation.models import Participation

# What a letter comes to. Each letter's last such event is met 14 days later: then all that decides about its supporter is known.
SETTLED = (*ARRIVED, State.BOUNCED, State.FAILED, State.CANCELLED, State.SUPPRESSED)
# On its way, and sure to come to something. What is held for an empty seat may be so for months: nobody is kept waiting by it.
UNDER_WAY = (State.QUEUED, State.SENDING, State.UNCERTAIN)

# The next rows of the history by its key, as far as they are old enough. Times are the database's and follow the keys; only those of
# beginnings are a program's, and decide nothing.
_STRETCH = """
SELECT min(id) FILTER (WHERE at > %(until)s AND from_state <> ''), max(id)
FROM (SELECT id, at, from_state FROM delivery_deliveryevent WHERE id > %(after)s ORDER BY id LIMIT %(most)s) AS next
"""


def stretch(after: int, now: datetime) -> int:
    """The last event of the next stretch after this one; the same where nothing more is old enough."""
    with connection.cursor() as cursor:
        cursor.execute(_STRETCH, {"after": after, "until": now - ASK_AFTER, "most": EVENTS_AT_ONCE})
        too_young, last = cursor.fetchone() or (None, None)
    if too_young is not None:
        return int(too_young) - 1
    return after if last is None else int(last)


# Whose letters came to something in this stretch, and of each all letters; of long ago nothing is looked up. OFFSET 0: mails, people and letters are looked up one by one
# by their keys, however many the planner takes there to be.
_DUE = """
WITH met AS (
    SELECT mail.participation_id AS id, max(event.id) AS event_id
    FROM (
        SELECT id, mail_id FROM delivery_deliveryevent
        WHERE id > %(after)s AND id <= %(upto)s AND to_state = ANY(%(settled)s) AND at > %(since)s
        ORDER BY id OFFSET 0
    ) AS event
    CROSS JOIN LATERAL (
        SELECT participation_id FROM delivery_outgoingmail WHERE id = event.mail_id AND kind = 'letter' OFFSET 0
    ) AS mail
    GROUP BY mail.participation_id
)
SELECT met.id, met.event_id, letters.keys
FROM met
CROSS JOIN LATERAL (
    SELECT campaign_id FROM participation_participation WHERE id = met.id AND state = 'confirmed' OFFSET 0
) AS person
JOIN campaigns_campaign AS campaign ON campaign.id = person.campaign_id
    AND campaign.ask_for_answers AND campaign.purpose <> 'rehearsal'
CROSS JOIN LATERAL (
    SELECT bool_or(mail.state = ANY(%(under_way)s)) AS under_way,
        max(taken.at) AS at,
        array_agg(mail.addressee_id || '.' || mail.seat ORDER BY mail.addressee_id, mail.seat)
            FILTER (WHERE mail.state = ANY(%(arrived)s)) AS keys
    FROM delivery_outgoingmail AS mail
    LEFT JOIN LATERAL (
        SELECT coalesce(max(event.at) FILTER (WHERE event.to_state <> 'complained'), max(event.at)) AS at
        FROM delivery_deliveryevent AS event
        WHERE event.mail_id = mail.id AND event.to_state = ANY(%(arrived)s) AND mail.state = ANY(%(arrived)s)
    ) AS taken ON true
    WHERE mail.participation_id = met.id AND mail.kind = 'letter'
    OFFSET 0
) AS letters
WHERE NOT letters.under_way AND letters.at <= %(until)s AND letters.at > %(since)s
    AND NOT EXISTS (SELECT FROM answers_question AS asked WHERE asked.participation_id = met.id)
ORDER BY met.event_id, met.id
LIMIT %(most)s
"""


@dataclass(frozen=True)
class Due:
    """Somebody to ask, about which letters; and the last event in which they were met."""

    participation_id: int
    event_id: int
    keys: list[str]


def due(after: int, upto: int, now: datetime, most: int) -> list[Due]:
    """Up to `most` people to ask whose letters are met in this stretch, in its order.

    Confirmed, of a campaign that asks, at least one letter arrived and none under way, the last of them 14 to 30 days ago.
    """
    values: dict[str, Any] = {
        "after": after,
        "upto": upto,
        "settled": [str(state) for state in SETTLED],
        "under_way": [str(state) for state in UNDER_WAY],
        "arrived": [str(state) for state in ARRIVED],
        "until": now - ASK_AFTER,
        "since": now - ASK_UNTIL,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        return [Due(*row) for row in cursor.fetchall()]


# In the order of the index of what is due to people, which is all that it reads.
_WAITING = """
SELECT count(*), count(*) FILTER (WHERE kind = 'question') FROM (
    SELECT kind FROM delivery_outgoingmail
    WHERE state IN ('queued', 'uncertain') AND NOT kind = 'letter' ORDER BY next_attempt_at, id LIMIT %s
) AS due
"""


def room_in_queue() -> int:
    """How many questions more may wait; none where any mail to people waits by the ten thousands."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [10 * MOST_WAITING])
        to_people, questions = cursor.fetchone() or (0, 0)
    return 0 if to_people == 10 * MOST_WAITING else max(0, MOST_WAITING - int(questions))


@dataclass(frozen=True)
class Told:
    """One recipient, and what their supporter told of them; "" where nothing yet."""

    letter: Arrived
    kind: str


def asked_of(participation: Participation) -> Question | None:
    return Question.objects.filter(participation=participation).first()


def told_in(question: Question) -> list[Told]:
    """Everybody whom the question is about, in the campaign's order."""
    kinds = {(row.addressee_id, row.seat): row.kind for row in Answer.objects.filter(question=question)}
    letters = written_at(question.participation_id, question.keys)
    return [Told(one, kinds.get((one.addressee_id, one.seat), "")) for one in letters]
