"""What is checked of the letter itself: who gets it, whether it is whole in every language, and whether it was tried."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import Recipient
from campaign.delivery.letter_tests import Draft, revisions_tested
from campaign.delivery.people import people_of
from campaign.letters.gaps import gaps_in, names_variable
from campaign.letters.models import Revision
from campaign.letters.queries import current_revisions
from campaign.web.numbers import number
from campaign.web.organizers.missing import missing_of
from campaign.web.organizers.preflight.lines import Line, Tone, good, listed
from campaign.web.organizers.preflight.today import Today
from campaign.web.organizers.preflight.variants import lines_of_openings, lines_of_variants
from campaign.web.organizers.preview import draft_of
from campaign.web.organizers.recipients import audience_in
from campaign.web.organizers.sampling import sample


@dataclass(frozen=True)
class Written:
    """The letter in one language as it is now, those who get it, and those of them whose letters are written to look at them."""

    revision: Revision
    draft: Draft
    people: list[Recipient]
    looked_at: list[Recipient]

    @property
    def language(self) -> str:
        return language_name(self.draft.language)

    @property
    def url(self) -> str:
        return reverse("staff-letter", args=[self.draft.campaign.slug, self.draft.language])


def language_name(code: str) -> str:
    return _(get_language_info(code)["name"])


def lines_of_letters(today: Today) -> Iterator[Line]:
    campaign = today.campaign
    revisions = current_revisions(campaign.letter_id)
    written = [
        Written(revisions[code], draft_of(campaign, code, revisions[code].parts), people, sample(people))
        for code, people in ((code, today.people_in(code)) for code in campaign.languages if code in revisions)
    ]
    for missing in missing_of(campaign, today.on, today.people):
        yield Line(Tone.BAD, missing.problem, missing.remedy, missing.url, refuses=True)
    yield from _recipients(today)
    yield from _languages(campaign, written)
    addressees = {place.addressee.pk: place.addressee for place in today.places}
    for one in written:
        if one.people:
            yield from _variables(one)
            yield from _greetings(one, addressees)
            yield from lines_of_variants(one.draft, one.language)
            if not any(row.own_member_of for row in addressees.values()):  # who these are, each supporter decides
                yield from lines_of_openings(one.draft, one.people, one.language, one.url)
    yield from _same_words(written)
    yield from _tests(campaign, written)


def _recipients(today: Today) -> Iterator[Line]:
    audience = audience_in(today.places)
    url = reverse("staff-recipients", args=[today.campaign.slug])
    if audience.left_out:
        words = ngettext(
            "One recipient is left out today.", "%(n)s recipients are left out today.", len(audience.left_out)
        )
        more = tuple(f"{one.who}. {one.reason}" for one in audience.left_out)
        yield Line(Tone.WARN, words % {"n": number(len(audience.left_out))}, _("See who receives it"), url, more=more)
    elif audience.receive and today.own is not None:
        yield good(_("Everybody on the list beside the supporter’s own member can be written to."))
    elif audience.receive:
        words = ngettext(
            "The one recipient can be written to.",
            "All %(n)s recipients can be written to.",
            len(audience.receive),
        )
        yield good(words % {"n": number(len(audience.receive))})
    if audience.letters > 1:
        words = _("Each supporter will send %(n)s letters.")
        yield good(words % {"n": number(audience.letters)})


def _languages(campaign: Campaign, written: list[Written]) -> Iterator[Line]:
    texts = set(campaign.texts.values_list("language", flat=True))
    for one in written:
        if one.draft.language in texts:
            yield good(_("%(language)s: page and letter are written.") % {"language": one.language})


def _variables(one: Written) -> Iterator[Line]:
    draft = one.draft
    empty: dict[str, list[str]] = defaultdict(list)
    for person in one.looked_at:
        for gap in gaps_in(draft.parts, people_of(draft.supporter, person, draft.title)):
            empty[gap].append(person.name)
    for gap, names in empty.items():
        words = _("%(language)s: “%(variable)s” is empty in the letter to %(names)s.")
        values = {"language": one.language, "variable": gap, "names": listed(names)}
        yield Line(Tone.WARN, words % values, _("Edit the letter"), one.url, more=_sampled(one))
    if not empty:
        words = _("%(language)s: every variable has a value for every recipient.")
        yield replace(good(words % {"language": one.language}), more=_sampled(one))


def _sampled(one: Written) -> tuple[str, ...]:
    """Where not everybody's letter was looked at, that it was not."""
    if len(one.looked_at) == len(one.people):
        return ()
    words = _("Looked at: the letters to %(shown)s of %(all)s recipients, one of each kind among them.")
    return (words % {"shown": number(len(one.looked_at)), "all": number(len(one.people))},)


def _greetings(one: Written, addressees: Mapping[int, Addressee]) -> Iterator[Line]:
    """A greeting that nobody wrote in a language is the English one, or the bare name."""
    if not names_variable(one.draft.parts, "target.greeting"):
        return
    lacking = [
        person.name for person in one.people if not _has(addressees[person.addressee_id].greeting, one.draft.language)
    ]
    if lacking:
        words = _(
            "%(language)s: nobody wrote how to greet %(names)s; the English greeting or the bare name stands there."
        )
        url = reverse("staff-recipients", args=[one.draft.campaign.slug])
        yield Line(
            Tone.WARN, words % {"language": one.language, "names": listed(lacking)}, _("See who receives it"), url
        )


def _has(texts: object, language: str) -> bool:
    return isinstance(texts, dict) and bool(texts.get(language))


def _same_words(written: list[Written]) -> Iterator[Line]:
    """Between salutation and signature; who gets the only letter, or one of several variants, need not get the same as others."""
    several = [one for one in written if len(one.people) > 1 and one.draft.texts.number == 1]
    same = [one for one in several if len(_bodies(one)) == 1]
    if same:
        words = _(
            "All recipients get the same words (%(languages)s). Offices set identical letters aside: say something to each in the opening, and invite supporters to add a sentence of their own."
        )
        languages = ", ".join(one.language for one in same)
        yield Line(Tone.WARN, words % {"languages": languages}, _("Edit the letter"), same[0].url)


def _bodies(one: Written) -> set[str]:
    bare = replace(one.draft, parts=replace(one.draft.parts, salutation="", signature=""))
    return {bare.for_(person).text for person in one.looked_at}


def _tests(campaign: Campaign, written: list[Written]) -> Iterator[Line]:
    known = revisions_tested(campaign.letter_id)
    for one in written:
        url = reverse("staff-check", args=[campaign.slug]) + f"?language={one.draft.language}#test"
        tested = known.get(one.draft.language, [])
        now = next((each for each in tested if each.number == one.revision.number), None)
        last = next((each for each in tested if each.left_at), None)
        values = {"language": one.language, "number": one.revision.number}
        if now and now.left_at:
            words = _("%(language)s: on %(when)s a test of revision %(number)d left.")
            yield good(words % (values | {"when": date_format(localtime(now.left_at), "DATETIME_FORMAT")}))
        elif now and now.waiting:
            words = _("%(language)s: a test of revision %(number)d is on its way. Reload this page in a minute.")
            yield Line(Tone.WARN, words % values)
        elif last:
            words = _("%(language)s: the last test was of revision %(older)d; now it is revision %(number)d.")
            yield Line(Tone.WARN, words % (values | {"older": last.number}), _("Send me a test"), url)
        elif now:
            words = _("%(language)s: the test of revision %(number)d did not leave.")
            yield Line(Tone.WARN, words % values, _("Send me a test"), url)
        else:
            words = _("%(language)s: nobody of the team has had a test of revision %(number)d yet.")
            yield Line(Tone.WARN, words % values, _("Send me a test"), url)
