"""The many who took part in the weeks before, with letters that arrived long ago."""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from django.db.models import Model

from campaign.delivery.models import DeliveryEvent, OutgoingMail
from campaign.delivery.states import State
from campaign.participation.models import Participation

M = TypeVar("M", bound=Model)
# Enough for four digits and a bar that is well on its way to peru-2022's goal.
CROWD = 1240
DAYS = 20
# As many of each as have no common divisor, so that all pairs occur.
FIRST_NAMES = (
    *("Lucía", "Étienne", "Priya", "Thomas", "Aïcha", "Mateo", "Chloé"),
    *("Daniel", "Ximena", "Olivier", "Grace", "Jun", "Beatriz"),
)
LAST_NAMES = (
    *("Tremblay", "Huanca", "Nguyen", "MacDonald", "Ramos", "Gagnon", "Singh", "Okafor", "Côté"),
    *("Vargas Llanos", "Roy", "Chen", "Bouchard", "Paredes", "Smith", "Lavoie", "Condori"),
)
PROVINCES = ("ON", "QC", "ON", "BC", "AB", "QC", "")
SOURCES = ("newsletter", "", "facebook.com", "newsletter", "poster", "", "cbc.ca", "newsletter", "t.co", "", "")


def crowd(model: Participation, now: datetime) -> None:
    """Many more who took part in the weeks before, with letters that arrived long ago; a few never confirmed."""
    people = []
    for number in range(CROWD):
        at = now - timedelta(minutes=(number * number) % (DAYS * 24 * 60))
        address = f"crowd{number}@mail.example"
        person = copy_of(model, email=address, canonical_email=address, submitted_at=at, confirmed_at=at)
        person.public_id = uuid4()
        person.province, person.source = PROVINCES[number % 7], SOURCES[number % 11]
        if person.confirmed_at:
            person.confirmed_at += timedelta(minutes=number % 40)
        person.first_name, person.last_name = FIRST_NAMES[number % 13], LAST_NAMES[number % 17]
        if number % 9 == 0:
            person.state, person.confirmed_at, person.undo_until = Participation.State.PENDING, None, None
        people.append(person)
    people.sort(key=lambda person: person.submitted_at)
    Participation.objects.bulk_create(people)
    _letters_of([person for person in people if person.confirmed_at], model, now)


def _letters_of(people: list[Participation], model: Participation, now: datetime) -> None:
    """To whom the model's went, each accepted when its undo window was over."""
    models = list(model.mails.filter(kind="letter"))
    letters: list[OutgoingMail] = []
    events: list[DeliveryEvent] = []
    for person in people:
        confirmed = person.confirmed_at or now
        left = min(confirmed + timedelta(minutes=2), now)
        new = {"participation_id": person.pk, "state": State.ACCEPTED, "created_at": confirmed, "accepted_at": left}
        letters += [copy_of(one, **new) for one in models]
    OutgoingMail.objects.bulk_create(letters)
    for letter in letters:
        left = letter.accepted_at or now
        events += [
            DeliveryEvent(mail=letter, at=letter.created_at, to_state=State.QUEUED),
            DeliveryEvent(mail=letter, at=left, from_state=State.QUEUED, to_state=State.SENDING),
            DeliveryEvent(mail=letter, at=left, from_state=State.SENDING, to_state=State.ACCEPTED),
        ]
    DeliveryEvent.objects.bulk_create(events)


def copy_of(model: M, **changes: object) -> M:
    values = {field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields}
    return type(model)(**(values | changes | {"id": None}))
