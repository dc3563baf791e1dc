"""Seconds of an organizer's looks at a letter: `python -m benchmarks.ours.previews RECIPIENTS`, as JSON.

`one` is a whole request of the panel beside the editor (login, form, one recipient), `all` the letters of every recipient, `limit`
the same letters with nothing but their rendering. Medians of several.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median

from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import recipients
from campaign.campaigns.services import copy_for_rehearsal
from campaign.delivery.people import people_of
from campaign.delivery.samples import sample_supporter
from campaign.letters.parts import LetterParts
from campaign.letters.queries import current_revision
from campaign.letters.rendering import render_letter
from campaign.targets.models import Target
from campaign.web.organizers.preview import draft_of, previews_of

SLUG = "peru-2022"
TIMES = 15


def main(arguments: list[str]) -> None:
    number = int(arguments[0])
    call_command("migrate", verbosity=0, interactive=False)
    if not Campaign.objects.filter(slug=SLUG).exists():
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
    with transaction.atomic():
        # Letters to the demo's own recipients may be waiting.
        campaign = copy_for_rehearsal(Campaign.objects.get(slug=SLUG), "previews", timezone.now())
        _to_so_many(campaign, number)
        parts = current_revision(campaign.letter_id, "en").parts
        figures = {"one": _one(campaign, parts), "all": _all(campaign, parts), "limit": _limit(campaign, parts)}
        transaction.set_rollback(True)  # other comparisons write to five people
    sys.stdout.write(f"{json.dumps(figures)}\n")


def _to_so_many(campaign: Campaign, number: int) -> None:
    campaign.addressees.all().delete()
    people = [
        Target(
            name=f"Member {n}", first_name="Member", last_name=str(n), email=f"m{n}@mail.example", source="benchmark"
        )
        for n in range(number)
    ]
    Target.objects.bulk_create(people)
    Addressee.objects.bulk_create(
        Addressee(campaign=campaign, target=person, position=n) for n, person in enumerate(people)
    )


def _one(campaign: Campaign, parts: LetterParts) -> float:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create(username="benchmark", role=User.Role.ADMIN))
    form = {name: getattr(parts, name) for name in ("subject", "salutation", "opening", "body", "signature")}
    path = f"/staff/campaigns/{campaign.slug}/letter/en/preview/"

    def look() -> None:
        answer = client.post(path, form)
        if answer.status_code != 200 or b"Member 0" not in answer.content:
            raise SystemExit(f"the preview answered {answer.status_code}")

    return _seconds(look)


def _all(campaign: Campaign, parts: LetterParts) -> float:
    return _seconds(lambda: previews_of(draft_of(campaign, "en", parts), timezone.localdate()))


def _limit(campaign: Campaign, parts: LetterParts) -> float:
    supporter = sample_supporter(campaign, "en")
    everybody = [people_of(supporter, one, "Title") for one in recipients(campaign, "en", timezone.localdate())]
    return _seconds(lambda: [render_letter(parts, people, "Subject", "Body") for people in everybody])


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)
