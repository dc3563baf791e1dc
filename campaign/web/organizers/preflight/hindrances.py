"""What would keep a letter from leaving, or from arriving, although its recipient has an address: pauses, and addresses that failed."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.campaigns.models import Campaign
from campaign.delivery.models import AddressProposal, Pause
from campaign.delivery.queries import is_paused, paused
from campaign.web.organizers.preflight.lines import Line, Tone, listed
from campaign.web.organizers.preflight.today import Today
from campaign.web.staff.holders import open_questions


def lines_of_hindrances(today: Today) -> Iterator[Line]:
    campaign, people = today.campaign, today.people
    url = reverse("staff-campaign", args=[campaign.slug])
    who = (_("See who receives it"), reverse("staff-recipients", args=[campaign.slug]))
    if is_paused():
        yield Line(Tone.WARN, _("All sending is paused."), _("See the campaign"), url)
    if str(campaign.pk) in paused(Pause.Scope.CAMPAIGN):
        yield Line(Tone.WARN, _("This campaign is paused."), _("See the campaign"), url)
    if open_questions(Campaign.objects.filter(pk=campaign.pk)):
        words = _(
            "An office changed hands while letters waited for it: they leave once somebody of the team has chosen."
        )
        yield Line(Tone.WARN, words, _("Choose what becomes of them"), reverse("staff-holders"))
    resting = paused(Pause.Scope.TARGET)
    names = [person.name for person in people if str(person.target_id) in resting]
    if names:
        words = _("Letters to %(names)s are paused by an admin.")
        yield Line(Tone.WARN, words % {"names": listed(names)}, *who)
    failed = _addresses_that_failed()
    names = [person.name for person in people if (person.target_id, person.email) in failed]
    if names:
        words = _("Mail to %(names)s came back lately. Until an admin decides about the address, letters go there.")
        yield Line(Tone.WARN, words % {"names": listed(names)}, *who)


def _addresses_that_failed() -> set[tuple[int, str]]:
    undecided = AddressProposal.objects.filter(state=AddressProposal.State.PROPOSED)
    return set(undecided.values_list("target", "address"))
