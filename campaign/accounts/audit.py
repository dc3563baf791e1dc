"""Who changed what about campaigns, teams and accounts: rows of Django's own log, which the back office shows beside each of them."""

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import Model

from campaign.accounts.models import User

__all__ = ["ADDITION", "CHANGE", "DELETION", "record"]


def record(by: User, subject: Model, flag: int, words: str) -> None:
    """`words` are English, as is all that the log holds. Before a deletion, not after it: the log names what is gone."""
    LogEntry.objects.log_actions(by.pk, [subject], flag, words, single_object=True)
