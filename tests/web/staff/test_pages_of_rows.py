"""Lists of mails and people are leafed through without counting all there are, and no page passes over millions of rows."""

from datetime import timedelta

import pytest
from django.core.paginator import Page
from django.test import Client, RequestFactory

from campaign.campaigns.models import Campaign
from campaign.delivery import queries
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.participation.models import Participation
from campaign.web.admins import mail_search
from campaign.web.staff import letter_rows, paging
from campaign.web.staff.figures import STATE_GROUPS
from campaign.web.staff.paging import Listed, first_of, page_of
from tests import stories
from tests.web.staff.pages import words

pytestmark = pytest.mark.django_db

CAMPAIGN = "/staff/campaigns/peaceful-protest/"


def listed_of(page: Page[Participation]) -> tuple[int, bool]:
    assert isinstance(page.paginator, Listed)
    return page.paginator.count, page.paginator.more


@pytest.mark.parametrize(("most", "listed", "more"), [(2, 2, True), (3, 3, False), (9, 3, False)])
def test_of_more_rows_than_are_counted_the_first_are_listed_and_it_says_so(
    protest: Campaign, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch, most: int, listed: int, more: bool
) -> None:
    stories.people(protest, 3)
    monkeypatch.setattr(paging, "MOST_FOUND", most)
    page = first_of(rf.get("/"), Participation.objects.order_by("-pk"))
    assert listed_of(page) == (listed, more)
    assert page.object_list[0] == Participation.objects.latest("pk")


def test_a_number_that_sums_have_told_is_not_counted_again(protest: Campaign, rf: RequestFactory) -> None:
    stories.people(protest, 1)
    page = page_of(rf.get("/", {"page": "2"}), Participation.objects.order_by("-pk"), 120)
    assert (page.number, page.paginator.num_pages, list(page.object_list)) == (2, 3, [])


def test_no_page_is_deeper_than_the_list_goes_however_many_rows_there_are(
    protest: Campaign, rf: RequestFactory
) -> None:
    page = page_of(rf.get("/", {"page": "99999"}), Participation.objects.order_by("-pk"), 4_000_000)
    assert page.number * paging.ROWS_PER_PAGE == paging.MOST_FOUND
    assert listed_of(page) == (paging.MOST_FOUND, True)


@pytest.mark.parametrize("most", [1, 10_000])
@pytest.mark.parametrize("group", ["", "waiting", "queued", "held", "accepted", "trouble"])
def test_letters_are_the_same_however_they_are_found(
    as_organizer: Client, protest: Campaign, monkeypatch: pytest.MonkeyPatch, group: str, most: int
) -> None:
    stories.people(protest, 3)
    keys = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("pk", flat=True))
    move(keys[:2], (State.QUEUED,), Change(State.HELD))
    move(keys[4:8], (State.QUEUED,), Change(State.SENDING))
    move(keys[4:7], (State.SENDING,), Change(State.ACCEPTED))
    move(keys[7:8], (State.SENDING,), Change(State.FAILED))
    monkeypatch.setattr(letter_rows, "MOST_FOUND", most)
    states = STATE_GROUPS.get(group, tuple(State))
    there_are = set(OutgoingMail.objects.filter(kind=Kind.LETTER, state__in=states).values_list("pk", flat=True))
    found = letter_rows.rows_of(protest, group)
    assert set(found.letters.values_list("pk", flat=True)) == there_are
    assert found.total == len(there_are) or (found.at_least and found.total == most < len(there_are))
    assert as_organizer.get(f"{CAMPAIGN}letters/", {"state": group}).status_code == 200


def test_of_more_letters_that_wait_than_are_counted_it_says_that_there_are_more(
    as_organizer: Client, protest: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.people(protest, 12)
    monkeypatch.setattr(letter_rows, "MOST_FOUND", 55)
    page = words(as_organizer.get(f"{CAMPAIGN}letters/", {"state": "queued"}))
    assert "More than 55 letters (waiting)" in page
    assert "Page 1 of 2" in page
    assert "The newest 55 are listed." in page


def test_a_search_without_an_address_looks_at_the_newest_mail_and_says_so(
    as_admin: Client, protest: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        stories.confirmed(protest, f"supporter{n}@mail.example", now=stories.NOW + timedelta(hours=n))
    newest = OutgoingMail.objects.latest("pk").pk
    monkeypatch.setattr(mail_search, "NEWEST_MAILS", 2)
    page = as_admin.get("/staff/mail/", {"kind": "letter"})
    assert "Only the newest mail was looked at." in words(page)
    assert [mail.pk for mail in page.context["page"]] == [newest, newest - 1]
    monkeypatch.setattr(mail_search, "NEWEST_PEOPLE", 1)
    page = as_admin.get("/staff/mail/", {"kind": "letter", "campaign": protest.slug})
    assert {mail.participation for mail in page.context["page"]} == {Participation.objects.latest("submitted_at", "pk")}


def test_of_an_address_that_got_very_much_mail_the_newest_is_found(
    as_admin: Client, protest: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.people(protest, 3)
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(to_email="Office@mail.example")
    newest = OutgoingMail.objects.filter(kind=Kind.LETTER).latest("pk").pk
    monkeypatch.setattr(queries, "MOST_OF_AN_ADDRESS", 2)
    page = as_admin.get("/staff/mail/", {"address": "office@MAIL.example", "kind": "letter"})
    assert [mail.pk for mail in page.context["page"]] == [newest, newest - 1]


def test_mail_in_trouble_is_found_however_old_it_is(
    as_admin: Client, protest: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.people(protest, 3)
    oldest = OutgoingMail.objects.filter(kind=Kind.LETTER).earliest("pk").pk
    move([oldest], (State.QUEUED,), Change(State.HELD))
    monkeypatch.setattr(mail_search, "NEWEST_MAILS", 1)
    page = as_admin.get("/staff/mail/", {"state": "held"})
    assert [mail.pk for mail in page.context["page"]] == [oldest]
    assert "Only the newest mail" not in words(page)
