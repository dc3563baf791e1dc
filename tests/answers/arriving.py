"""Letters as they arrive at given times: their states and histories, written as a worker and a provider would have."""

from datetime import datetime, timedelta

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import page_of
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.states import State
from campaign.participation.models import Participation
from tests import stories

DAY = timedelta(days=1)


def becomes(letter: OutgoingMail, state: State, at: datetime) -> None:
    """The letter, in this state since then."""
    OutgoingMail.objects.filter(pk=letter.pk).update(
        state=state, to_name=str(letter.addressee), to_email="target@mail.example"
    )
    DeliveryEvent.objects.create(mail=letter, at=at, from_state=letter.state, to_state=state)
    letter.state = state


def letters_of(participation: Participation) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(participation=participation, kind=Kind.LETTER).order_by("pk"))


def arrived(
    campaign: Campaign,
    at: datetime,
    email: str = stories.SUPPORTER_ADDRESS,
    states: tuple[State, ...] = (),
    language: str = "en",
) -> Participation:
    """A supporter whose letters have come to this by then: accepted and delivered, or, in order, whatever is given."""
    page = page_of(campaign, language, stories.NOW.date())
    person = stories.confirmed(campaign, email, at - timedelta(hours=1), page)
    letters = letters_of(person)
    for letter, state in zip(letters, states or (State.DELIVERED,) * len(letters), strict=True):
        if state in (State.DELIVERED, State.BOUNCED, State.COMPLAINED):
            becomes(letter, State.ACCEPTED, at - timedelta(minutes=1))
        if state != State.QUEUED:
            becomes(letter, state, at)
    return person


def questions() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=Kind.QUESTION).order_by("pk"))
