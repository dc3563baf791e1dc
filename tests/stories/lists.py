"""A city council that a team brought along as a file."""

from campaign.accounts.models import User
from campaign.journeys.lists import Answer, Brought
from campaign.journeys.lists import accept as accept_list
from campaign.targets.lists.keeping import Belongs
from campaign.targets.models import ListUpload, TargetList
from tests.stories.staff import team
from tests.stories.words import NOW

COUNCIL = (
    "name,e-mail,title,ward\nAna Councillor,ana@mail.example,Councillor,Ward 1\nBo Councillor,bo@mail.example,Mayor,\n"
)


def list_upload(owner: User, of: TargetList | None = None, text: str = COUNCIL) -> ListUpload:
    """A city council's members, of the team of `open_campaign`, their columns known already."""
    return ListUpload.objects.create(
        owner=owner,
        team=team(),
        target_list=of,
        text=text,
        encoding="utf-8",
        has_header=True,
        columns=["name", "email", "role", "riding"],
        names={"en": "City council", "fr": "Conseil municipal"},
        time_zone="America/Halifax",
        uploaded_at=NOW,
    )


def target_list(text: str = COUNCIL) -> TargetList:
    """The list that this becomes once it is accepted, of the team of `open_campaign`."""
    council = Brought(
        text=text,
        headed=True,
        columns=("name", "email", "role", "riding"),
        names={"en": "City council", "fr": "Conseil municipal"},
        time_zone="America/Halifax",
        target_list=None,
        belongs=Belongs(team().pk, None),
    )
    return accept_list(council, Answer(None, leave_out=False, sure=False), NOW)
