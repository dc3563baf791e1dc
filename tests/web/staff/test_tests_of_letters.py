"""An organizer has the letter sent to themselves: from its own page or from the check, to their address, not too often."""

import re

import pytest
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign
from campaign.common.limits import DEFAULTS
from campaign.delivery.models import Kind, LetterTest, OutgoingMail
from campaign.letters.models import Letter
from tests import stories
from tests.stories import NOW
from tests.web.staff.pages import words

CHECK = "/staff/campaigns/peaceful-protest/check/"
TEST = f"{CHECK}test/"
LETTER = "/staff/campaigns/peaceful-protest/letter/fr/"
IN_ENGLISH = {"language": "en", "group": "0"}


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=Kind.TEST).order_by("pk"))


def test_a_test_goes_to_the_one_who_asks_in_the_language_they_chose(as_organizer: Client, organizer: User) -> None:
    answer = as_organizer.post(TEST, {"language": "fr", "group": "0"}, follow=True)
    assert answer.redirect_chain == [(CHECK, 302)]
    assert "5 tests are on their way to organizer@mail.example." in words(answer)
    assert {mail.to_email for mail in mails()} == {organizer.email}
    assert [mail.subject for mail in mails()] == ["[TEST] Prenez la parole : Manifester en paix"] * 5
    assert "Bonjour Nina Minister," in mails()[0].text
    assert mails()[0].text.startswith("This is a test, sent to you alone.")
    assert {test.revision.language for test in LetterTest.objects.all()} == {"fr"}


def test_no_address_that_is_typed_in_gets_a_test(as_organizer: Client) -> None:
    as_organizer.post(TEST, IN_ENGLISH | {"email": "somebody@mail.example", "to": "somebody@mail.example"})
    assert {mail.to_email for mail in mails()} == {"organizer@mail.example"}


def test_the_letters_page_asks_for_a_test_of_its_own_language_and_comes_back_to_it(as_organizer: Client) -> None:
    page = as_organizer.get(LETTER)
    assert "organizer@mail.example" in words(page)
    form = re.search(rf'<form method="post" action="{TEST}">.*?</form>', page.content.decode(), flags=re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'<input type="hidden" name="(back|language)" value="(\w+)"', form.group()))
    assert fields == {"back": "letter", "language": "fr"}
    answer = as_organizer.post(TEST, fields, follow=True)
    assert answer.redirect_chain == [(LETTER, 302)]
    assert {test.revision.language for test in LetterTest.objects.all()} == {"fr"}


def test_an_account_without_an_address_is_told_where_to_set_one(
    as_organizer: Client, organizer: User, as_admin: Client, admin: User
) -> None:
    User.objects.update(email="")
    for path in (CHECK, LETTER):
        page = as_organizer.get(path)
        assert "Your account has no e-mail address" in words(page)
        assert "Ask an admin to write it beside your name, under Teams." in words(page)
        assert TEST not in page.content.decode()
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    assert "Enter your address in the back office" in words(as_admin.get(CHECK))
    answer = as_organizer.post(TEST, IN_ENGLISH, follow=True)
    assert "No test was sent." in words(answer)
    assert mails() == []


def test_of_many_recipients_ten_are_tested_and_the_others_can_be_chosen(as_organizer: Client) -> None:
    campaign = stories.open_campaign("many", people=23)
    check, test = "/staff/campaigns/many/check/", "/staff/campaigns/many/check/test/"
    groups = re.findall(r'<option value="(\d)"[^>]*>([^<]*)', as_organizer.get(check).content.decode())
    assert groups == [
        ("0", "1 to 10: Nina Minister to Critic10 Member"),
        ("1", "11 to 20: Critic11 Member to Critic20 Member"),
        ("2", "21 to 23: Critic21 Member to Critic23 Member"),
    ]
    as_organizer.post(test, {"language": "en"})
    assert len(mails()) == 10
    as_organizer.post(test, {"language": "en", "group": "2"})
    assert ["Dear Critic23 Member," in mail.text for mail in mails()[10:]] == [False, False, True]
    assert campaign.letter.revisions.get().tests.count() == 13


@pytest.mark.parametrize(
    "typed", [{}, {"language": "es"}, {"language": "xx", "group": "0"}, {"language": "en", "group": "9"}]
)
def test_what_cannot_be_tested_is_said_and_nothing_is_sent(as_organizer: Client, typed: dict[str, str]) -> None:
    answer = as_organizer.post(TEST, typed)
    assert answer.status_code == 422
    assert "No test was sent. What you chose is still here." in words(answer)
    assert mails() == []


def test_what_was_chosen_is_kept_when_the_rest_of_it_was_wrong(as_organizer: Client) -> None:
    stories.open_campaign("many", people=23)
    page = as_organizer.post("/staff/campaigns/many/check/test/", {"language": "xx", "group": "2"})
    assert '<option value="2" selected>' in page.content.decode()


def test_without_recipients_or_without_a_letter_there_is_nothing_to_test(as_organizer: Client) -> None:
    stories.draft_campaign("nobody")
    unwritten = stories.draft_campaign("unwritten")
    stories.add_addressee(unwritten, stories.target(1))
    Campaign.objects.filter(pk=unwritten.pk).update(letter=Letter.objects.create(name="Not written"))
    for slug, said in (("nobody", "there is no letter to test"), ("unwritten", "There is no saved letter to test yet")):
        assert said in words(as_organizer.get(f"/staff/campaigns/{slug}/check/"))
        assert said in words(as_organizer.get(f"/staff/campaigns/{slug}/letter/en/"))
        answer = as_organizer.post(f"/staff/campaigns/{slug}/check/test/", IN_ENGLISH, follow=True)
        assert "No test was sent." in words(answer)
    assert mails() == []


def test_tests_are_limited_by_the_hour_and_by_person(as_organizer: Client, as_admin: Client) -> None:
    assert DEFAULTS["letter_test"] == ("12/h",)
    for _ in range(12):
        assert as_organizer.post(TEST, IN_ENGLISH).status_code == 302
    refused = as_organizer.post(TEST, {"language": "fr", "group": "0"})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3601
    assert "No test was sent this time." in words(refused)
    assert '<option value="fr" selected>' in refused.content.decode()
    assert len(mails()) == 12 * 5
    assert as_admin.post(TEST, IN_ENGLISH).status_code == 302


def test_what_was_wrong_is_not_counted(as_organizer: Client) -> None:
    for _ in range(13):
        as_organizer.post(TEST, {"language": "xx"})
    assert as_organizer.post(TEST, IN_ENGLISH).status_code == 302


def test_a_closed_campaigns_letter_can_be_tested_too(as_organizer: Client, protest: Campaign) -> None:
    close_campaign(protest, NOW)
    as_organizer.post(TEST, IN_ENGLISH)
    assert len(mails()) == 5


def test_the_address_of_a_test_opened_by_itself_leads_to_the_check(as_organizer: Client) -> None:
    assert as_organizer.get(TEST)["Location"] == CHECK
    assert mails() == []
