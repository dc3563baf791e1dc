"""Whether an answer came: the page behind the mail, and what all have told, for staff and for everybody."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from campaign.answers.models import Question
from campaign.answers.services import tell
from campaign.delivery.arrived import arrived
from campaign.delivery.models import Kind, SandboxMail
from campaign.delivery.outbox import queue_question
from campaign.participation.models import Participation
from tests.browser.browser import Browser
from tests.browser.catalogue.page import Page, save
from tests.browser.supporter import send_mail
from tests.browser.world import World, page

KINDS = ("none", "form", "none", "personal", "none", "form", "changed", "none")
TOLD_BY = 60


def pages_of_answers(world: World, language: str = "en") -> Iterator[Page]:
    question = _asked(world)
    answers = page("answers", world.arrived, language)
    link = f"{answers}?to={question.keys[0]}&answer=personal"
    yield Page("answers", answers)
    yield Page("answers-clicked", link)
    yield Page("answers-kept", link, save)
    yield Page("answers-nothing-chosen", page("answers", world.mixed, language), save)
    yield Page("answers-stop", f"{answers}stop/")
    yield Page("answers-stopped", f"{answers}stop/", _press)
    yield Page("answers-gone", f"/{language}/answers/cut-off/")
    yield Page("sandbox-question", f"/sandbox/{_mail(world).pk}/")
    yield Page("results-answers", f"/{language}/c/peru-2022/results/")


def staff_pages_of_answers(world: World) -> Iterator[Page]:
    _asked(world)
    yield Page("staff-statistics-answers", "/staff/campaigns/peru-2022/statistics/?until=2999-01-01")


def _asked(world: World) -> Question:
    """As if many had been asked, and had told, some days ago; the first of them has told nothing."""
    ago = timezone.now() - timedelta(days=3)
    people = Participation.objects.filter(campaign=world.peru, state="confirmed").order_by("pk")[:TOLD_BY]
    letters = arrived([world.arrived.pk, world.mixed.pk, *(person.pk for person in people)])
    for number, (person, theirs) in enumerate(letters.items()):
        keys = [letter.key for letter in theirs]
        question, new = Question.objects.get_or_create(
            participation_id=person, defaults={"campaign": world.peru, "keys": keys, "asked_at": ago}
        )
        if new and person not in (world.arrived.pk, world.mixed.pk):
            told = {key: KINDS[(number * (place + 1)) % len(KINDS)] for place, key in enumerate(keys)}
            tell(question, told, ago)
    return Question.objects.get(participation=world.arrived)


def _mail(world: World) -> SandboxMail:
    """The question as it arrived."""
    now = timezone.now()
    if queue_question(world.arrived, now, now):
        send_mail()
    return SandboxMail.objects.get(kind=Kind.QUESTION)


def _press(browser: Browser) -> None:
    with browser.new_page():
        browser.find("main form button[type=submit]").click()
