import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.services import problems_of
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.record import Change, move
from campaign.delivery.states import State
from campaign.participation.models import Participation
from campaign.stats.queries import funnel
from campaign.targets.models import Target, Tenure
from campaign.web.organizers.missing import missing_of
from tests import stories
from tests.web.staff.pages import links, words

PAGE = "/staff/campaigns/peaceful-protest/"


def _in_every_state(campaign: Campaign) -> None:
    """Ten letters of two people, in as many states as a letter can be brought to."""
    stories.people(campaign, 2)
    stories.submitted(campaign, "undecided@mail.example")
    ids = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("pk", flat=True))
    move(ids[:7], (State.QUEUED,), Change(State.SENDING))
    move(ids[:4], (State.SENDING,), Change(State.ACCEPTED))
    move(ids[:1], (State.ACCEPTED,), Change(State.DELIVERED))
    move(ids[1:2], (State.ACCEPTED,), Change(State.BOUNCED, "550 No such user"))
    move(ids[2:3], (State.ACCEPTED,), Change(State.COMPLAINED))
    move(ids[4:5], (State.SENDING,), Change(State.FAILED, "554 Refused"))
    move(ids[5:6], (State.SENDING,), Change(State.UNCERTAIN))
    move(ids[7:8], (State.QUEUED,), Change(State.CANCELLED))
    move(ids[8:9], (State.QUEUED,), Change(State.SUPPRESSED))


@pytest.mark.parametrize(
    ("label", "number"),
    [("waiting", 3), ("taken", 4), *((state.value, 1) for state in State if state not in (State.QUEUED, State.HELD))],
)
def test_each_number_of_the_funnel_leads_to_just_these_letters(
    as_organizer: Client, protest: Campaign, label: str, number: int
) -> None:
    _in_every_state(protest)
    page = as_organizer.get(PAGE).content.decode()
    if label not in ("sending", "uncertain"):
        assert f'?state={label}">{number}</a>' in page
    rows = as_organizer.get(f"{PAGE}letters/", {"state": label})
    assert rows.context["page"].paginator.count == number
    assert len(rows.context["page"].object_list) == number


def test_the_funnel_adds_up_and_says_so(as_organizer: Client, protest: Campaign) -> None:
    _in_every_state(protest)
    page = as_organizer.get(PAGE)
    assert funnel([protest.pk]).adds_up
    assert "It adds up" in words(page)
    assert "Submitted the form 3" in words(page)
    assert "Letters 10" in words(page)


@pytest.mark.parametrize(("state", "number"), [("confirmed", 2), ("pending", 1), ("withdrawn", 0), ("", 3)])
def test_the_people_behind_a_number_are_listed_without_their_addresses(
    as_organizer: Client, protest: Campaign, state: str, number: int
) -> None:
    _in_every_state(protest)
    answer = as_organizer.get(f"{PAGE}people/", {"state": state})
    assert answer.context["page"].paginator.count == number
    assert Participation.objects.count() == 3
    assert "@mail.example" not in words(answer)


@pytest.mark.parametrize("query", ["state=nonsense&page=0", "state=%00", "page=99999999999999999999", "page=x"])
def test_an_odd_query_is_read_as_no_question(as_organizer: Client, protest: Campaign, query: str) -> None:
    _in_every_state(protest)
    assert as_organizer.get(f"{PAGE}letters/?{query}").status_code == 200
    assert as_organizer.get(f"{PAGE}people/?{query}").status_code == 200


def test_letters_that_came_back_say_why(as_organizer: Client, protest: Campaign) -> None:
    _in_every_state(protest)
    assert "550 No such user" in words(as_organizer.get(f"{PAGE}letters/?state=trouble"))


def test_a_contested_office_is_left_out_and_the_page_says_why(
    as_organizer: Client, as_admin: Client, contested: tuple[Tenure, Tenure]
) -> None:
    page = as_organizer.get(PAGE)
    assert "Shadow minister." in words(page)
    assert "It is not sure who holds this office: Critic6 Member or Critic7 Member." in words(page)
    assert "Choose who holds it" not in links(page)
    assert links(as_admin.get(PAGE))["Choose who holds it"] == "/staff/offices/"


def test_somebody_without_an_address_is_left_out_and_the_page_says_why(as_organizer: Client, protest: Campaign) -> None:
    Target.objects.filter(name="Nina Minister").update(email="")
    Target.objects.filter(name="Carl Critic").update(address_state=Target.AddressState.DISABLED)
    page = words(as_organizer.get(PAGE))
    assert "Nina Minister. We know no address for this person." in page
    assert "Carl Critic. Staff decided to send nothing to this address." in page


def test_a_vacant_seat_and_a_holder_without_address_are_told_apart(
    as_organizer: Client, contested: tuple[Tenure, Tenure]
) -> None:
    Tenure.objects.filter(pk=contested[0].pk).update(standing=Tenure.Standing.HELD)
    Target.objects.filter(pk=contested[0].target_id).update(email="")
    page = words(as_organizer.get(PAGE))
    assert "Critic6 Member holds it. We know no address for this person." in page
    Tenure.objects.all().delete()
    assert "Shadow minister. Nobody holds this office today." in words(as_organizer.get(PAGE))


def test_closing_is_asked_once_says_what_it_does_and_can_be_undone(as_organizer: Client, protest: Campaign) -> None:
    stories.people(protest, 1)
    asked = as_organizer.get(f"{PAGE}close/")
    assert "5 letters that were confirmed before still leave." in words(asked)
    protest.refresh_from_db()
    assert protest.is_open
    as_organizer.post(f"{PAGE}close/")
    protest.refresh_from_db()
    assert protest.state == Campaign.State.CLOSED
    as_organizer.post(f"{PAGE}open/")
    protest.refresh_from_db()
    assert protest.is_open


def test_opening_shows_who_will_be_written_to(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(f"{PAGE}close/")
    page = words(as_organizer.get(f"{PAGE}open/"))
    assert "Each supporter will send 5 letters." in page
    assert "Nina Minister" in page


def test_a_campaign_that_is_not_ready_stays_closed_and_each_problem_has_its_remedy(
    as_organizer: Client, protest: Campaign
) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT, languages=["en", "fr", "es"])
    CampaignText.objects.filter(language="fr").delete()
    protest.addressees.all().delete()
    answer = as_organizer.post(f"{PAGE}open/")
    protest.refresh_from_db()
    assert protest.state == Campaign.State.DRAFT
    assert "French: the page has no text yet. Write the page" in words(answer)
    assert "Spanish: there is no letter yet. Write the letter" in words(answer)
    assert "Nobody can receive the letter." in words(answer)
    assert links(answer)["Write the letter"] == f"{PAGE}letter/es/"
    assert [one.problem for one in missing_of(protest, timezone.localdate())] == [
        problem.partition(": choose")[0] + "." * (": choose" in problem)
        for problem in problems_of(protest, timezone.localdate())
    ]


def test_the_page_costs_the_same_whatever_the_number_of_people(
    as_organizer: Client, protest: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _in_every_state(protest)
    with django_assert_max_num_queries(32):
        as_organizer.get(PAGE)
    with django_assert_max_num_queries(10):
        as_organizer.get(f"{PAGE}letters/")
