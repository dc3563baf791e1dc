"""People and things that tests in every room tell their stories with; each call writes real rows through the services.

The supporter is Ana Quispe, the organizer Olga Organizer, the admin Adam Admin; those written to are Nina Minister and
critics. All mail is @mail.example. Change a detail with `dataclasses.replace(stories.submission(campaign), body="...")`.
"""

from tests.stories.campaigns import (
    add_addressee,
    campaign_to_group,
    campaign_to_own_member,
    draft_campaign,
    letter,
    open_campaign,
)
from tests.stories.lists import COUNCIL, list_upload, target_list
from tests.stories.roster import LAURIER, OTTAWA_CENTRE, PEOPLE, TERREBONNE, VILLE_MARIE, members, sitting, target
from tests.stories.staff import PASSWORD, admin, organizer, team
from tests.stories.supporters import as_of, confirmed, letters_to, mail_to_staff, people, submission, submitted
from tests.stories.words import GREETINGS, LETTERS, NOW, ROLES, SUPPORTER, SUPPORTER_ADDRESS, TITLES

__all__ = (
    "COUNCIL",
    "GREETINGS",
    "LAURIER",
    "LETTERS",
    "NOW",
    "OTTAWA_CENTRE",
    "PASSWORD",
    "PEOPLE",
    "ROLES",
    "SUPPORTER",
    "SUPPORTER_ADDRESS",
    "TERREBONNE",
    "TITLES",
    "VILLE_MARIE",
    "add_addressee",
    "admin",
    "as_of",
    "campaign_to_group",
    "campaign_to_own_member",
    "confirmed",
    "draft_campaign",
    "letter",
    "letters_to",
    "list_upload",
    "mail_to_staff",
    "members",
    "open_campaign",
    "organizer",
    "people",
    "sitting",
    "submission",
    "submitted",
    "target",
    "target_list",
    "team",
)
