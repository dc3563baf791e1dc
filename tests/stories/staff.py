"""The people who run campaigns: Olga Organizer and Adam Admin, and their team."""

from campaign.accounts.models import Team, User

PASSWORD = "a long password"


def team(slug: str = "solidarity") -> Team:
    return Team.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})[0]


def organizer(of: Team | None = None) -> User:
    """Olga Organizer, of the given team or of the team of `open_campaign`."""
    user = User.objects.create_user(
        "organizer",
        "organizer@mail.example",
        PASSWORD,
        first_name="Olga",
        last_name="Organizer",
        role=User.Role.ORGANIZER,
        is_staff=True,
    )
    user.teams.add(of or team())
    return user


def admin() -> User:
    """Adam Admin, who sees and may pause everything, but is no superuser."""
    return User.objects.create_user(
        "admin",
        "admin@mail.example",
        PASSWORD,
        first_name="Adam",
        last_name="Admin",
        role=User.Role.ADMIN,
        is_staff=True,
    )
