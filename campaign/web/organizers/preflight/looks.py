"""What is checked of the page beside its text: its picture, and what supporters read once they have written."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.campaigns.models import Campaign
from campaign.campaigns.showing import picture_of
from campaign.web.organizers.preflight.letters import language_name
from campaign.web.organizers.preflight.lines import Line, Tone, good


def lines_of_looks(campaign: Campaign) -> Iterator[Line]:
    yield from _picture(campaign)
    yield from _afterwards(campaign)


def _picture(campaign: Campaign) -> Iterator[Line]:
    url = reverse("staff-picture", args=[campaign.slug])
    shown = {code: picture_of(campaign, code) for code in campaign.languages}
    picture = shown[campaign.default_language]
    if picture is None:
        yield Line(Tone.GOOD, _("The page has no picture, and works without one."), _("Choose a picture"), url)
        return
    silent = [language_name(code) for code, one in shown.items() if one and not one.alt]
    if silent:
        words = _(
            "The picture is not described in these languages: %(languages)s. Who does not see it misses it there."
        )
        yield Line(Tone.WARN, words % {"languages": ", ".join(silent)}, _("Describe the picture"), url)
    if not picture.is_large:
        words = _("The picture is small: where people share the page, it may look blurred.")
        yield Line(Tone.WARN, words, _("Choose a picture"), url)
    if not silent and picture.is_large:
        yield good(_("The picture is large enough to be shared, and described in every language."))


def _afterwards(campaign: Campaign) -> Iterator[Line]:
    """What is said in one language is missed in another; where nothing is said at all, nothing is missed."""
    texts = [text for text in campaign.texts.all() if text.language in campaign.languages]
    asked = {text.language: bool(text.next_text or text.next_link) for text in texts}
    yield from _unlike(
        campaign, asked, _("%(language)s: supporters do not read what to do next, though they do in another language.")
    )
    if not campaign.thank_you_mail:
        return
    own = {text.language: bool(text.thank_you_text) for text in texts}
    yield from _unlike(
        campaign,
        own,
        _("%(language)s: the thank-you mail has only our standard words, though it has yours in another language."),
    )
    if texts and not any(own.values()):
        words = _("The thank-you mail has our standard words in every language.")
        url = reverse("staff-afterwards", args=[campaign.slug, campaign.default_language])
        yield Line(Tone.GOOD, words, _("Write your own"), url)


def _unlike(campaign: Campaign, written: dict[str, bool], words: str) -> Iterator[Line]:
    if not any(written.values()):
        return
    for code, there in written.items():
        if not there:
            url = reverse("staff-afterwards", args=[campaign.slug, code])
            yield Line(Tone.WARN, words % {"language": language_name(code)}, _("Write it"), url)
