"""What states and groups of them are called, in lists and where a list is narrowed down to one."""

from django.utils.translation import gettext as _

from campaign.delivery.states import State
from campaign.participation.models import Participation


def group_name(group: str) -> str:
    """In the plural, as the heading of a list; every letter for anything that is no group."""
    names = {
        "waiting": _("waiting, being sent, held or perhaps sent"),
        "sent": _("sent or delivered"),
        "taken": _("accepted by a mail server"),
        "trouble": _("came back or failed"),
    }
    if group in State.values:
        return str(State(group).label)
    return names.get(group, _("all"))


def person_state(state: str) -> str:
    """What a person's state is called in a list of people."""
    if state == Participation.State.PENDING:
        return _("not confirmed yet")
    return str(Participation.State(state).label)
