"""The people of the staff pages, each with a browser of their own, and a campaign they look at."""

import pytest
from django.test import Client

from campaign.accounts.models import Team, User
from campaign.campaigns.models import Campaign
from campaign.targets.models import Office, Tenure
from tests import stories


@pytest.fixture
def protest(db: None) -> Campaign:
    return stories.open_campaign(languages=("en", "fr"))


@pytest.fixture
def organizer(protest: Campaign) -> User:
    return stories.organizer()


@pytest.fixture
def admin(protest: Campaign) -> User:
    return stories.admin()


@pytest.fixture
def stranger(protest: Campaign) -> User:
    """An organizer of another team."""
    user = User.objects.create_user("stranger", "stranger@mail.example", stories.PASSWORD)
    user.teams.add(Team.objects.create(name="Elsewhere", slug="elsewhere"))
    return user


def _logged_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def as_organizer(organizer: User) -> Client:
    return _logged_in(organizer)


@pytest.fixture
def as_admin(admin: User) -> Client:
    return _logged_in(admin)


@pytest.fixture
def as_stranger(stranger: User) -> Client:
    return _logged_in(stranger)


@pytest.fixture
def contested(protest: Campaign) -> tuple[Tenure, Tenure]:
    """Two people compete for an office that the campaign writes to."""
    office = Office.objects.create(slug="critic", name={"en": "Shadow minister", "fr": "Porte-parole"})
    protest.addressees.create(position=9, office=office)
    rivals = [
        Tenure.objects.create(office=office, target=stories.target(number), evidence=f"Seen in list {number}")
        for number in (6, 7)
    ]
    return rivals[0], rivals[1]
