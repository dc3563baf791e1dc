"""Reading accounts: where mail about a team's campaigns goes."""

from django.db.models import Q

from campaign.accounts.models import Team, User


def addresses_of(team: Team) -> list[str]:
    """Of everybody in the team who can log in and has an address; of the admins where the team has nobody such."""
    reachable = User.objects.filter(is_active=True).exclude(email="")
    people = reachable.filter(teams=team) or reachable.filter(Q(role=User.Role.ADMIN) | Q(is_superuser=True))
    return sorted({person.email for person in people})
