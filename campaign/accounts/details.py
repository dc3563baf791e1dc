"""What an account says of its person, put right by an admin. Each change is in the log."""

from dataclasses import asdict, dataclass

from django.db import transaction

from campaign.accounts.audit import CHANGE, record
from campaign.accounts.models import User
from campaign.accounts.teams import OutOfReach, may_touch


@dataclass(frozen=True)
class Details:
    first_name: str
    last_name: str
    email: str
    role: str


@transaction.atomic
def change_details(user: User, details: Details, by: User) -> bool:
    """False if all of it was so before. What is logged is which of them changed, not to what. Raises OutOfReach."""
    if not may_touch(by, user):
        raise OutOfReach(user.username)
    kept = User.objects.select_for_update().get(pk=user.pk)
    changed = [name for name, value in asdict(details).items() if getattr(kept, name) != value]
    if not changed:
        return False
    User.objects.filter(pk=user.pk).update(**asdict(details))
    record(by, user, CHANGE, f"Changed {', '.join(name.replace('_', ' ') for name in changed)}.")
    return True
