"""What must be true of a campaign after every fault: nobody's letter lost, no more copies than crashes, books that balance."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Protocol

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import parse_key
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.states import WAITING, State, may_become
from campaign.participation.models import Participation
from campaign.stats.queries import funnel

OUTBOX_ID = re.compile(r"<mail\.(\d+)\.")
NOTHING: Mapping[State, int] = {}


class Arrived(Protocol):
    """One copy of a mail, as a mail server or a mail service took it."""

    @property
    def message_id(self) -> str: ...


def holds(
    campaign: Campaign, arrived: Iterable[Arrived], crashes: int = 0, besides: Mapping[State, int] = NOTHING
) -> None:
    """All letters were accepted and arrived, but for those that `besides` names by the state they ended in.

    `arrived` is what the mail server or service took. Each crash may have cost one extra copy of one mail.
    """
    everybody_has_one_letter_per_recipient(campaign)
    letters = OutgoingMail.objects.filter(campaign=campaign, kind=Kind.LETTER)
    states = Counter(State(state) for state in letters.values_list("state", flat=True))
    assert states == Counter({State.ACCEPTED: letters.count() - sum(besides.values())}) + Counter(besides)
    every_accepted_mail_arrived(campaign, arrived, crashes)
    books_balance(campaign, states)
    every_change_has_its_event(campaign)


def everybody_has_one_letter_per_recipient(campaign: Campaign) -> None:
    confirmed = Participation.objects.filter(campaign=campaign, state=Participation.State.CONFIRMED)
    chosen = [(person.pk, *parse_key(key)) for person in confirmed for key in person.recipient_keys]
    letters = OutgoingMail.objects.filter(campaign=campaign, kind=Kind.LETTER)
    assert sorted(letters.values_list("participation_id", "addressee_id", "seat")) == sorted(chosen)
    assert chosen, "somebody took part"


def copies_of(arrived: Iterable[Arrived]) -> Counter[int]:
    """How many copies of each mail the server took, by the key in its Message-ID, which is the same for all of them."""
    copies = Counter(mail.message_id for mail in arrived)
    by_mail = {int(match[1]): number for text, number in copies.items() if (match := OUTBOX_ID.match(text))}
    assert len(by_mail) == len(copies), "another Message-ID for the second copy"
    return Counter(by_mail)


def every_accepted_mail_arrived(campaign: Campaign, arrived: Iterable[Arrived], crashes: int) -> None:
    copies = copies_of(arrived)
    mails = dict(OutgoingMail.objects.filter(campaign=campaign).values_list("pk", "state"))
    ours = {pk: number for pk, number in copies.items() if pk in mails}
    assert {pk for pk, state in mails.items() if state == State.ACCEPTED} <= ours.keys(), "accepted, and never arrived"
    assert sum(ours.values()) - len(ours) <= crashes, "more extra copies than crashes"
    twice = {pk for pk, number in ours.items() if number > 1}
    flagged = OutgoingMail.objects.filter(campaign=campaign, possible_duplicate=True)
    assert twice <= set(flagged.values_list("pk", flat=True)), "sent twice without a word about it"


def books_balance(campaign: Campaign, states: Mapping[State, int]) -> None:
    totals = funnel([campaign.pk])
    assert totals.adds_up
    people = Participation.objects.filter(campaign=campaign)
    assert totals.submitted == people.count()
    assert totals.confirmed == people.filter(state=Participation.State.CONFIRMED).count()
    assert totals.letters == sum(states.values())
    assert totals.waiting == sum(states.get(state, 0) for state in WAITING)
    for state in set(State) - set(WAITING):
        assert getattr(totals, state.value) == states.get(state, 0)


def every_change_has_its_event(campaign: Campaign) -> None:
    """Each mail's events are one chain of allowed changes, from its entry into the queue to the state of its row."""
    told: dict[int, list[tuple[str, str]]] = {}
    events = DeliveryEvent.objects.filter(mail__campaign=campaign).order_by("mail", "pk")
    for mail, old, new in events.values_list("mail_id", "from_state", "to_state"):
        told.setdefault(mail, []).append((old, new))
    for pk, state in OutgoingMail.objects.filter(campaign=campaign).values_list("pk", "state"):
        chain = told[pk]
        assert chain[0] == ("", State.QUEUED)
        assert all(before[1] == after[0] for before, after in pairwise(chain)), chain
        assert all(may_become(State(old), State(new)) for old, new in chain[1:]), chain
        assert chain[-1][1] == state, (chain, state)
