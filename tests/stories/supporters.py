"""What supporters do, from the form to the mail that is queued, and a mail to staff."""

from datetime import datetime

from django.db.models import DateTimeField, F, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.queries import CampaignPage, page_of
from campaign.campaigns.recipients import written_for
from campaign.common.addresses import parse_address
from campaign.delivery.models import DeliveryEvent, Kind, Lane, OutgoingMail
from campaign.delivery.outbox import queue_to_staff
from campaign.delivery.states import State
from campaign.journeys import confirm as confirming
from campaign.journeys import submit as submitting
from campaign.participation.models import Participation
from campaign.participation.services import Submission
from tests.stories.words import NOW, SUPPORTER, SUPPORTER_ADDRESS


def submission(
    campaign: Campaign,
    name: str = SUPPORTER,
    email: str = SUPPORTER_ADDRESS,
    language: str = "en",
    page: CampaignPage | None = None,
) -> Submission:
    """The form as it stands on the page, signed, every recipient ticked, no newsletter."""
    page = page or page_of(campaign, language, NOW.date())
    first_name, _, last_name = name.partition(" ")
    return Submission(
        campaign=campaign,
        language=page.language,
        first_name=first_name,
        last_name=last_name,
        email=parse_address(email),
        city="Montréal",
        postal_code="H2X 1Y4",
        subject=page.subject,
        body=page.body,
        revision_id=page.revision_id,
        recipient_keys=tuple(person.key for person in page.recipients),
        newsletter=False,
        client="192.0.2.1",
        written_for=written_for(page.recipients),
    )


def submitted(campaign: Campaign, email: str = SUPPORTER_ADDRESS, now: datetime = NOW) -> Participation:
    """A pending participation, with the confirmation mail queued."""
    return as_of(now, submitting.submit(submission(campaign, email=email), now))


def confirmed(
    campaign: Campaign, email: str = SUPPORTER_ADDRESS, now: datetime = NOW, page: CampaignPage | None = None
) -> Participation:
    """A confirmed participation, with its letters queued for the end of the undo window."""
    participation = as_of(now, submitting.submit(submission(campaign, email=email, page=page), now))
    outcome = confirming.confirm(participation, now)
    assert outcome is confirming.Outcome.CONFIRMED, outcome
    return as_of(now, participation, Kind.LETTER)


def as_of(now: datetime, participation: Participation, *kinds: Kind) -> Participation:
    """Mails are due by the database's clock: move those just queued to where they were, had it been `now`."""
    mails = OutgoingMail.objects.filter(participation=participation, state=State.QUEUED, kind__in=kinds or Kind.values)
    mails.update(
        next_attempt_at=F("next_attempt_at") - (RawSQL("now()", [], DateTimeField()) - Value(now, DateTimeField()))
    )
    return participation


def people(campaign: Campaign, number: int, now: datetime = NOW) -> list[Participation]:
    """As many confirmed participations, of as many addresses."""
    page = page_of(campaign, "en", NOW.date())
    return [confirmed(campaign, f"supporter{n}@mail.example", now, page) for n in range(1, number + 1)]


def letters_to(addressee: Addressee) -> list[OutgoingMail]:
    """A letter of each of the campaign's participations to one more addressee, as if it had been chosen before."""
    letters = [
        OutgoingMail.objects.create(
            kind=Kind.LETTER,
            lane=Lane.LETTER,
            campaign=addressee.campaign,
            participation=participation,
            addressee=addressee,
            next_attempt_at=timezone.now(),
        )
        for participation in addressee.campaign.participations.order_by("pk")
    ]
    DeliveryEvent.objects.bulk_create(DeliveryEvent(mail=one, to_state=one.state) for one in letters)
    return letters


def mail_to_staff(due: datetime) -> OutgoingMail:
    """A mail to the organizer that has been due since then."""
    queue_to_staff(["organizer@mail.example"], "Hello", "Hello", due)
    mail = OutgoingMail.objects.latest("pk")
    OutgoingMail.objects.filter(pk=mail.pk).update(next_attempt_at=due)
    return mail
