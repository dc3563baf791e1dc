"""What the receipt says: one sentence, one line for each letter, and what can still be taken back. Reads no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.campaigns.boxes import LISTED_UP_TO
from campaign.delivery.holder_decisions import CANCELLED
from campaign.delivery.queries import LetterStatus
from campaign.delivery.states import CANCELLABLE, CLAIMABLE, State
from campaign.participation.models import Participation

# The look decides icon and colour, in templates/supporters/parts/state_icon.html and static/css/supporters.css.
LOOKS: Mapping[State, tuple[str, StrOrPromise]] = {
    State.QUEUED: ("waiting", _("About to leave")),
    State.SENDING: ("waiting", _("Leaving now")),
    State.ACCEPTED: ("sent", _("Sent")),
    State.DELIVERED: ("delivered", _("Delivered")),
    State.COMPLAINED: ("delivered", _("Delivered")),
    State.BOUNCED: ("returned", _("Came back")),
    State.FAILED: ("returned", _("Could not be sent")),
    State.SUPPRESSED: ("returned", _("Could not be sent")),
    State.HELD: ("late", _("Held back")),
    State.UNCERTAIN: ("late", _("Probably sent")),
    State.CANCELLED: ("stopped", _("Taken back")),
}
EXPLANATIONS: Mapping[State, StrOrPromise] = {
    State.BOUNCED: _("The mailbox refused it. The organizers of the campaign see this; you need not do anything."),
    State.FAILED: _(
        "We tried for as long as it made sense. The organizers of the campaign see this; you need not do anything."
    ),
    State.SUPPRESSED: _(
        "The mailbox is known not to work. The organizers of the campaign see this; you need not do anything."
    ),
    State.HELD: _("Sending is halted for the moment. Your letter is kept, and leaves by itself."),
    State.UNCERTAIN: _("The connection broke while it left. If we hear nothing, we send it once more within the hour."),
}
# Due for so long, a letter is not just about to leave: its recipient's mailbox has a pace, and others are before it.
IN_LINE_AFTER_SECONDS = 60
IN_LINE = _("Waiting for its turn")
WHY_IN_LINE = _(
    "So that nobody is flooded, letters reach an office a few at a time. Yours is kept, and leaves by itself."
)
# Written for somebody who no longer holds the office: whoever has taken it may be somebody the supporter would not write to.
FOR_A_CHOICE = _("Waiting for a choice")
WHY_FOR_A_CHOICE = _(
    "A new person holds this office, %(successor)s. The organizers are asked whether your letter goes there; until then it is kept."
)
NOT_SENT = _("Not sent")
UNDER_WAY = (*CLAIMABLE, State.SENDING, State.HELD)
GONE_WRONG = (State.BOUNCED, State.FAILED, State.SUPPRESSED)


@dataclass(frozen=True)
class LetterLine:
    """One addressee: who, what became of the letter, and when it leaves or left."""

    name: str
    role: str
    look: str
    label: StrOrPromise
    explanation: StrOrPromise
    seconds_left: int
    clock: str
    at: datetime | None


@dataclass(frozen=True)
class Together:
    """Many letters to which the same has happened: one line for all, with the first one's words, and the names folded."""

    first: LetterLine
    names: list[str]


@dataclass(frozen=True)
class Receipt:
    """Of more letters than are read one by one, `together` has a line for each state, and `letters` none."""

    headline: str
    letters: list[LetterLine]
    together: list[Together]
    number: int | None
    waiting: int
    undo_seconds: int
    undo_clock: str
    changing: bool

    @property
    def may_undo(self) -> bool:
        return self.undo_seconds > 0


def receipt_of(
    participation: Participation, statuses: Sequence[LetterStatus], number: int | None, now: datetime
) -> Receipt:
    """`number` is the supporter's place in the count, None once they have taken back everything."""
    confirmed = participation.state == Participation.State.CONFIRMED
    undo_seconds = _seconds_until(participation.undo_until, now) if confirmed else 0
    lines = [_line(status, now) for status in statuses]
    many = len(lines) > LISTED_UP_TO
    return Receipt(
        headline=_headline(statuses, confirmed),
        letters=[] if many else lines,
        together=_together(lines) if many else [],
        number=number,
        waiting=sum(status.state in CANCELLABLE for status in statuses) if confirmed else 0,
        undo_seconds=undo_seconds,
        undo_clock=_clock(undo_seconds),
        changing=any(status.state in UNDER_WAY for status in statuses),
    )


def _headline(statuses: Sequence[LetterStatus], confirmed: bool) -> str:
    if not confirmed:
        return gettext("Your letter was taken back. Nothing more is sent.")
    states = [status.state for status in statuses if status.state is not State.CANCELLED]
    people = len(states)
    if not people:
        return gettext("None of your letters was sent.")
    if any(state in UNDER_WAY for state in states):
        return ngettext(
            "Your letter is on its way to %(people)s person.", "Your letter is on its way to %(people)s people.", people
        ) % {"people": people}
    reached = people - sum(state in GONE_WRONG for state in states)
    if reached == people:
        return ngettext(
            "Your letter has been sent to %(people)s person.", "Your letter has been sent to %(people)s people.", people
        ) % {"people": people}
    return ngettext(
        "Your letter has been sent to %(reached)s of %(people)s person.",
        "Your letter has been sent to %(reached)s of %(people)s people.",
        people,
    ) % {"reached": reached, "people": people}


def _line(status: LetterStatus, now: datetime) -> LetterLine:
    look, label = LOOKS[status.state]
    explanation = EXPLANATIONS.get(status.state, "")
    seconds = _seconds_until(status.due_at, now) if status.state is State.QUEUED else 0
    if status.state is State.QUEUED and (now - status.due_at).total_seconds() > IN_LINE_AFTER_SECONDS:
        label, explanation = IN_LINE, WHY_IN_LINE
    if status.successor:
        label, explanation, seconds = FOR_A_CHOICE, WHY_FOR_A_CHOICE % {"successor": status.successor}, 0
    if status.state is State.CANCELLED and status.reason == CANCELLED:
        label, explanation = NOT_SENT, gettext(CANCELLED)
    return LetterLine(
        name=status.name,
        role=status.role,
        look=look,
        label=_("Waiting") if seconds else label,
        explanation=explanation,
        seconds_left=seconds,
        clock=_clock(seconds),
        at=status.accepted_at if status.state is State.ACCEPTED else None,
    )


def _together(lines: Sequence[LetterLine]) -> list[Together]:
    """In the order in which the states come first."""
    alike: dict[tuple[str, str], list[LetterLine]] = {}
    for line in lines:
        alike.setdefault((line.look, str(line.label)), []).append(line)
    return [Together(several[0], [line.name for line in several]) for several in alike.values()]


def _seconds_until(moment: datetime | None, now: datetime) -> int:
    return max(0, ceil((moment - now).total_seconds())) if moment else 0


def _clock(seconds: int) -> str:
    """Minutes and seconds as on a kitchen timer; from an hour on with hours."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
