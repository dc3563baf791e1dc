"""Who a letter is from and to, as its parts may name them: from a participation, or before there is one, and a recipient."""

from django.conf import settings

from campaign.campaigns.recipients import Recipient
from campaign.letters.people import LetterPeople, SupporterNames, TargetNames
from campaign.participation.models import Participation

NOBODY = SupporterNames("", "", "", "")


def people_of(participation: Participation, person: Recipient, campaign_title: str) -> LetterPeople:
    """The values of a letter's variables, for one supporter and one recipient."""
    supporter = SupporterNames(
        participation.first_name, participation.last_name, participation.name, participation.place
    )
    return between(supporter, person, participation.language, campaign_title)


def between(supporter: SupporterNames, person: Recipient, language: str, campaign_title: str) -> LetterPeople:
    return LetterPeople(
        language=language,
        supporter=supporter,
        target=TargetNames(
            name=person.name,
            greeting=person.greeting or person.name,
            first_name=person.first_name,
            last_name=person.last_name,
            title=person.role,
            party=person.party,
            riding=person.riding,
        ),
        campaign_title=campaign_title,
        site_name=settings.SITE_NAME,
        in_office=person.in_office,
    )
