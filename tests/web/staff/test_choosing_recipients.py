"""The page where an organizer says who receives the letter: found by words, added, ordered, worded and removed."""

import pytest
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import recipients
from campaign.delivery.models import OutgoingMail
from campaign.targets.models import Office, Target, Tenure
from tests import stories
from tests.web.staff.pages import links, words

LIST = "/staff/campaigns/not-yet/recipients/"
OPEN_LIST = "/staff/campaigns/peaceful-protest/recipients/"


@pytest.fixture
def draft(protest: Campaign) -> Campaign:
    return stories.draft_campaign("not-yet", ("en", "fr"))


def add(client: Client, person: Target, page: str = LIST) -> str:
    return words(client.post(page, {"action": "add-person", "id": person.pk}, follow=True))


def order(campaign: Campaign) -> list[str]:
    return [row.target.first_name for row in campaign.addressees.all() if row.target]


def test_somebody_is_found_without_accents_and_shown_with_what_is_known(as_organizer: Client, draft: Campaign) -> None:
    Target.objects.filter(first_name="Nina").update(email="")
    page = words(as_organizer.get(f"{LIST}?q=ELISE"))
    assert "1 found" in page
    assert "Élise Porte-Parole Bloc Québécois · Riding 3 Address known Add Élise Porte-Parole" in page
    assert "We know no address for this person." in words(as_organizer.get(f"{LIST}?q=nina"))


def test_an_office_is_shown_with_who_holds_it_today(
    as_organizer: Client, draft: Campaign, contested: tuple[Tenure, Tenure]
) -> None:
    office = Office.objects.create(slug="mfa", name={"en": "Minister of Foreign Affairs"}, seats=2)
    Tenure.objects.create(office=office, target=stories.target(1), standing=Tenure.Standing.HELD)
    page = words(as_organizer.get(f"{LIST}?q=foreign+affairs"))
    assert "Today: Nina Minister (Liberal)" in page
    assert "Nobody holds this office today." in page  # its second seat
    assert "Holds today: Minister of Foreign Affairs" in page
    assert "It is not sure who holds this office" in words(as_organizer.get(f"{LIST}?q=shadow"))


def test_what_nobody_has_says_so_and_many_are_cut_with_a_word_about_it(as_organizer: Client, draft: Campaign) -> None:
    assert "Nobody and no office has all of these words." in words(as_organizer.get(f"{LIST}?q=zzz"))
    for number in range(10, 45):
        stories.target(number)
    page = words(as_organizer.get(f"{LIST}?q=member"))
    assert "35 found" in page
    assert "Here are the first 30." in page
    assert page.count("Add Critic") == 30


@pytest.mark.parametrize("query", ["%3Cscript%3Ealert(1)%3C/script%3E", "%00", "%E2%80%AE", "x" * 5000, "%0d%0aX:+y"])
def test_a_hostile_search_is_only_words(as_organizer: Client, draft: Campaign, query: str) -> None:
    answer = as_organizer.get(f"{LIST}?q={query}")
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_people_and_offices_are_added_once(as_organizer: Client, draft: Campaign) -> None:
    assert "Nina Minister is on the list now, at its end." in add(as_organizer, stories.target(1))
    assert "Nina Minister is on the list already." in add(as_organizer, stories.target(1))
    office = Office.objects.create(slug="mfa", name={"en": "Minister of Foreign Affairs"})
    answer = as_organizer.post(LIST, {"action": "add-office", "id": office.pk, "q": "minister"})
    assert answer["Location"] == f"{LIST}?q=minister#found"
    assert list(draft.addressees.values_list("target", "office")) == [
        (stories.target(1).pk, None),
        (None, office.pk),
    ]
    assert "on the list" in words(as_organizer.get(f"{LIST}?q=foreign"))


def test_the_list_says_who_receives_it_today_and_who_not_and_why(
    as_organizer: Client, draft: Campaign, contested: tuple[Tenure, Tenure]
) -> None:
    gone = stories.target(2)
    Target.objects.filter(pk=gone.pk).update(address_state="disabled")
    for person in (stories.target(1), gone):
        add(as_organizer, person)
    as_organizer.post(LIST, {"action": "add-office", "id": contested[0].office_id})
    page = words(as_organizer.get(LIST))
    assert "Nina Minister Receives it. · Liberal · Riding 1 · target1@mail.example" in page
    assert "Greeted as “Dear Nina Minister”." in page
    assert "Carl Critic Receives nothing today. Staff decided to send nothing to this address." in page
    assert "Shadow minister Receives nothing today. It is not sure who holds this office" in page


def test_the_order_is_changed_by_buttons(as_organizer: Client, draft: Campaign) -> None:
    for number in (1, 2, 3):
        add(as_organizer, stories.target(number))
    last = draft.addressees.last()
    assert last
    for action, expected in (("up", "NÉC"), ("up", "ÉNC"), ("up", "ÉNC"), ("down", "NÉC")):
        as_organizer.post(LIST, {"action": action, "id": last.pk})
        assert "".join(name[0] for name in order(draft)) == expected


@pytest.mark.parametrize(
    "typed",
    [{}, {"action": "drop", "id": "1"}, {"action": "add-person"}, {"action": "add-person", "id": "9" * 30}]
    + [
        {"action": action, "id": "999999"}
        for action in ("add-person", "add-office", "add-group", "restore", "up", "down")
    ]
    + [{"action": "add-drawn"}, {"action": "add-drawn", "party": "Rhinoceros", "province": "\x00"}],
)
def test_a_deed_that_makes_no_sense_changes_nothing(
    as_organizer: Client, draft: Campaign, typed: dict[str, str]
) -> None:
    assert as_organizer.post(LIST, typed).status_code == 404
    assert draft.addressees.count() == 0


def test_role_and_greeting_are_changed_in_each_language(as_organizer: Client, draft: Campaign) -> None:
    add(as_organizer, stories.target(1))
    row = draft.addressees.get()
    typed = {"role_en": "Minister", "role_fr": " Ministre ", "greeting_en": "Dear Minister", "greeting_fr": ""}
    as_organizer.post(f"{LIST}{row.pk}/", typed)
    row.refresh_from_db()
    assert row.role == {"en": "Minister", "fr": "Ministre"}
    assert row.greeting["en"] == "Dear Minister"
    assert "fr" not in row.greeting
    assert "Greeted as “Dear Minister”." in words(as_organizer.get(LIST))


@pytest.mark.parametrize("typed", ["a\u202eb", "x" * 10_000, "a\x00b", "a\x07b", "a\u2066b", "a\r\nb\x1b"])
def test_words_that_cannot_be_sent_are_refused_and_kept_in_the_form(
    as_organizer: Client, draft: Campaign, typed: str
) -> None:
    add(as_organizer, stories.target(1))
    row = draft.addressees.get()
    answer = as_organizer.post(f"{LIST}{row.pk}/", {"greeting_en": typed, "role_en": "Minister of peace"})
    assert answer.status_code == 422
    assert "Minister of peace" in answer.content.decode()
    row.refresh_from_db()
    assert row.greeting["en"] == "Dear Nina Minister"
    assert row.role == {}


def test_markup_in_a_greeting_is_text(as_organizer: Client, draft: Campaign) -> None:
    add(as_organizer, stories.target(1))
    as_organizer.post(f"{LIST}{draft.addressees.get().pk}/", {"greeting_en": "<b>{{ site.name }}</b>"})
    assert "&lt;b&gt;{{ site.name }}&lt;/b&gt;" in as_organizer.get(LIST).content.decode()


def test_who_was_added_to_a_draft_is_removed_at_once(as_organizer: Client, draft: Campaign) -> None:
    add(as_organizer, stories.target(1))
    page = words(as_organizer.post(f"{LIST}{draft.addressees.get().pk}/remove/", follow=True))
    assert "Nina Minister is no longer on the list." in page
    assert draft.addressees.count() == 0


def test_somebody_with_letters_is_taken_off_the_list_and_what_waits_goes_on(
    as_organizer: Client, protest: Campaign
) -> None:
    stories.confirmed(protest)
    page = as_organizer.get(OPEN_LIST)
    removal = links(page)["Remove… Nina Minister"]
    asked = words(as_organizer.get(removal))
    assert "There is 1 letter to this recipient. It stays on record" in asked
    assert "1 letter has not left yet They leave as they were confirmed." in asked
    done = words(as_organizer.post(removal, {"waiting": "go-on"}, follow=True))
    assert "Nina Minister is no longer on the list. 1 letter still waits and leaves." in done
    assert "Taken off the list" in done
    assert OutgoingMail.objects.get(addressee=protest.addressees.all()[0]).state == "queued"
    assert len(recipients(protest, "en", stories.NOW.date())) == 4


def test_what_waits_for_somebody_is_cancelled_at_once_or_later(as_organizer: Client, protest: Campaign) -> None:
    stories.people(protest, 2)
    first, second = protest.addressees.all()[:2]
    page = words(as_organizer.post(f"{OPEN_LIST}{first.pk}/remove/", {"waiting": "cancel"}, follow=True))
    assert "2 letters are cancelled." in page
    as_organizer.post(f"{OPEN_LIST}{second.pk}/remove/")
    later = links(as_organizer.get(OPEN_LIST))
    assert "Cancel what waits… Nina Minister" not in later
    asked = words(as_organizer.get(later["Cancel what waits… Carl Critic"]))
    assert "Cancel 2 letters" in asked
    as_organizer.post(later["Cancel what waits… Carl Critic"], {"waiting": "cancel"})
    letters = OutgoingMail.objects.filter(addressee__in=[first, second])
    assert set(letters.values_list("state", flat=True)) == {"cancelled"}
    assert protest.participations.filter(state="confirmed").count() == 2


def test_who_was_taken_off_comes_back_with_the_same_words(as_organizer: Client, protest: Campaign) -> None:
    stories.confirmed(protest)
    first = protest.addressees.all()[0]
    as_organizer.post(f"{OPEN_LIST}{first.pk}/remove/")
    assert as_organizer.get(f"{OPEN_LIST}{first.pk}/").status_code == 404
    page = words(as_organizer.post(OPEN_LIST, {"action": "restore", "id": first.pk}, follow=True))
    assert "Nina Minister is on the list now, at its end." in page
    assert [one.name for one in recipients(protest, "en", stories.NOW.date())][-1] == "Nina Minister"
    assert as_organizer.post(OPEN_LIST, {"action": "restore", "id": first.pk}).status_code == 404


def test_an_open_campaign_says_first_what_a_removal_does(as_organizer: Client, protest: Campaign) -> None:
    stories.submitted(protest)
    page = as_organizer.get(OPEN_LIST)
    assert "Letters that wait keep their recipients" in words(page)
    removal = links(page)["Remove… Nina Minister"]
    assert "1 supporter chose Nina Minister and has not confirmed yet" in words(as_organizer.get(removal))
    assert protest.addressees.count() == 5
    as_organizer.post(removal)
    assert protest.addressees.count() == 4


def test_the_last_one_of_an_open_campaign_stays_until_there_is_another(as_organizer: Client, protest: Campaign) -> None:
    rows = list(protest.addressees.all())
    for row in rows:
        page = words(as_organizer.post(f"{OPEN_LIST}{row.pk}/remove/", follow=True))
    assert "Gwen Green stays on the list: an open campaign writes to somebody." in page
    assert protest.addressees.get() == rows[-1]


def test_an_addressee_of_another_campaign_is_out_of_reach(
    as_organizer: Client, stranger: User, draft: Campaign, protest: Campaign
) -> None:
    foreign = protest.addressees.all()[0]
    before = list(Addressee.objects.values())
    for page in (f"{LIST}{foreign.pk}/", f"{LIST}{foreign.pk}/remove/", f"{LIST}{2**70}/"):
        assert as_organizer.get(page).status_code == 404
        assert as_organizer.post(page, {"role_en": "x"}).status_code == 404
    for action in ("up", "down"):
        assert as_organizer.post(LIST, {"action": action, "id": foreign.pk}).status_code == 404
    assert list(Addressee.objects.values()) == before
