"""Which part of the staff pages a page belongs to: what the menu marks."""

# By the beginning of the path after /staff/, the longer before the shorter; the name is that of the part's own page.
_UNDER = (
    ("campaigns/", "staff-home"),
    ("new-campaign/", "staff-home"),
    ("holders/", "staff-home"),
    ("statistics/", "staff-overview"),
    ("exports/", "staff-overview"),
    ("lists/", "staff-lists"),
    ("groups/", "staff-groups"),
    ("sending/queue/", "staff-queue"),
    ("sending/pause/", "staff-pause"),
    ("sending/resume/", "staff-pause"),
    ("sending/", "staff-sending"),
    ("mail/", "staff-mail"),
    ("offices/", "staff-offices"),
    ("roster/", "staff-offices"),
    ("addresses/", "staff-offices"),
    ("teams/", "staff-teams"),
    ("accounts/", "staff-teams"),
)


def section_of(path: str) -> str:
    """The URL name of the menu's entry; empty for what is in no part, such as one's own password."""
    if path == "/staff/":
        return "staff-home"
    rest = path.removeprefix("/staff/")
    return next((name for beginning, name in _UNDER if rest.startswith(beginning)), "")
