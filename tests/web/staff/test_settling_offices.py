from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import recipients
from campaign.delivery.models import OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.targets.models import Tenure
from tests import stories
from tests.web.staff.pages import words

OFFICES = "/staff/offices/"


def _held_letters(protest: Campaign, tenure: Tenure) -> None:
    """Letters to the office, signed before it was contested."""
    stories.people(protest, 2)
    letters = stories.letters_to(protest.addressees.get(office=tenure.office))
    move([letter.pk for letter in letters], (State.QUEUED,), Change(State.HELD))


def test_an_office_to_settle_is_shown_with_the_evidence_and_what_waits_for_it(
    as_admin: Client, protest: Campaign, contested: tuple[Tenure, Tenure]
) -> None:
    _held_letters(protest, contested[0])
    page = words(as_admin.get(OFFICES))
    assert "Shadow minister" in page
    assert "2 letters wait for it." in page
    assert "Seen in list 6" in page
    assert "Seen in list 7" in page


def test_the_choice_is_asked_once_and_says_what_it_does_to_whom(
    as_admin: Client, protest: Campaign, contested: tuple[Tenure, Tenure]
) -> None:
    _held_letters(protest, contested[0])
    page = words(as_admin.get(f"{OFFICES}{contested[0].pk}/"))
    assert "2 letters that wait go to Critic6 Member, target6@mail.example" in page
    assert "Critic7 Member is refused and gets none." in page
    assert Tenure.objects.filter(standing=Tenure.Standing.VERIFY).count() == 2


def test_choosing_settles_the_office_lets_its_letters_go_and_notes_who_decided(
    as_admin: Client, admin: User, protest: Campaign, contested: tuple[Tenure, Tenure]
) -> None:
    _held_letters(protest, contested[0])
    answer = as_admin.post(f"{OFFICES}{contested[0].pk}/", follow=True)
    assert "Critic6 Member now holds Shadow minister. 2 letters go on their way." in words(answer)
    assert "Every office is settled." in words(answer)
    assert "Critic6 Member held Adam Admin" in words(answer)
    assert Tenure.objects.get(pk=contested[0].pk).decided_by == admin
    assert OutgoingMail.objects.filter(state=State.HELD).count() == 0
    assert "Critic6 Member" in [person.name for person in recipients(protest, "en", timezone.localdate())]


def test_staff_may_change_their_mind(as_admin: Client, contested: tuple[Tenure, Tenure]) -> None:
    as_admin.post(f"{OFFICES}{contested[0].pk}/")
    assert "Choose after all…" in words(as_admin.get(OFFICES))
    assert "Critic6 Member no longer holds it." in words(as_admin.get(f"{OFFICES}{contested[1].pk}/"))
    as_admin.post(f"{OFFICES}{contested[1].pk}/")
    assert Tenure.objects.get(pk=contested[1].pk).standing == Tenure.Standing.HELD
    assert Tenure.objects.get(pk=contested[0].pk).standing == Tenure.Standing.REFUSED


def test_a_tenure_that_has_ended_cannot_be_chosen(as_admin: Client, contested: tuple[Tenure, Tenure]) -> None:
    Tenure.objects.filter(pk=contested[0].pk).update(until=timezone.localdate())
    assert "There is nothing to choose" in words(as_admin.get(f"{OFFICES}{contested[0].pk}/"))
    answer = as_admin.post(f"{OFFICES}{contested[0].pk}/", follow=True)
    assert "This tenure has ended; only an open one can be chosen." in words(answer)
