"""What can be done: ask whom it is time to ask, tell what came, and ask no more."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from campaign.answers import queries
from campaign.answers.models import Answer, LookedThrough, Question, Silence
from campaign.answers.policy import LOOKS_PER_RUN, PER_RUN, RUN_EVERY
from campaign.answers.queries import Due
from campaign.delivery import outbox
from campaign.delivery.suppression import hash_of, suppressed
from campaign.participation.models import Participation


def ask(now: datetime, per_run: int = PER_RUN) -> int:
    """Ask those whose time has come, a run's worth at most; how many. What was looked through, and whom it led to, is one commit."""
    room = min(per_run, queries.room_in_queue())
    asked = 0
    for _ in range(LOOKS_PER_RUN):
        if asked >= room:
            break
        moved, new = _look(now, room - asked, asked)
        asked += new
        if not moved:
            break
    return asked


@transaction.atomic
def _look(now: datetime, room: int, before: int) -> tuple[bool, int]:
    """One stretch of the history, or the part of it in which as many are found as there is room for; whether it was any, and how many.

    `before` is how many were asked in this run: the mails leave in one row.
    """
    LookedThrough.objects.get_or_create(pk=1)
    # Two runs at once take turns: the second goes on where the first stopped.
    place = LookedThrough.objects.select_for_update().get(pk=1)
    upto = queries.stretch(place.event_id, now)
    if upto == place.event_id:
        return False, 0
    found = queries.due(place.event_id, upto, now, room)
    place.event_id = found[-1].event_id if len(found) == room else upto
    place.save(update_fields=["event_id"])
    return True, _ask(found, now, before)


def _ask(found: Sequence[Due], now: datetime, before: int) -> int:
    """Nobody whose address gets no more mail, or does not want to be asked."""
    # Locked, so that nobody is erased between being found and being asked; who was, is left out.
    confirmed = Participation.objects.filter(
        pk__in=[one.participation_id for one in found], state=Participation.State.CONFIRMED
    )
    people = {person.pk: person for person in confirmed.select_for_update(no_key=True).order_by("pk")}
    silent = _silent([person.email for person in people.values()])
    wanted = [
        one for one in found if one.participation_id in people and people[one.participation_id].email not in silent
    ]
    Question.objects.bulk_create(
        Question(
            participation_id=one.participation_id,
            campaign_id=people[one.participation_id].campaign_id,
            keys=one.keys,
            asked_at=now,
        )
        for one in wanted
    )
    for place, one in enumerate(wanted, start=before):
        outbox.queue_question(people[one.participation_id], now + RUN_EVERY * place / PER_RUN, now)
    return len(wanted)


def _silent(addresses: Sequence[str]) -> set[str]:
    """Those of the addresses, as they were given, to which no question is sent."""
    by_hash: dict[str, set[str]] = {}
    for address in addresses:
        by_hash.setdefault(hash_of(address), set()).add(address)
    hushed = Silence.objects.filter(address_hash__in=by_hash).values_list("address_hash", flat=True)
    return suppressed(addresses).union(*(by_hash[found] for found in hushed))


@transaction.atomic
def tell(question: Question, told: Mapping[str, str], now: datetime) -> int:
    """Keep what came from each of these recipients; how many answers are new or other than before.

    Keys are those the question is about, kinds Answer.Kind; whatever else stands there is left out. What is told again stays as it is.
    Raises Question.DoesNotExist where its supporter was erased meanwhile.
    """
    # One at a time, and in one order, whoever presses the button twice.
    Question.objects.select_for_update().get(pk=question.pk)
    known = {(row.addressee_id, row.seat): row for row in Answer.objects.filter(question=question)}
    changed = 0
    for key in sorted(set(told) & set(question.keys)):
        addressee, _, seat = key.partition(".")
        row = known.get((int(addressee), int(seat)))
        kind = told[key]
        if kind not in Answer.Kind.values or (row is not None and row.kind == kind):
            continue
        Answer.objects.update_or_create(
            question=question, addressee_id=int(addressee), seat=int(seat), defaults={"kind": kind, "told_at": now}
        )
        changed += 1
    return changed


def hush(participation: Participation) -> None:
    """Never ask the owner of this address again, in whatever campaign. A second time changes nothing."""
    Silence.objects.get_or_create(address_hash=hash_of(participation.email))
