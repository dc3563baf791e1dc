import pytest
from django.test import Client

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.letters.services import save_revision
from tests import stories
from tests.web.staff.pages import links, words

FIND = "/staff/mail/"


def test_nothing_is_listed_before_somebody_is_looked_for(as_admin: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    page = as_admin.get(FIND)
    assert stories.SUPPORTER_ADDRESS not in page.content.decode()
    assert "Write an address" in words(page)


@pytest.mark.parametrize("typed", ["ana.quispe@mail.example", " Ana.Quispe@MAIL.example "])
def test_a_supporters_address_finds_every_mail_to_them_and_in_their_name(
    as_admin: Client, protest: Campaign, typed: str
) -> None:
    stories.confirmed(protest)
    stories.confirmed(protest, "somebody.else@mail.example")
    page = as_admin.get(FIND, {"address": typed})
    assert page.context["page"].paginator.count == 6
    assert "somebody.else" not in words(page)


def test_an_addressees_mailbox_finds_the_letters_that_went_there(as_admin: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    letter = OutgoingMail.objects.filter(kind=Kind.LETTER).earliest("pk")
    OutgoingMail.objects.filter(pk=letter.pk).update(to_email="target1@mail.example", to_name="Nina Minister")
    page = as_admin.get(FIND, {"address": "target1@mail.example"})
    assert [mail.pk for mail in page.context["page"]] == [letter.pk]


def test_a_letter_that_waits_names_its_addressee_and_its_campaign_by_title(as_admin: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    page = as_admin.get(FIND, {"kind": "letter", "state": "waiting"})
    letter = page.context["page"][0]
    assert f"Letter {letter.pk} {letter.addressee} Ana Quispe Peaceful protest waiting" in words(page)


def test_an_unknown_address_is_answered_with_what_to_try(as_admin: Client, protest: Campaign) -> None:
    assert "There is no such mail for nobody@mail.example." in words(
        as_admin.get(FIND, {"address": "nobody@mail.example"})
    )


@pytest.mark.parametrize(
    "query", ["address=%00", "address=%FF", "state=x&kind=y", "campaign=%00", "address=" + "a" * 9999]
)
def test_odd_questions_get_an_answer(as_admin: Client, protest: Campaign, query: str) -> None:
    assert as_admin.get(f"{FIND}?{query}").status_code == 200


def test_a_mails_history_tells_everything_that_happened_in_order(as_admin: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    letter = OutgoingMail.objects.filter(kind=Kind.LETTER).earliest("pk")
    move([letter.pk], (State.QUEUED,), Change(State.SENDING))
    move([letter.pk], (State.SENDING,), Change(State.ACCEPTED, provider="smtp", reference="250 OK 77"))
    move([letter.pk], (State.ACCEPTED,), Change(State.BOUNCED, "550 5.1.1 No such user"))
    page = words(as_admin.get(f"{FIND}{letter.pk}/"))
    steps = [page.index("waiting"), page.index("being sent"), page.index("550 5.1.1 No such user")]
    assert steps[0] < steps[1]
    assert "smtp 250 OK 77" in page
    assert "Ana Quispe ana.quispe@mail.example" in page
    assert len(as_admin.get(f"{FIND}{letter.pk}/").context["events"]) == 4


def test_a_letter_shows_the_revision_that_it_was_written_on(as_admin: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    save_revision(protest.letter, "en", stories.LETTERS["fr"], None)
    letter = OutgoingMail.objects.filter(kind=Kind.LETTER).earliest("pk")
    page = as_admin.get(f"{FIND}{letter.pk}/")
    assert "Written on Revision 1, English" in words(page).replace(" ,", ",")
    assert links(page)["Revision 1"] == f"/staff/campaigns/{protest.slug}/letter/en/1/"


def test_what_others_wrote_is_shown_as_text(as_admin: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    letter = OutgoingMail.objects.filter(kind=Kind.LETTER).earliest("pk")
    move([letter.pk], (State.QUEUED,), Change(State.CANCELLED, "<script>alert(1)</script>"))
    page = as_admin.get(f"{FIND}{letter.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_search_goes_on_to_its_other_pages(as_admin: Client, protest: Campaign) -> None:
    stories.people(protest, 10)
    page = as_admin.get(FIND, {"kind": "letter", "state": "waiting"})
    assert page.context["page"].paginator.count == 50
    stories.confirmed(protest)
    page = as_admin.get(FIND, {"kind": "letter", "state": "waiting"})
    assert 'href="?state=waiting&amp;kind=letter&amp;page=2"' in page.content.decode()
    assert len(as_admin.get(FIND, {"kind": "letter", "state": "waiting", "page": "2"}).context["page"].object_list) == 5
