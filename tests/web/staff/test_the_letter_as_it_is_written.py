"""The panel beside the editor: the mail of one recipient, as it is written, from a supporter of one's choice."""

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.models import OutgoingMail
from campaign.letters.models import Revision
from tests import stories
from tests.web.staff.pages import words
from tests.web.staff.test_the_letter_editor import EDITOR, PARTS

LIVE = f"{EDITOR}preview/"


def live(client: Client, **typed: str) -> str:
    answer = client.post(LIVE, PARTS | typed)
    assert answer.status_code == 200
    return words(answer)


def key_of(name: str) -> str:
    return str(Addressee.objects.get(target__name=name).pk)


def test_the_editor_opens_with_the_letter_as_the_first_recipient_gets_it(as_organizer: Client) -> None:
    page = words(as_organizer.get(EDITOR))
    assert "Dear Nina Minister," in page
    assert "Camille Tremblay" in page
    assert "I ask you to speak up for peaceful protesters." in page


def test_what_is_typed_is_shown_and_nothing_is_kept_or_sent(as_organizer: Client) -> None:
    assert "Words that nobody saved." in live(as_organizer, body="Words that nobody saved.")
    assert Revision.objects.filter(body__contains="nobody saved").count() == 0
    assert OutgoingMail.objects.count() == 0


def test_the_mail_of_each_recipient_can_be_looked_at(as_organizer: Client) -> None:
    page = live(as_organizer, to=key_of("Carl Critic"), opening="As {{ target.name }} you may ask.")
    assert "Carl Critic <target2@mail.example>" in page
    assert "As Carl Critic you may ask." in page
    assert "Dear Nina Minister" not in page


@pytest.mark.parametrize("to", ["", "x", "0", "9" * 30, "1.9", "\x00"])
def test_a_recipient_that_is_not_there_gives_way_to_the_first(as_organizer: Client, to: str) -> None:
    assert "Nina Minister <target1@mail.example>" in live(as_organizer, to=to)


def test_the_supporter_may_be_any(as_organizer: Client) -> None:
    page = live(as_organizer, as_first_name="Zoé", as_last_name="Roy", as_city="", as_postal_code="")
    assert "Zoé Roy via Dear Minister" in page
    assert "Montréal" not in page


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{ settings.SECRET_KEY }}", "x" * 10_000, "a\u202eb", "a\r\nBcc: x"]
)
def test_hostile_names_are_words_and_nothing_else(as_organizer: Client, name: str) -> None:
    answer = as_organizer.post(LIVE, PARTS | {"as_first_name": name})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script" not in page
    assert settings.SECRET_KEY not in page
    assert len(page) < 20_000


def test_what_cannot_be_sent_yet_is_named_by_part_and_line(as_organizer: Client) -> None:
    page = live(as_organizer, salutation="Dear\n{{ target.nickname }},", body="")
    assert "Salutation: Line 2: There is no variable “target.nickname”." in page
    assert "Letter: Line 1: This part is empty." in page
    assert "Nina Minister" not in page


def test_the_html_is_the_mails_own_and_shown_where_no_script_runs(as_organizer: Client) -> None:
    page = as_organizer.post(LIVE, PARTS | {"body": "<b>Bold</b> & plain"}).content.decode()
    assert "sandbox" in page
    assert 'srcdoc="&lt;!DOCTYPE html&gt;' in page
    assert "&amp;lt;b&amp;gt;Bold" in page


def test_length_level_and_hints_stand_below(as_organizer: Client) -> None:
    page = live(as_organizer, subject="RELEASE THEM ALL NOW", body="We ask you now. Release them all today!")
    assert "8 words, 2 s to read; very easy (LIX 16)." in page
    assert "A subject in capitals looks like spam." in page
    assert "It is short: say what you ask for, and why it matters." in page


def test_an_unwritten_letter_shows_what_it_begins_with_and_one_to_nobody_says_so(
    as_organizer: Client, protest: Campaign
) -> None:
    Campaign.objects.filter(pk=protest.pk).update(languages=["en", "fr", "es"])
    page = words(as_organizer.get("/staff/campaigns/peaceful-protest/letter/es/"))
    assert page.count("✎ Diga qué ha pasado") == 2  # in the editor and beside it
    protest.addressees.all().delete()
    assert "Nobody receives this letter today" in live(as_organizer)


def test_only_the_campaigns_team_and_only_by_post(as_organizer: Client, client: Client) -> None:
    assert as_organizer.get(LIVE)["Location"] == EDITOR
    assert client.post(LIVE, PARTS).status_code == 302
    Campaign.objects.filter(pk=stories.open_campaign("others").pk).update(team=stories.team("others"))
    assert as_organizer.post(LIVE.replace("peaceful-protest", "others"), PARTS).status_code == 404
    assert as_organizer.post(LIVE.replace("/en/", "/de/"), PARTS).status_code == 404


def test_a_keystroke_costs_the_same_however_many_receive_the_letter(
    as_organizer: Client, protest: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        live(as_organizer)
