"""The form comes in: accepted alike for everybody, refused with the reason, and nothing typed is lost."""

from typing import Any

import pytest
from django.core.signing import TimestampSigner
from django.test import Client
from pytest_django import Settings

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign
from campaign.delivery import breakers
from campaign.delivery.models import OutgoingMail
from campaign.letters.services import save_revision
from campaign.participation.models import NewsletterConsent, Participation
from campaign.participation.tokens import token_for
from tests import stories
from tests.stories import NOW
from tests.web.supporters.pages import ADDRESS, CAMPAIGN, Fields, fields_in, form_of, send, signed, text_of, value

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open(campaign: Campaign) -> None:
    """Every test here needs it."""


def only() -> Participation:
    return Participation.objects.get()


def test_a_letter_is_kept_and_leads_to_check_your_mailbox(client: Client) -> None:
    response = send(client, body="My own words.\r\n\r\nMore of them.", newsletter="on")
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/en/sent/")
    assert not response.cookies
    letter = only()
    assert (letter.name, letter.email, letter.place) == ("Ana Quispe", ADDRESS, "Montréal, H2X 1Y4")
    assert letter.body == "My own words.\n\nMore of them."
    assert (letter.language, len(letter.recipient_keys)) == ("en", 5)
    assert NewsletterConsent.objects.get().language == "en"
    assert ADDRESS in text_of(client.get(response.headers["Location"]))


def test_without_the_newsletter_box_nothing_is_consented(client: Client) -> None:
    send(client)
    assert not NewsletterConsent.objects.exists()


def test_the_letter_is_in_the_language_of_the_page(client: Client) -> None:
    response = send(client, "/fr/c/peaceful-protest/")
    assert response.headers["Location"].startswith("/fr/sent/")
    assert only().language == "fr"


def test_only_the_people_ticked_get_it(client: Client) -> None:
    keys = form_of(client)["recipients"]
    send(client, recipients=keys[1:3])
    assert only().recipient_keys == keys[1:3]


def test_new_repeated_and_confirmed_addresses_get_the_same_answer(client: Client, campaign: Campaign) -> None:
    new = send(client)
    repeated = send(client)
    stories.confirmed(campaign, "b@mail.example")
    confirmed = send(client, email="b@mail.example")
    assert {answer.status_code for answer in (new, repeated, confirmed)} == {303}
    pages = {text_of(client.get(answer.headers["Location"])) for answer in (new, repeated, confirmed)}
    alike = {page.replace("b@mail.example", ADDRESS).replace(_token(page), "") for page in pages}
    assert len(alike) == 1


def _token(page: str) -> str:
    start = page.index("/en/sent/") + len("/en/sent/")
    return page[start : page.index("/", start)]


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("first_name", "", "Write your first name."),
        ("first_name", "   ", "Write your first name."),
        ("last_name", "", "Write your last name."),
        ("last_name", "x" * 81, "This is too long: 80 characters at most."),
        ("first_name", "Ana\r\nBcc: x@mail.example", "This must be one line"),
        ("first_name", "Win at www.spam.com", "A name cannot contain a web address."),
        ("email", "", "Write your e-mail address."),
        ("email", "nobody", "This does not look like an e-mail address"),
        ("email", "a@mail.example\r\nBcc: b@mail.example", "cannot contain line breaks"),
        ("email", "a" * 65 + "@mail.example", "This e-mail address is too long."),
        ("email", "ana@mail.example\x00", "control characters"),
        ("subject", "", "Give your letter a subject."),
        ("subject", "Hello\nBcc: x@mail.example", "This must be one line"),
        ("subject", "x" * 201, "This is too long: 200 characters at most."),
        ("body", "", "Your letter is empty."),
        ("body", "A letter\x00with a hole", "control character"),
        ("body", "x" * 10_001, "This is too long: 10000 characters at most."),
        ("postal_code", "not a code", "Give a postal code"),
        ("city", "Mont\x07réal", "This must be one line"),
        ("recipients", [], "Choose at least one person"),
        ("recipients", ["999999"], "The list of people has changed"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_its_reason_and_all_the_rest(
    client: Client, field: str, typed: Any, reason: str
) -> None:
    filled = signed(client, body="Words of my own.") | {field: typed}
    response = client.post(CAMPAIGN, filled)
    assert response.status_code == 400
    page = text_of(response)
    assert page.count(reason) >= 2, "in the summary and beside the field"
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page
    assert response.headers["Cache-Control"] == "no-store"
    assert not Participation.objects.exists()
    _everything_is_still_there(response, filled | {field: typed})


def _everything_is_still_there(response: Any, filled: Fields) -> None:
    page = response.content.decode()
    kept = fields_in(response)
    for name in ("first_name", "last_name", "email", "city", "postal_code"):
        assert value(page, name) == filled[name]
    assert kept["subject"] == filled["subject"]
    assert kept["body"] == filled["body"]
    assert kept["recipients"] == [key for key in filled["recipients"] if key != "999999"]


def test_what_fills_in_every_field_is_asked_to_send_again(client: Client) -> None:
    response = send(client, website="https://spam.example")
    assert response.status_code == 400
    assert "A field that must stay empty was filled in" in text_of(response)
    assert value(response.content.decode(), "website") == ""


def test_one_of_city_and_postal_code_is_enough_and_none_is_not(client: Client) -> None:
    assert send(client, city="").status_code == 303
    assert send(client, postal_code="").status_code == 303
    response = send(client, city="", postal_code="")
    assert response.status_code == 400
    assert "Write your city or your postal code." in text_of(response)


@pytest.mark.parametrize(
    ("asked", "filled", "status"),
    [
        (Campaign.PostalCode.REQUIRED, {"postal_code": ""}, 400),
        (Campaign.PostalCode.REQUIRED, {"city": ""}, 303),
        (Campaign.PostalCode.OFF, {"postal_code": ""}, 303),
        (Campaign.PostalCode.OFF, {"city": ""}, 400),
    ],
)
def test_the_campaign_says_whether_it_wants_a_postal_code(
    client: Client, campaign: Campaign, asked: Campaign.PostalCode, filled: Fields, status: int
) -> None:
    Campaign.objects.update(postal_code=asked)
    assert send(client, **filled).status_code == status


def test_a_mistyped_address_is_asked_about_once(client: Client) -> None:
    response = send(client, email="ana@gmial.com")
    page = text_of(response)
    assert response.status_code == 400
    assert "ana@gmail.com" in page
    assert "No, keep mine" in page
    again = signed(client, email="ana@gmial.com") | {"checked_email": value(page, "checked_email")}
    assert client.post(CAMPAIGN, again).status_code == 303
    assert only().email == "ana@gmial.com"


@pytest.mark.parametrize(("choice", "email"), [("use-suggestion", "ana@gmail.com"), ("keep-email", "ana@gmial.com")])
def test_the_answer_to_the_question_is_one_button(client: Client, choice: str, email: str) -> None:
    assert send(client, email="ana@gmial.com", do=choice).status_code == 303
    assert only().email == email


def test_back_to_the_original_keeps_everything_but_the_letter(client: Client) -> None:
    keys = form_of(client)["recipients"][:2]
    response = send(client, body="Spoiled.", subject="Spoiled", do="restore", recipients=keys, first_name="")
    assert response.status_code == 200
    kept = fields_in(response)
    assert kept["body"] == stories.LETTERS["en"].body
    assert kept["recipients"] == keys
    assert value(response.content.decode(), "last_name") == "Quispe"
    assert "Write your first name." not in text_of(response)
    assert not Participation.objects.exists()


def test_enter_sends_and_does_not_restore(client: Client) -> None:
    page = client.get(CAMPAIGN).content.decode()
    first_button = page[page.index("<button", page.index("data-letter-form")) :]
    assert 'value="send"' in first_button[: first_button.index(">")]


@pytest.mark.parametrize("token", ["", "forged", "form:1abcde:xxxx", "x" * 5000, "é"])
def test_a_forged_form_is_shown_again_with_a_fresh_token(client: Client, token: str) -> None:
    filled = signed(client, token=token, body="Words of my own.")
    response = client.post(CAMPAIGN, filled)
    assert response.status_code == 400
    assert "We could not be sure that this form came from our page" in text_of(response)
    _everything_is_still_there(response, filled)
    assert client.post(CAMPAIGN, filled | {"token": fields_in(response)["token"]}).status_code == 303


def test_a_form_of_the_day_before_yesterday_is_shown_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(TimestampSigner, "timestamp", lambda self: "1")
        filled = signed(client)
    response = client.post(CAMPAIGN, filled)
    assert response.status_code == 400
    assert "This page was open for more than a day" in text_of(response)


def test_a_token_is_good_for_one_campaign_and_one_text(client: Client) -> None:
    stories.open_campaign("another", people=1)
    elsewhere = form_of(client, "/en/c/another/")
    assert send(client, token=elsewhere["token"]).status_code == 400
    assert send(client, revision=elsewhere["revision"]).status_code == 400
    assert send(client, revision="x").status_code == 400


def test_the_letter_points_at_the_text_that_was_shown(client: Client, campaign: Campaign) -> None:
    filled = signed(client)
    save_revision(campaign.letter, "en", stories.LETTERS["es"], None)
    assert client.post(CAMPAIGN, filled).status_code == 303
    assert str(only().revision_id) == filled["revision"]


def test_too_many_letters_of_one_address_wait_with_their_text(client: Client, settings: Settings) -> None:
    settings.LIMITS = {"submit_per_address": ("1/h",)}
    assert send(client).status_code == 303
    response = send(client, body="Words of my own.")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert fields_in(response)["body"] == "Words of my own."
    assert send(client, email="b@mail.example").status_code == 303


def test_too_many_letters_of_one_network_wait_with_their_text(client: Client, settings: Settings) -> None:
    settings.LIMITS = {"submit_per_network": ("1/h",)}
    assert send(client).status_code == 303
    response = send(client, email="b@mail.example", body="Words of my own.")
    assert response.status_code == 429
    assert fields_in(response)["body"] == "Words of my own."


def test_a_campaign_that_closed_in_between_gives_the_text_back(client: Client, campaign: Campaign) -> None:
    filled = signed(client, body="Words of my own.")
    close_campaign(campaign, NOW)
    response = client.post(CAMPAIGN, filled)
    assert response.status_code == 410
    assert "Words of my own." in text_of(response)
    assert not OutgoingMail.objects.exists()


def test_the_page_says_so_when_mail_to_that_domain_takes_longer_whatever_the_address(
    client: Client, campaign: Campaign
) -> None:
    confirmed, new = stories.confirmed(campaign, "known@slow.example"), stories.submitted(campaign, "new@slow.example")
    elsewhere = stories.submitted(campaign, "ana@quick.example")
    breakers.trip(breakers.domain("slow.example"), "slow.example: 14 of the last 20 mails failed.")
    pages = [text_of(client.get(f"/en/sent/{token_for('sent', each)}/")) for each in (confirmed, new, elsewhere)]
    assert ["may take longer than usual" in page for page in pages] == [True, True, False]
