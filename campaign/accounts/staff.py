"""The two accounts that a fresh installation comes with, and new passwords for them."""

import secrets
from dataclasses import dataclass

from django.db import transaction

from campaign.accounts.models import Team, User

DEMO_TEAM = "demo"
# 96 bits, typed once from a terminal.
PASSWORD_BYTES = 12


@dataclass(frozen=True)
class Credentials:
    """Shown once; only a hash of the password is kept."""

    username: str
    password: str


@transaction.atomic
def issue_credentials() -> list[Credentials]:
    """Gives organizer and admin a new random password each, after making the account if need be. Ends their sessions."""
    team, _ = Team.objects.get_or_create(slug=DEMO_TEAM, defaults={"name": "Demo"})
    organizer, _ = User.objects.get_or_create(username="organizer", defaults={"role": User.Role.ORGANIZER})
    organizer.teams.add(team)
    admin, _ = User.objects.get_or_create(
        username="admin", defaults={"role": User.Role.ADMIN, "is_staff": True, "is_superuser": True}
    )
    return [_with_new_password(user) for user in (organizer, admin)]


def there_is_staff() -> bool:
    return User.objects.exists()


def _with_new_password(user: User) -> Credentials:
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    return Credentials(user.username, password)
