"""What supporters tell of answers, on the staff's pages and as a file; and the switch that asks them."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from campaign.answers.models import Question
from campaign.answers.services import ask, tell
from campaign.campaigns.models import Campaign
from campaign.stats.reading import Asked
from campaign.web.organizers.statistics import table
from campaign.web.organizers.statistics.answers import section_of
from tests.answers.arriving import DAY, arrived

pytestmark = pytest.mark.django_db
PAGE = "/staff/campaigns/peaceful-protest/"


def asked(campaign: Campaign, people: int, tell_of: str = "") -> None:
    for number in range(people):
        arrived(campaign, timezone.now() - 14 * DAY, f"s{number}@mail.example")
    assert ask(timezone.now()) == people
    for question in Question.objects.all():
        tell(question, {question.keys[0]: tell_of}, timezone.now())


def text(client: Client, address: str) -> str:
    return " ".join(client.get(f"{PAGE}{address}").content.decode().split())


def test_before_anybody_is_asked_the_page_says_when_that_happens(as_organizer: Client, protest: Campaign) -> None:
    assert "Nobody was asked yet." in text(as_organizer, "statistics/")
    Campaign.objects.update(ask_for_answers=False)
    page = text(as_organizer, "statistics/")
    assert "does not ask its supporters" in page
    assert f'href="{PAGE}settings/#id_ask_for_answers"' in page


def test_few_answers_are_too_early_to_tell_and_more_have_their_interval(
    as_organizer: Client, protest: Campaign
) -> None:
    asked(protest, 20, "personal")
    page = text(as_organizer, "statistics/")
    assert "100% (84–100%)" in page
    assert page.count("too early to tell</td>") == 4
    assert "Nina Minister" in page


def test_the_same_can_be_taken_along(as_organizer: Client, protest: Campaign) -> None:
    asked(protest, 2, "form")
    answer = as_organizer.get(f"{PAGE}statistics/?table=answers&format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="peaceful-protest-answers.csv"'
    head, first, second, *_ = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert head[:4] == ["Recipient", "Asked", "Told us", "No answer so far"]
    assert first == ["Nina Minister", "2", "2", "0", "2", "0", "0", "100.0", "34.24", "100.0", "0.0", "0.0", "65.76"]
    assert second[1:] == ["2", "0", "0", "0", "0", "0", *[""] * 6]
    rows = json.loads(as_organizer.get(f"{PAGE}statistics/?table=answers&format=json").content)["rows"]
    assert rows[0]["Any answer, %, at least"] == 34.24
    assert as_organizer.get(f"{PAGE}statistics/?table=answers&format=xlsx").status_code == 200


@pytest.mark.parametrize(
    "part", [Asked(language="en"), Asked(province=""), Asked(source="letter"), Asked(since=date(2026, 1, 1))]
)
def test_of_a_part_of_the_people_no_answers_are_told(protest: Campaign, part: Asked) -> None:
    asked(protest, 1, "form")
    assert section_of(table.Question(protest, part, "en", timezone.localdate())).lines is None


def test_who_asks_for_a_part_is_told_how_to_see_them(as_organizer: Client, protest: Campaign) -> None:
    asked(protest, 1, "form")
    assert "Answers are counted of all people together" in text(as_organizer, "statistics/?since=2026-01-01")


def test_the_settings_switch_it_off_and_the_pages_say_so(as_organizer: Client, protest: Campaign) -> None:
    assert "supporters are asked once" in text(as_organizer, "afterwards/en/")
    form = {"goal": 1000, "accent": "#b3261e", "postal_code": "optional", "undo_window_seconds": 120}
    assert as_organizer.post(f"{PAGE}settings/", form).status_code == 302
    protest.refresh_from_db()
    assert not protest.ask_for_answers
    assert "Supporters are not asked" in text(as_organizer, "afterwards/en/")
    assert as_organizer.post(f"{PAGE}settings/", form | {"ask_for_answers": "on"}).status_code == 302
    protest.refresh_from_db()
    assert protest.ask_for_answers


def test_the_results_and_the_open_data_tell_everybody_what_tells_of_nobody(client: Client, protest: Campaign) -> None:
    asked(protest, 7, "form")
    for question in Question.objects.all():  # as if they had told yesterday
        tell(question, {question.keys[1]: "none"}, timezone.now() - DAY)
    page = " ".join(client.get("/en/c/peaceful-protest/results/").content.decode().split())
    assert "At least 5 people told." in page
    assert "Carl Critic" in page
    answers = json.loads(client.get("/api/v1/campaigns/peaceful-protest/targets").content)["answers"]
    assert answers == [
        {
            "name": "Carl Critic",
            "role": "Foreign affairs",
            "told": 5,
            "none": 5,
            "form": 0,
            "personal": 0,
            "changed": 0,
        }
    ]
    assert "Nina Minister" not in page.partition("Who answers")[2], "told today, shown from tomorrow on"


def test_the_privacy_page_says_that_they_may_be_asked_once(client: Client, protest: Campaign) -> None:
    assert "we may ask you by e-mail, once," in client.get("/en/privacy/").content.decode()
