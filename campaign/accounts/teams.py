"""Teams and who is in them, and accounts: made, closed and opened again. Each change is in the log."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from campaign.accounts.audit import ADDITION, CHANGE, record
from campaign.accounts.models import Team, User
from campaign.common.slugs import free_slug

LONGEST_SLUG = 50  # the column's


class NameTaken(Exception):
    """Another team, or another account, has this name, perhaps since a moment ago."""


class OutOfReach(Exception):
    """An account that this person may not touch: a superuser's, or one's own."""


@dataclass(frozen=True)
class NewAccount:
    """Its password is chosen by whoever gets the link to it."""

    username: str
    first_name: str
    last_name: str
    email: str
    role: str
    teams: list[Team]


def make_team(name: str, by: User) -> Team:
    """Raises NameTaken."""

    def taken(stem: str) -> set[str]:
        return set(Team.objects.filter(slug__startswith=stem).values_list("slug", flat=True))

    team = Team(name=name, slug=free_slug(name, LONGEST_SLUG, "team", taken))
    _save(team)
    record(by, team, ADDITION, "Made on the page of teams.")
    return team


def rename_team(team: Team, name: str, by: User) -> None:
    """Raises NameTaken. Its campaigns stay where they are."""
    before, team.name = team.name, name
    _save(team)
    record(by, team, CHANGE, f"Renamed, formerly {before}.")


@transaction.atomic
def add_member(team: Team, user: User, by: User) -> bool:
    """From now on they see the team's campaigns; False if they did before."""
    if user.teams.filter(pk=team.pk).exists():
        return False
    user.teams.add(team)
    record(by, team, CHANGE, f"Added {user.username}.")
    return True


@transaction.atomic
def remove_member(team: Team, user: User, by: User) -> bool:
    """From now on its campaigns do not exist for them; False if they were not in it."""
    if not user.teams.filter(pk=team.pk).exists():
        return False
    user.teams.remove(team)
    record(by, team, CHANGE, f"Removed {user.username}.")
    return True


@transaction.atomic
def make_account(new: NewAccount, by: User) -> User:
    """An account that nobody can log in to before a password is chosen. Raises NameTaken."""
    user = User(
        username=new.username, first_name=new.first_name, last_name=new.last_name, email=new.email, role=new.role
    )
    user.set_unusable_password()
    _save(user)
    user.teams.set(new.teams)
    record(by, user, ADDITION, f"Made as {new.role}.")
    return user


def may_touch(by: User, user: User) -> bool:
    """No admin opens a superuser's account to themselves, and nobody locks themselves out."""
    return by.pk != user.pk and by.is_admin and (by.is_superuser or not user.is_superuser)


@transaction.atomic
def set_active(user: User, active: bool, by: User) -> bool:
    """Close an account, which ends its sessions, or open it again; False if it was so before. Raises OutOfReach."""
    _refuse_out_of_reach(user, by)
    changed = User.objects.filter(pk=user.pk).exclude(is_active=active).update(is_active=active)
    if changed:
        record(by, user, CHANGE, "Opened again." if active else "Closed.")
    user.refresh_from_db()
    return changed == 1


def allow_new_password(user: User, by: User) -> None:
    """To be called before a link is shown that sets it: who asked for one stands in the log. Raises OutOfReach."""
    _refuse_out_of_reach(user, by)
    record(by, user, CHANGE, "Got a link to choose a password.")


def _refuse_out_of_reach(user: User, by: User) -> None:
    if not may_touch(by, user):
        raise OutOfReach(user.username)


def _save(row: Team | User) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTaken(str(row)) from error
