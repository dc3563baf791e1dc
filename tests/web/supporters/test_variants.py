"""A letter with variants: each visitor gets one, keeps it, and what it became is known without keeping more text."""

from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.models import Campaign
from campaign.letters.alternatives import Others
from campaign.letters.services import save_revision
from campaign.participation.models import Participation
from campaign.web.supporters import page_cache
from campaign.web.supporters.drawing import draw
from tests import stories
from tests.web.supporters.pages import CAMPAIGN, fields_in, form_of, send, signed, text_of

pytestmark = pytest.mark.django_db

OTHERS = Others(
    subjects=("Speak & act", "<b>Now</b>"), beginnings=("People were hurt.",), endings=("I await your answer.",)
)
VARIED = replace(stories.LETTERS["en"], others=OTHERS)
OWN = ("Please speak up for Peaceful protest", "Speak & act", "<b>Now</b>")


@pytest.fixture
def varied(campaign: Campaign) -> Campaign:
    save_revision(campaign.letter, "en", VARIED, None)
    return campaign


def only() -> Participation:
    return Participation.objects.get()


def test_visitors_get_each_variant_equally_often_from_one_kept_page(
    client: Client,
    varied: Campaign,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form_of(client)
    monkeypatch.setattr(page_cache.PAGES, "_clock", lambda: 0.0)  # a page kept now is kept for good
    with django_assert_num_queries(0):
        forms = [form_of(client) for _ in range(60)]
    for place, size in enumerate((3, 2, 2)):
        drawn = Counter(form["variant"].split(".")[place] for form in forms)
        assert all(abs(drawn[str(n)] - 60 / size) <= 1 for n in range(1, size + 1))
    assert len({form["variant"] for form in forms}) > 6


def test_words_and_variant_on_the_page_belong_together(client: Client, varied: Campaign) -> None:
    for _ in range(12):
        form = form_of(client)
        subject, beginning, ending = map(int, form["variant"].split("."))
        assert form["subject"].endswith(OWN[subject - 1].removeprefix("Please speak up for Peaceful protest"))
        assert form["body"].startswith("People were hurt." if beginning == 2 else "I ask you")
        assert form["body"].endswith("I await your answer." if ending == 2 else "reading this.")


def test_a_page_with_variants_is_kept_by_no_cache_before_us(client: Client, varied: Campaign) -> None:
    assert client.get(CAMPAIGN).headers["Cache-Control"].startswith("private")
    assert client.get("/fr/c/peaceful-protest/").headers["Cache-Control"].startswith("public")
    assert 'name="variant"' not in client.get("/fr/c/peaceful-protest/").content.decode()


def test_a_supporter_keeps_the_variant_through_every_refusal(client: Client, varied: Campaign) -> None:
    first = signed(client, first_name="")
    back = fields_in(client.post(CAMPAIGN, first))
    assert {name: back[name] for name in ("variant", "subject", "body")} == {
        name: first[name] for name in ("variant", "subject", "body")
    }
    client.post(CAMPAIGN, first | back | {"first_name": "Ana"})
    assert (only().variant, only().words_changed) == (first["variant"], 0)


def test_back_to_the_original_is_back_to_ones_own_variant(client: Client, varied: Campaign) -> None:
    first = form_of(client)
    again = fields_in(client.post(CAMPAIGN, first | {"body": "Mine.", "do": "restore"}))
    assert {name: again[name] for name in ("variant", "subject", "body")} == {
        name: first[name] for name in ("variant", "subject", "body")
    }


def test_back_to_the_original_of_a_newer_letter_is_a_variant_of_that_one(client: Client, varied: Campaign) -> None:
    form = signed(client)
    save_revision(varied.letter, "en", replace(VARIED, body="All new.\n\nIndeed."), None)
    page_cache.forget()
    again = fields_in(client.post(CAMPAIGN, form | {"do": "restore"}))
    assert again["variant"]
    client.post(CAMPAIGN, form | again)
    assert (only().variant, only().words_changed) == (again["variant"], 0)


def test_how_much_was_changed_is_measured_against_the_variant_that_was_shown(client: Client, varied: Campaign) -> None:
    form = signed(client, variant="2.2.2")
    ours = "People were hurt.\n\nI await your answer."
    client.post(CAMPAIGN, form | {"subject": "Speak & act", "body": f"{ours}\r\n\r\nMy sister was there, too."})
    assert only().variant == "2.2.2"
    assert only().words_changed == 33  # 5 words of 15


@pytest.mark.parametrize("forged", ["9.9.9", "4.1.1", "", "<script>", "1.1.1'; --", "2.2.2\x00"])
def test_a_variant_the_letter_does_not_have_counts_for_none(client: Client, varied: Campaign, forged: str) -> None:
    assert send(client, variant=forged).status_code == 303
    assert (only().variant, only().words_changed) == ("", None)


def test_of_a_letter_with_one_text_it_is_known_too(client: Client, campaign: Campaign) -> None:
    send(client, variant="1.1.1")
    assert (only().variant, only().words_changed) == ("", 0)


def test_a_tab_from_before_the_newest_revision_is_measured_by_the_text_it_showed(
    client: Client, varied: Campaign
) -> None:
    form = signed(client)
    save_revision(varied.letter, "en", replace(VARIED, body="All new.\n\nIndeed.", others=Others()), None)
    page_cache.forget()
    assert client.post(CAMPAIGN, form).status_code == 303
    assert (only().variant, only().words_changed) == (form["variant"], 0)


def test_variants_cost_a_submission_no_query(client: Client, campaign: Campaign) -> None:
    plain = _queries_of_a_submission(client, "a@mail.example")
    save_revision(campaign.letter, "en", VARIED, None)
    page_cache.forget()
    assert _queries_of_a_submission(client, "b@mail.example") == plain


def _queries_of_a_submission(client: Client, email: str) -> int:
    form = signed(client, email=email)
    with CaptureQueriesContext(connection) as asked:
        assert client.post(CAMPAIGN, form).status_code == 303
    return len(asked)


def test_letters_written_differently_are_escaped_on_the_page(client: Client, varied: Campaign) -> None:
    seen = "".join(client.get(CAMPAIGN).content.decode() for _ in range(6))
    assert "<b>Now</b>" not in seen
    assert "&lt;b&gt;Now&lt;/b&gt;" in seen


def test_a_deck_deals_each_card_once_before_it_is_shuffled_anew() -> None:
    dealt = [draw(-1, (4, 1, 2)) for _ in range(8)]
    assert Counter(one.subject for one in dealt[:4]) == Counter(range(1, 5))
    assert Counter(one.ending for one in dealt) == {1: 4, 2: 4}


def test_the_prompts_are_words_without_a_script(client: Client, campaign: Campaign) -> None:
    assert "Why does this matter to you?" in text_of(client.get(CAMPAIGN))
