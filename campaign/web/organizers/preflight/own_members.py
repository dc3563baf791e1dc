"""Whether supporters can write to their own member: who sits for the ridings, and how a riding is found."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.campaigns.models import Campaign
from campaign.web.numbers import number
from campaign.web.organizers.own_member import without_member
from campaign.web.organizers.preflight.lines import Line, Tone, good
from campaign.web.organizers.preflight.today import Today


def lines_of_own_members(today: Today) -> Iterator[Line]:
    """Nothing for a campaign that writes to the same people whoever the supporter is."""
    own, campaign = today.own, today.campaign
    if own is None:
        return
    recipients = reverse("staff-recipients", args=[campaign.slug])
    if not own.ridings:
        words = _("No ridings are loaded, so no supporter can choose theirs. An administrator runs “load_ridings”.")
        yield Line(Tone.BAD, words)
        return
    empty = without_member(own)
    if empty:
        words = ngettext(
            "In %(n)s of %(all)s ridings nobody can be written to today. Letters from there wait for somebody.",
            "In %(n)s of %(all)s ridings nobody can be written to today. Letters from there wait for somebody.",
            len(empty),
        )
        more = tuple(f"{one.who}. {one.reason}" for one in empty)
        values = {"n": number(len(empty)), "all": number(len(own.ridings))}
        yield Line(Tone.WARN, words % values, _("See who receives it"), recipients, more=more)
    else:
        words = _("In all %(all)s ridings somebody can be written to.")
        yield good(words % {"all": number(len(own.ridings))})
    yield from _how_it_is_found(campaign)


def _how_it_is_found(campaign: Campaign) -> Iterator[Line]:
    if campaign.postal_code != Campaign.PostalCode.REQUIRED:
        words = _("Supporters need not give their postal code, so many must look for their riding by its name.")
        yield Line(Tone.WARN, words, _("Ask for it"), reverse("staff-settings", args=[campaign.slug]))
    if settings.REPRESENT_URL:
        yield good(_("A supporter’s riding is looked up by postal code while they type; else they choose it by name."))
    else:
        words = _(
            "Postal codes are not looked up on this site: supporters see a guess, or choose their riding by name. An admin can change that, with the setting REPRESENT_URL."
        )
        yield Line(Tone.WARN, words)
