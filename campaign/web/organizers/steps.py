"""The five steps from nothing to an open campaign, and which of them are done. They can be left and taken up at any time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.campaigns.models import Campaign
from campaign.web.organizers.missing import Missing, missing_of

WHY, WHO, WHAT, CHECK, LAUNCH = "why", "who", "what", "check", "launch"


@dataclass(frozen=True)
class Step:
    """`url` leads to the page where it is done, and is empty while there is no campaign to do it for."""

    name: str
    title: str
    meaning: str
    url: str = ""
    done: bool = False
    missing: Sequence[Missing] = ()


def steps_of(campaign: Campaign | None) -> list[Step]:
    """In order; before the campaign exists none is done and none has a page."""
    missing = missing_of(campaign, timezone.localdate()) if campaign else []
    steps = []
    for name, title, meaning in _words():
        lacking = [one for one in missing if one.step == name]
        done = bool(campaign) and not (missing if name == CHECK else lacking)
        if name == LAUNCH:
            done = campaign is not None and campaign.is_open
        steps.append(Step(name, title, meaning, _url(name, campaign, lacking) if campaign else "", done, lacking))
    return steps


def next_of(steps: Sequence[Step], current: str, path: str) -> Step | Missing | None:
    """Where to go on from the page at `path`: after the current step once it is done; without one, the first that is not.

    A step in several languages goes on with the one that is still to be written.
    """
    if not current:
        return next((step for step in steps if step.url and not step.done), None)
    here = next(number for number, step in enumerate(steps) if step.name == current)
    lacking = steps[here].missing
    if lacking:
        # On the page of what is missing there is nothing to go on to before it is saved.
        return lacking[0] if lacking[0].title and path not in [one.url for one in lacking] else None
    return steps[here + 1] if steps[here].done and here + 1 < len(steps) else None


def _words() -> list[tuple[str, str, str]]:
    return [
        (WHY, _("Why"), _("What you ask for and why it matters: the campaign's page.")),
        (WHO, _("Who"), _("The people and offices that receive the letter.")),
        (WHAT, _("What"), _("The letter itself.")),
        (CHECK, _("Check"), _("Whether everything is there.")),
        (LAUNCH, _("Launch"), _("Open the campaign to supporters.")),
    ]


def _url(name: str, campaign: Campaign, lacking: Sequence[Missing]) -> str:
    """Of pages in several languages, the first that is still to be written, else the one in the default language."""
    if name in (WHY, WHAT):
        page = "staff-page-text" if name == WHY else "staff-letter"
        return lacking[0].url if lacking else reverse(page, args=[campaign.slug, campaign.default_language])
    pages = {WHO: "staff-recipients", CHECK: "staff-check", LAUNCH: "staff-open"}
    return reverse(pages[name], args=[campaign.slug])
