"""An office that a campaign writes to, and how it changes hands."""

from datetime import timedelta

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.services import open_campaign
from campaign.delivery.holder_questions import follow
from campaign.delivery.models import HolderChange, Kind, OutgoingMail
from campaign.targets.models import Office, Target, Tenure
from tests import stories


def campaign_to_office(slug: str = "to-the-office") -> tuple[Campaign, Addressee]:
    """An open campaign to the Minister of Foreign Affairs, Nina Minister today, and its one addressee."""
    campaign = stories.draft_campaign(slug)
    office, new = Office.objects.get_or_create(
        slug="minister", defaults={"name": {"en": "Minister of Foreign Affairs", "fr": "Ministre"}}
    )
    if new:
        takes_office(office, stories.target(1))
    row = Addressee.objects.create(campaign=campaign, office=office, greeting={"en": "Dear Minister {name}"})
    open_campaign(campaign, stories.NOW)
    return campaign, row


def leaves_office(office: Office) -> None:
    Tenure.objects.filter(office=office, until=None).update(until=stories.NOW.date() - timedelta(days=1))


def takes_office(office: Office, person: Target) -> None:
    """From now on it is this person's, and nobody else's."""
    leaves_office(office)
    Tenure.objects.create(office=office, target=person, standing=Tenure.Standing.HELD)


def replace_holder(row: Addressee, number: int = 2) -> Target:
    """The person of that number (2 is Carl Critic) takes the office that the addressee is."""
    assert row.office
    takes_office(row.office, stories.target(number))
    return stories.target(number)


def asked_about() -> Addressee:
    """Written to while Nina Minister held the office; Carl Critic holds it now, and the organizer has been asked."""
    stories.organizer()
    campaign, row = campaign_to_office()
    stories.confirmed(campaign)
    replace_holder(row)
    follow(stories.NOW)
    return row


def question() -> HolderChange:
    """The one that nobody has answered."""
    return HolderChange.objects.get(decided_at=None, over_at=None)


def told() -> list[OutgoingMail]:
    """What the staff was told by mail."""
    return list(OutgoingMail.objects.filter(kind=Kind.STAFF).order_by("pk"))
