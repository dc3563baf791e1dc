"""Tests of a letter: as each recipient would get it, but sent to whoever of staff asks, and marked as a test."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import Recipient
from campaign.delivery.models import LetterTest, OutgoingMail
from campaign.delivery.outbox import queue_test
from campaign.delivery.people import people_of
from campaign.delivery.samples import SAMPLE, sample_supporter
from campaign.delivery.states import WAITING
from campaign.delivery.wake import wake_workers
from campaign.letters.models import Revision
from campaign.letters.parts import LetterParts
from campaign.letters.rendering import RenderedLetter, render_letter
from campaign.letters.variants import FIRST, Texts, Variant, texts_of
from campaign.participation.models import Participation

MARK = "[TEST] "
# A campaign to 343 people must not send 343 tests; ten can still be read one after the other.
MOST_AT_ONCE = 10
SUBJECT_LENGTH: int = OutgoingMail._meta.get_field("subject").max_length or 0


@dataclass(frozen=True)
class Draft:
    """A letter as it stands, the title of its campaign in its language, and the names of a made-up supporter."""

    campaign: Campaign
    language: str
    title: str
    parts: LetterParts
    names: Mapping[str, str] = field(default_factory=lambda: SAMPLE)
    variant: Variant = FIRST

    @cached_property
    def supporter(self) -> Participation:
        return sample_supporter(self.campaign, self.language, self.names)

    @cached_property
    def texts(self) -> Texts:
        return texts_of(self.parts, self.title, settings.SITE_NAME)

    def for_(self, person: Recipient) -> RenderedLetter:
        """As this person would get it from the made-up supporter, who changed no word. CannotRender where that fails."""
        return render_letter(self.parts, people_of(self.supporter, person, self.title), *self.texts.of(self.variant))


@dataclass(frozen=True)
class Tested:
    """What became of the tests of one revision: when the last one left, and how many are on their way."""

    number: int
    left_at: datetime | None
    waiting: int


@transaction.atomic
def queue_tests(draft: Draft, revision: Revision, people: Iterable[Recipient], asked_by: User, now: datetime) -> int:
    """One mail per person written to, all of them to `asked_by`'s own address; how many. ValueError for too many at once."""
    people = list(people)
    if not asked_by.email or len(people) > MOST_AT_ONCE:
        raise ValueError(f"{len(people)} tests to {asked_by.email!r}")
    name = asked_by.get_full_name() or asked_by.username
    for person in people:
        letter = draft.for_(person)
        subject = f"{MARK}{letter.subject}"[:SUBJECT_LENGTH]
        mail = queue_test(
            asked_by.email, name, subject, f"{_first_line(person, draft.texts.number)}\n\n{letter.text}", now
        )
        LetterTest.objects.create(mail=mail, revision=revision, asked_by=asked_by)
    wake_workers()
    return len(people)


def _first_line(person: Recipient, variants: int) -> str:
    words = _("This is a test, sent to you alone. The letter would go to %(name)s (%(role)s), %(address)s.") % {
        "name": person.name,
        "role": person.role,
        "address": person.email,
    }
    if variants == 1:
        return words
    several = _("It is the first of %(n)d variants that supporters may get.") % {"n": variants}
    return f"{words} {several}"


def asked_since(user_id: str, since: datetime) -> int:
    """How often this person asked for tests since then: those asked for together were written at the same moment."""
    mails = OutgoingMail.objects.filter(letter_test__asked_by=int(user_id), created_at__gte=since)
    return mails.values("created_at").distinct().count()


def revisions_tested(letter_id: int) -> dict[str, list[Tested]]:
    """The revisions of which tests were asked for, by language, the newest first."""
    rows = (
        LetterTest.objects.filter(revision__letter=letter_id)
        .values_list("revision__language", "revision__number")
        .annotate(left=Max("mail__accepted_at"), waiting=Count("pk", filter=Q(mail__state__in=WAITING)))
        .order_by("-revision__number")
    )
    found: dict[str, list[Tested]] = {}
    for language, number, left, waiting in rows:
        found.setdefault(language, []).append(Tested(number, left, waiting))
    return found
