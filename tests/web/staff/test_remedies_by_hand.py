"""Buttons that do something about mail: one by one and many at once, each asked about where it cannot be undone."""

import pytest
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.participation.models import Participation
from campaign.web.admins import remedies
from tests import stories
from tests.web.staff.pages import links, words

FIND = "/staff/mail/"
TROUBLE = f"{FIND}?state=failed&campaign=peaceful-protest"


def failed(protest: Campaign, people: int = 1) -> list[int]:
    stories.people(protest, people)
    ids = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("pk", flat=True))
    move(ids, (State.QUEUED,), Change(State.SENDING))
    move(ids, (State.SENDING,), Change(State.FAILED, "554 Refused"))
    return ids


def state_of(pk: int) -> str:
    return OutgoingMail.objects.get(pk=pk).state


def test_a_failed_letter_is_tried_again_and_its_history_says_by_whom(as_admin: Client, protest: Campaign) -> None:
    letter = failed(protest)[0]
    page = as_admin.get(f"{FIND}{letter}/")
    assert "Try this mail again" in words(page)
    assert "Mark this mail as sent" in words(page)
    assert "Cancel this mail" not in words(page)
    answer = as_admin.post(f"{FIND}{letter}/retry/", follow=True)
    assert "1 mail is tried again." in words(answer)
    assert "Tried again by hand. Adam Admin" in words(answer)
    assert state_of(letter) == State.QUEUED


def test_cancelling_is_asked_once_more_and_says_what_it_does(as_admin: Client, protest: Campaign) -> None:
    stories.people(protest, 1)
    letter = OutgoingMail.objects.filter(kind=Kind.LETTER).earliest("pk").pk
    asked = links(as_admin.get(f"{FIND}{letter}/"))["Cancel this mail…"]
    page = as_admin.get(asked)
    assert "It never leaves, and this cannot be undone." in words(page)
    assert state_of(letter) == State.QUEUED, "looking changes nothing"
    answer = as_admin.post(asked, follow=True)
    assert "1 mail is cancelled." in words(answer)
    assert state_of(letter) == State.CANCELLED


@pytest.mark.parametrize("remedy", ["retry", "release", "cancel", "mark-sent"])
def test_what_has_moved_on_is_refused_in_words(as_admin: Client, protest: Campaign, remedy: str) -> None:
    letter = failed(protest)[0]
    move([letter], (State.FAILED,), Change(State.DELIVERED))
    answer = as_admin.post(f"{FIND}{letter}/{remedy}/", follow=True)
    assert "This mail is no longer in a state for that, so nothing was done." in words(answer)
    assert "Nothing to do" in words(as_admin.get(f"{FIND}{letter}/{remedy}/"))
    assert state_of(letter) == State.DELIVERED


@pytest.mark.parametrize("remedy", ["destroy", "suppressed", "Retry"])
def test_there_is_no_other_remedy(as_admin: Client, protest: Campaign, remedy: str) -> None:
    letter = failed(protest)[0]
    assert as_admin.post(f"{FIND}{letter}/{remedy}/").status_code == 404
    assert as_admin.post(f"{FIND}all/{remedy}/?state=failed").status_code == 404


def test_all_that_a_search_found_are_tried_again_at_once(as_admin: Client, admin: User, protest: Campaign) -> None:
    ids = failed(protest, people=2)
    other = stories.open_campaign("other", people=1)
    stories.people(other, 1)
    asked = links(as_admin.get(TROUBLE))["Try these 10 mails again…"]
    page = as_admin.get(asked)
    assert "Try these 10 mails again" in words(page)
    answer = as_admin.post(asked, {"newest": page.context["newest"]}, follow=True)
    assert "10 mails are tried again." in words(answer)
    assert answer.redirect_chain[-1][0] == TROUBLE
    assert {state_of(pk) for pk in ids} == {State.QUEUED}
    assert DeliveryEvent.objects.filter(by=admin, to_state=State.QUEUED).count() == 10


def test_what_failed_after_the_question_was_asked_is_left_alone(as_admin: Client, protest: Campaign) -> None:
    ids = failed(protest, people=2)
    as_admin.post(f"{FIND}all/retry/?state=failed", {"newest": ids[3]})
    assert sorted(state_of(pk) for pk in ids) == [State.FAILED] * 6 + [State.QUEUED] * 4


def test_there_are_ten_thousand_at_most_and_the_page_says_so(
    as_admin: Client, protest: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = failed(protest, people=2)
    monkeypatch.setattr(remedies, "MOST_AT_ONCE", 4)
    page = as_admin.get(f"{FIND}all/retry/?state=failed")
    assert "There are more than 4. So many are taken at once; come back for the rest." in words(page)
    as_admin.post(f"{FIND}all/retry/?state=failed", {"newest": page.context["newest"]})
    assert sorted(state_of(pk) for pk in ids) == [State.FAILED] * 6 + [State.QUEUED] * 4


def test_only_what_is_open_to_a_remedy_is_offered_and_counted(as_admin: Client, protest: Campaign) -> None:
    ids = failed(protest, people=2)
    move(ids[:2], (State.FAILED,), Change(State.DELIVERED))
    Participation.objects.filter(mails__pk=ids[9]).update(state=Participation.State.WITHDRAWN)
    found = links(as_admin.get(TROUBLE))
    assert "Try these 3 mails again…" in found
    assert "Mark these 8 mails as sent…" in found
    assert not any("Cancel" in text or "leave now" in text for text in found)
    assert not any(text.endswith("…") for text in links(as_admin.get(f"{FIND}?kind=letter")))


@pytest.mark.parametrize("query", ["", "?kind=letter", "?state=%00", "?state=nonsense"])
def test_without_a_state_nothing_is_done_to_anything(as_admin: Client, protest: Campaign, query: str) -> None:
    ids = failed(protest)
    assert "Nothing to do" in words(as_admin.get(f"{FIND}all/retry/{query}"))
    as_admin.post(f"{FIND}all/retry/{query}", {"newest": ids[-1]})
    assert {state_of(pk) for pk in ids} == {State.FAILED}


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 40, "²"])
def test_odd_numbers_in_the_form_do_nothing(as_admin: Client, protest: Campaign, newest: str) -> None:
    ids = failed(protest)
    assert as_admin.post(f"{FIND}all/retry/?state=failed", {"newest": newest}).status_code == 302
    assert {state_of(pk) for pk in ids} == {State.FAILED}


@pytest.mark.parametrize("path", ["all/cancel/?state=queued", "{}/cancel/"])
def test_organizers_do_none_of_it(as_organizer: Client, protest: Campaign, path: str) -> None:
    stories.people(protest, 1)
    letter = OutgoingMail.objects.filter(kind=Kind.LETTER).latest("pk").pk
    answer = as_organizer.post(FIND + path.format(letter), {"newest": letter})
    assert answer.status_code == 403
    assert state_of(letter) == State.QUEUED
