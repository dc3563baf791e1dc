"""What keeps a campaign from opening, each thing with the page that puts it right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Recipient, everybody
from campaign.letters.queries import current_revisions
from campaign.web.staff.words import language_in_text


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a campaign from opening, in which of the steps (organizers.steps), and where to put it right.

    `title` is what the page there is called, where it is one of several that are alike.
    """

    step: str
    problem: str
    remedy: str
    url: str
    title: str = ""


def missing_of(campaign: Campaign, on: date, people: Sequence[Recipient] | None = None) -> list[Missing]:
    """What `campaigns.services.problems_of` finds, each with the page that puts it right; `people` where they were asked for."""
    reached = everybody(campaign, campaign.default_language, on) if people is None else people
    return list(_missing(campaign, reached))


def _missing(campaign: Campaign, people: Sequence[Recipient]) -> Iterator[Missing]:
    names = dict(settings.LANGUAGES)
    texts = set(campaign.texts.values_list("language", flat=True))
    letters = current_revisions(campaign.letter_id)
    for code in campaign.languages:
        if code not in texts:
            problem = _("%(language)s: the page has no text yet.") % {"language": names[code]}
            title = _("The page, %(name)s") % {"name": language_in_text(code)}
            url = reverse("staff-page-text", args=[campaign.slug, code])
            yield Missing("why", problem, _("Write the page"), url, title)
    for code in campaign.languages:
        if code not in letters:
            problem = _("%(language)s: there is no letter yet.") % {"language": names[code]}
            title = _("The letter, %(name)s") % {"name": language_in_text(code)}
            url = reverse("staff-letter", args=[campaign.slug, code])
            yield Missing("what", problem, _("Write the letter"), url, title)
    if not people:
        url = reverse("staff-recipients", args=[campaign.slug])
        yield Missing("who", _("Nobody can receive the letter."), _("Choose who receives it"), url)
