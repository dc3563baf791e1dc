"""A campaign that writes to the supporter's own Member of Parliament, as supporters meet it."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from campaign.campaigns.addressees import move
from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import sweep
from campaign.participation.models import Participation
from campaign.participation.tokens import token_for
from campaign.targets.models import Target
from campaign.web.supporters import page_cache
from tests import stories
from tests.stories import LAURIER, OTTAWA_CENTRE, TERREBONNE, VILLE_MARIE
from tests.targets.feeds.feed_server import feed_server
from tests.web.staff.pages import words
from tests.web.supporters.pages import fields_in, form_of, send, signed, text_of

pytestmark = pytest.mark.django_db
PAGE = "/en/c/to-my-member/"


@pytest.fixture
def own() -> Addressee:
    return stories.campaign_to_own_member(languages=("en", "fr", "es"))[1]


def latest() -> Participation:
    return Participation.objects.latest("pk")


def test_the_page_names_nobody_before_the_riding_is_known(client: Client, own: Addressee) -> None:
    page = words(client.get(PAGE))
    assert "Mia Montréal" not in page
    assert "Your Member of Parliament" in page
    assert "Send my letter to 3 people" in page
    assert form_of(client, PAGE)["recipients"][-1] == f"{own.pk}.own"


def test_the_letter_goes_to_the_seat_of_the_riding(client: Client, own: Addressee) -> None:
    assert send(client, PAGE, riding=OTTAWA_CENTRE).status_code == 303
    assert latest().recipient_keys[-1] == f"{own.pk}.{OTTAWA_CENTRE}"
    assert len(latest().recipient_keys) == 3
    assert latest().riding_code == OTTAWA_CENTRE


def test_without_a_riding_the_form_comes_back_with_the_guess_and_all_that_was_typed(
    client: Client, own: Addressee
) -> None:
    answer = send(client, PAGE, body="My own words.")
    assert answer.status_code == 400
    assert not Participation.objects.exists()
    page = text_of(answer)
    assert f'name="riding" value="{LAURIER}"' in " ".join(page.split())
    assert "Mia Montréal" in page
    assert fields_in(answer)["body"] == "My own words."
    assert 'value="h2x1y4"' in page
    assert page.count("<optgroup") == 13
    assert page.count('<option value="') == 344


def test_the_second_time_it_is_sent_with_the_riding(client: Client, own: Addressee) -> None:
    fields = signed(client, PAGE)
    again = fields_in(client.post(PAGE, fields))
    sent = client.post(PAGE, fields | again | {"riding": LAURIER, "riding_for": "h2x1y4", "do": "send"})
    assert sent.status_code == 303
    assert latest().riding_code == LAURIER


def test_a_riding_by_name_comes_before_one_that_was_offered(client: Client, own: Addressee) -> None:
    assert send(client, PAGE, riding=LAURIER, other_riding=OTTAWA_CENTRE).status_code == 303
    assert latest().riding_code == OTTAWA_CENTRE


def test_a_riding_that_was_offered_for_another_postal_code_is_asked_about_again(client: Client, own: Addressee) -> None:
    answer = send(client, PAGE, postal_code="K1P 1A1", riding=LAURIER, riding_for="H2X 1Y4")
    assert answer.status_code == 400
    assert "Otto Ottawa" in text_of(answer)
    assert send(client, PAGE, postal_code="h2x1y4", riding=LAURIER, riding_for=" H2X 1Y4").status_code == 303


@pytest.mark.parametrize("code", ["1", "99999", "*", f"{LAURIER}x", "١", "9" * 5000, "\0", "-1", "24037.1"])
def test_a_riding_that_there_is_not_is_refused_and_nothing_is_lost(client: Client, own: Addressee, code: str) -> None:
    answer = send(client, PAGE, riding=code, body="My own words.")
    assert answer.status_code == 400
    assert fields_in(answer)["body"] == "My own words."
    assert not Participation.objects.exists()


def test_keys_of_ridings_cannot_be_sent_past_the_form(client: Client, own: Addressee) -> None:
    assert send(client, PAGE, recipients=[f"{own.pk}.{LAURIER}"], riding=LAURIER).status_code == 400
    assert send(client, PAGE, recipients=["0.own"], riding=LAURIER).status_code == 400


def test_who_unticks_the_member_needs_no_riding(client: Client, own: Addressee) -> None:
    others = form_of(client, PAGE)["recipients"][:2]
    assert send(client, PAGE, recipients=others).status_code == 303
    assert latest().recipient_keys == others
    assert latest().riding_code == ""


def test_who_unticks_the_member_leaves_no_riding_behind(client: Client, own: Addressee) -> None:
    others = form_of(client, PAGE)["recipients"][:2]
    assert send(client, PAGE, recipients=others, riding=LAURIER).status_code == 303
    assert latest().riding_code == ""


def test_back_to_the_original_keeps_the_riding(client: Client, own: Addressee) -> None:
    answer = client.post(PAGE, signed(client, PAGE, riding=OTTAWA_CENTRE, body="x", do="restore"))
    assert "Your Member of Parliament is Otto Ottawa ." in words(answer)
    assert "Dear Otto Ottawa," in text_of(answer)


def test_sending_asks_nobody_and_costs_no_query_more(client: Client, own: Addressee, settings: Settings) -> None:
    stories.open_campaign("to-others", people=3)
    fields, mine = signed(client, "/en/c/to-others/"), signed(client, PAGE, email="bo@mail.example", riding=LAURIER)
    with feed_server({}) as represent:
        settings.REPRESENT_URL = represent.url
        for page, form in (("/en/c/to-others/", fields), (PAGE, mine)):  # whatever only a first one costs
            client.post(page, form | {"email": "cy@mail.example"})
        with CaptureQueriesContext(connection) as others:
            assert client.post("/en/c/to-others/", fields).status_code == 303
        with CaptureQueriesContext(connection) as to_own:
            assert client.post(PAGE, mine).status_code == 303
    assert len(to_own) == len(others)
    assert represent.asked == []


def test_the_member_is_greeted_by_name_in_the_letter_that_leaves(client: Client, own: Addressee) -> None:
    assert send(client, PAGE, riding=LAURIER).status_code == 303
    confirm = client.get(f"/en/confirm/{token_for('confirm', latest())}/")
    assert "Mia Montréal" in text_of(confirm)
    client.post(f"/en/confirm/{token_for('confirm', latest())}/")
    letters = OutgoingMail.objects.filter(kind=Kind.LETTER)
    assert sorted(letters.values_list("addressee", "seat"))[-1] == (own.pk, int(LAURIER))
    receipt = client.get(f"/en/letter/{token_for('letter', latest())}/")
    assert "Mia Montréal" in text_of(receipt)


def confirmed(client: Client, riding: str) -> None:
    Campaign.objects.update(undo_window_seconds=0)
    assert send(client, PAGE, riding=riding).status_code == 303
    assert client.post(f"/en/confirm/{token_for('confirm', latest())}/").status_code == 303


def letters() -> dict[str, str]:
    """What arrived, by address."""
    mails = {
        mail.to: message_from_bytes(bytes(mail.raw), policy=default)
        for mail in SandboxMail.objects.filter(kind="letter")
    }
    return {to: str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n") for to, mail in mails.items()}  # type: ignore[union-attr]


def test_what_arrives_greets_the_member(client: Client, own: Addressee) -> None:
    confirmed(client, LAURIER)
    drain(SandboxProvider())
    arrived = letters()
    assert arrived.keys() == {"target1@mail.example", "target2@mail.example", "mia@mail.example"}
    assert arrived["mia@mail.example"].startswith("Dear Mia Montréal,\n\nI write to you as Member of Parliament.")
    assert "Ana Quispe\nMontréal, H2X 1Y4" in arrived["mia@mail.example"]


def test_after_a_by_election_what_waited_goes_to_whoever_won(client: Client, own: Addressee) -> None:
    confirmed(client, TERREBONNE)
    drain(SandboxProvider())
    assert len(letters()) == 2
    receipt = words(client.get(f"/en/letter/{token_for('letter', latest())}/"))
    assert "Terrebonne" in receipt
    stories.sitting(TERREBONNE, "Tess Terrebonne", "tess@mail.example")
    sweep(timezone.now())
    drain(SandboxProvider())
    assert letters()["tess@mail.example"].startswith("Dear Tess Terrebonne,")


def test_before_it_is_confirmed_the_page_says_that_a_letter_waits(client: Client, own: Addressee) -> None:
    send(client, PAGE, riding=TERREBONNE)
    page = words(client.get(f"/en/confirm/{token_for('confirm', latest())}/"))
    assert "Yes, send my letter to 2 people" in page
    assert "Nobody can be written to in Terrebonne today." in page


def test_a_letter_that_waits_alone_is_not_said_to_go_to_nobody(client: Client) -> None:
    stories.campaign_to_own_member(others=0)
    send(client, PAGE, riding=TERREBONNE)
    page = words(client.get(f"/en/confirm/{token_for('confirm', latest())}/"))
    assert "Yes, keep my letter and send it later" in page
    assert "0 people" not in page


def test_a_member_who_is_named_as_well_gets_one_letter(client: Client, own: Addressee) -> None:
    stories.add_addressee(own.campaign, Target.objects.get(name="Mia Montréal"))
    page_cache.forget()
    send(client, PAGE, riding=LAURIER)
    client.post(f"/en/confirm/{token_for('confirm', latest())}/")
    assert OutgoingMail.objects.filter(kind=Kind.LETTER).count() == 3


def test_of_an_empty_seat_the_page_says_so_and_the_letter_waits(client: Client, own: Addressee) -> None:
    answer = send(client, PAGE, riding=TERREBONNE, first_name="")
    assert "Nobody sits for this riding today." in words(answer)
    assert send(client, PAGE, riding=TERREBONNE).status_code == 303
    client.post(f"/en/confirm/{token_for('confirm', latest())}/")
    assert OutgoingMail.objects.filter(kind=Kind.LETTER, seat=int(TERREBONNE)).count() == 1


def test_of_a_member_without_an_address_the_page_says_who_it_is(client: Client, own: Addressee) -> None:
    answer = send(client, PAGE, riding=VILLE_MARIE, first_name="")
    assert "Vera Ville sits for this riding, and we know no address yet." in words(answer)


def test_the_member_stands_where_the_organizers_put_them(client: Client, own: Addressee) -> None:
    move(own, -2)
    assert form_of(client, PAGE)["recipients"][0] == f"{own.pk}.own"


@pytest.mark.parametrize("code", ["", "Z9Z 9Z9"])
def test_who_must_put_the_postal_code_right_is_asked_for_that_alone(client: Client, own: Addressee, code: str) -> None:
    answer = send(client, PAGE, postal_code=code)
    assert answer.status_code == 400
    assert "Please look whether this is your riding" not in words(answer)
    assert "postal code" in words(answer).partition("Everything you typed")[2][:150]
    assert not Participation.objects.exists()
