"""Not a test: makes docs/first-action.md's campaign as an organizer would and takes its pictures. Its name keeps it out of `make test`."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.delivery.models import OutgoingMail
from campaign.stats.services import fold_new
from campaign.web.supporters import page_cache
from tests import stories
from tests.browser import catalogue
from tests.browser.browser import Browser
from tests.browser.hands import Pointer
from tests.browser.supporter import send_mail

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FOLDER = Path(os.environ.get("FIRST_ACTION_FOLDER", "docs/pictures/first-action"))
ROSTER = Path(django_settings.BASE_DIR) / "data" / "roster"
# As wide as a small laptop's window; as many colours as paper, ink and a few marks need, so that a picture is small.
WIDTH, COLOURS = 1100, 128

WHY = {
    "Title": "Visas for families kept apart",
    "Ask, in one sentence": "Give families from Peru their visas before the summer.",
    "Story": "Children have waited three years to join their parents here.\n\nOne decision would bring them together.",
}
LETTER = """Families from Peru wait for years until their visas are decided. Children grow up without a father or a mother, and \
nobody can tell them how long it will take.

I ask you to decide these requests before the summer, and to say publicly how many still wait.

Thank you for reading this. I would be glad to hear what you will do."""
PEOPLE = ("Ana Quispe", "Tomás Huamán", "Priya Nguyen", "Étienne Roy", "Grace Okafor", "Mateo Ramos", "Chloé Gagnon")


@pytest.fixture
def organizer(browser: Browser, settings: Settings) -> Browser:
    """Olga Organizer on her first day; the roster is loaded, and there is no campaign."""
    settings.PUBLIC_URL = "https://act.example.org"
    for parliament in ("mps-44.csv", "mps-45.csv"):  # some of those whom offices name sat in the one before
        call_command("import_roster", ROSTER / parliament, verbosity=0)
    call_command("load_ridings", verbosity=0)
    call_command("load_foreign_affairs", ROSTER / "foreign-affairs-targets.csv", verbosity=0)
    stories.organizer()
    catalogue.log_in(browser, "organizer")
    browser.width(WIDTH)
    return browser


def take(browser: Browser, name: str, height: int) -> None:
    """The first `height` pixels of the page."""
    browser.width(WIDTH, height)
    picture = Image.open(BytesIO(browser.picture()))
    small = picture.convert("RGB").crop((0, 0, picture.width, min(height, picture.height))).quantize(COLOURS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    small.save(FOLDER / f"{name}.png", optimize=True)


def add(browser: Browser, words: str, name: str) -> None:
    hands = Pointer(browser)
    hands.fill("Find people, offices and groups", words)
    hands.press("Find")
    hands.press(f"Add {name}")


def test_take_pictures_of_a_first_action(organizer: Browser) -> None:
    hands = Pointer(organizer)
    hands.press("New campaign")
    for label, text in WHY.items():
        hands.fill(label, text)
    take(organizer, "1-why", 950)
    hands.press("Save the draft and go on")

    add(organizer, "foreign affairs", "Minister of Foreign Affairs")
    organizer.open(f"{organizer.path.partition('?')[0]}?q=zoe")
    take(organizer, "2-who", 900)
    hands.press("Go on: What")
    organizer.until(lambda: "✎" in organizer.find("[data-live-letter]").text)
    take(organizer, "3-first-text", 1000)

    hands.fill("Subject", "Visas before the summer")
    hands.fill("Letter", LETTER)
    organizer.until(lambda: "Families from Peru" in organizer.find("[data-live-letter]").text)
    take(organizer, "4-letter", 1250)
    hands.press("Save as a new revision")
    hands.press("Go on: Check")
    with organizer.new_page():
        organizer.find("form[action$='/check/test/'] button[type=submit]").click()
    send_mail()
    organizer.open(organizer.path)
    take(organizer, "5-check", 1000)
    hands.press("Go on: Launch")
    take(organizer, "6-launch", 800)
    hands.press("Open to supporters")

    _while_it_runs(organizer, Campaign.objects.get())
    organizer.complaints()


def _while_it_runs(organizer: Browser, campaign: Campaign) -> None:
    """What supporters see, and what the organizer sees of them."""
    page_cache.forget()
    organizer.open(f"/en/c/{campaign.slug}/")
    take(organizer, "7-page", 1400)
    _many_write(campaign)
    organizer.open(f"/staff/campaigns/{campaign.slug}/")
    take(organizer, "8-how-it-goes", 1100)
    for _ in range(2):  # what is seen in the first round is summed up in the second
        fold_new(60)
    organizer.open(f"/staff/campaigns/{campaign.slug}/statistics/")
    take(organizer, "9-statistics", 1300)


def _many_write(campaign: Campaign) -> None:
    """Some supporters, whose letters have left; the last one has not confirmed yet."""
    an_hour_ago = timezone.now() - timedelta(hours=1)
    for number, _name in enumerate(PEOPLE):
        days_ago = timezone.now() - timedelta(days=number % 3)
        stories.confirmed(campaign, f"supporter{number}@mail.example", min(an_hour_ago, days_ago))
    OutgoingMail.objects.filter(kind="letter").update(next_attempt_at=an_hour_ago)
    send_mail()
    stories.submitted(campaign, "late@mail.example", timezone.now())
