"""What stands in a row of each kind: its names, its SQL, and what spreadsheets are told in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.delivery.states import State as MailState
from campaign.exports.models import Export, What
from campaign.participation.models import Participation

Words = Mapping[object, str | Promise]


class Kind(Enum):
    """What its cells are: text that somebody typed, a value of ours, a whole number, a moment."""

    TEXT = "text"
    VALUE = "value"
    NUMBER = "number"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """`key` names it in JSON, `label` in spreadsheets; `private` ones are for admins alone."""

    key: str
    label: str | Promise
    sql: str
    kind: Kind = Kind.VALUE
    words: Words | None = None
    private: bool = False


_YES_NO: Words = {True: _("yes"), False: _("no")}
_PERSON_STATES: Words = dict(Participation.State.choices)
_MAIL_STATES: Words = {"": "", **dict(MailState.choices)}

# The same in each of the three, so that an admin can join them.
_PERSON = Column("person", _("Person no."), "p.id", Kind.NUMBER, private=True)
_LETTER = Column("letter", _("Letter no."), "m.id", Kind.NUMBER)
_RECIPIENT = Column("recipient", _("Recipient"), "m.to_name", Kind.TEXT)
_MAILBOX = Column("recipient_email", _("Recipient’s e-mail"), "m.to_email", Kind.TEXT, private=True)

_PEOPLE = (
    _PERSON,
    Column("submitted", _("Submitted"), "p.submitted_at", Kind.MOMENT),
    Column("confirmed", _("Confirmed"), "p.confirmed_at", Kind.MOMENT),
    Column("state", _("State"), "p.state", words=_PERSON_STATES),
    Column("language", _("Language"), "p.language"),
    Column("first_name", _("First name"), "p.first_name", Kind.TEXT),
    Column("last_name", _("Last name"), "p.last_name", Kind.TEXT),
    Column("email", _("E-mail"), "p.email", Kind.TEXT, private=True),
    Column("city", _("City"), "p.city", Kind.TEXT),
    Column("postal_code", _("Postal code"), "p.postal_code", Kind.TEXT),
    Column("province", _("Province"), "p.province"),
    Column("riding", _("Riding code"), "p.riding_code", Kind.TEXT),
    Column("source", _("Came from"), "p.source", Kind.TEXT),
    Column("came_before", _("Took part here before"), "p.came_before", words=_YES_NO),
    Column("variant", _("Variant"), "p.variant"),
    Column("words_changed", _("Words changed (%)"), "p.words_changed", Kind.NUMBER),
    # Whom a team may write news to, and which words they agreed to: without addresses of no use.
    Column("asked_for_news", _("Asked for news"), "n.given_at", Kind.MOMENT, private=True),
    Column("news_wording", _("Wording agreed to"), "n.wording_version", private=True),
)
_LETTERS = (
    _LETTER,
    _PERSON,
    _RECIPIENT,
    _MAILBOX,
    Column("state", _("State"), "m.state", words=_MAIL_STATES),
    Column("reason", _("Why"), "m.reason", Kind.TEXT),
    Column("confirmed", _("Confirmed"), "m.created_at", Kind.MOMENT),
    Column("due", _("Due"), "CASE WHEN m.state IN ('queued', 'uncertain') THEN m.next_attempt_at END", Kind.MOMENT),
    Column("accepted", _("Accepted"), "m.accepted_at", Kind.MOMENT),
    Column("attempts", _("Attempts"), "m.attempts", Kind.NUMBER),
    Column("maybe_twice", _("May have arrived twice"), "m.possible_duplicate", words=_YES_NO),
    Column("language", _("Language"), "p.language"),
    Column("revision", _("Revision"), "r.number", Kind.NUMBER),
)
_EVENTS = (
    Column("at", _("When"), "e.at", Kind.MOMENT),
    _LETTER,
    _PERSON,
    _RECIPIENT,
    _MAILBOX,
    Column("from_state", pgettext_lazy("state", "From"), "e.from_state", words=_MAIL_STATES),
    Column("to_state", pgettext_lazy("state", "To"), "e.to_state", words=_MAIL_STATES),
    Column("reason", _("Why"), "e.reason", Kind.TEXT),
    Column("by_hand", _("By hand"), "e.by_id IS NOT NULL", words=_YES_NO),
)
_OF = {What.PEOPLE: _PEOPLE, What.LETTERS: _LETTERS, What.EVENTS: _EVENTS}


def columns_of(export: Export) -> tuple[Column, ...]:
    """What its rows have, in their order."""
    return tuple(one for one in _OF[What(export.what)] if export.private or not one.private)
