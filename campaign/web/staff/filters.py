"""What the groups of states are called, where a list is narrowed down to one."""

from django.utils.translation import gettext as _

from campaign.delivery.states import State


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
