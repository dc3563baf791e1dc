"""What each variant of the letter did, and how much people made it their own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.stats.intervals import Share
from campaign.stats.variants import Contest, contests_of, how_much_changed, identical
from campaign.web.numbers import number
from campaign.web.organizers.home import title_of
from campaign.web.staff.access import StaffRequest, campaign_page


@require_safe
@campaign_page
def variants(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    changed = how_much_changed(campaign.pk)
    same = identical(changed)
    contests = contests_of(campaign.pk, campaign.letter_id)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "changed": changed,
        "same": same,
        "same_words": _about_the_same(same),
        "now": [(contest, verdict(contest)) for contest in contests if contest.current],
        "before": [(contest, verdict(contest)) for contest in contests if not contest.current],
    }
    return render(request, "staff/variants.html", context)


def verdict(contest: Contest) -> str:
    """What can be said of it today, in a sentence."""
    if not contest.submitted:
        return _("Nobody has sent one of these yet.")
    if contest.best:
        words = _("Of those who send it, more confirm number %(n)s than any other: the intervals do not touch.")
        return words % {"n": number(contest.best.number)}
    return _("Too early to tell: the intervals overlap, so the difference may be chance.")


def _about_the_same(same: Share) -> str:
    """All letters were looked at: it is a count, not an estimate."""
    words = ngettext(
        "%(same)s of %(n)s person left the letter as it is, word for word.",
        "%(same)s of %(n)s people left the letter as it is, word for word.",
        same.whole,
    )
    return words % {"same": number(same.part), "n": number(same.whole)}
