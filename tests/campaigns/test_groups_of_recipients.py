"""Which letters a group among the recipients means for a supporter: everybody in it today, each once, and nobody else."""

from dataclasses import replace

import pytest

from campaign.campaigns.addressees import LastOne, add_group, add_person, restore, retire
from campaign.campaigns.boxes import LISTED_UP_TO, choice_of
from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.recipients import make_key, parse_key, recipients, still_addressed
from campaign.campaigns.services import copy_as_draft, copy_for_rehearsal, problems_of
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.journeys.confirm import Outcome, confirm
from campaign.journeys.submit import submit
from campaign.participation.models import Participation
from campaign.targets.drawing import draw
from campaign.targets.listing import add_member, create_group, remove_member
from campaign.targets.models import Office, Target, Tenure
from tests import stories

pytestmark = pytest.mark.django_db
DAY = stories.NOW.date()


def whole(row: Addressee) -> str:
    return f"{row.pk}.*"


def chose(campaign: Campaign, *keys: str) -> Participation:
    return submit(replace(stories.submission(campaign), recipient_keys=keys), stories.NOW)


def written(campaign: Campaign, *keys: str) -> list[str]:
    """Who gets a letter from a supporter who chose these and confirms today."""
    seats = still_addressed(campaign, keys, DAY)
    people = {person.their_seat: person.name for person in recipients(campaign, "en", DAY)}
    return [people.get(seat, f"seat {seat[1]}") for seat in seats]


def critic(campaign: Campaign, person: Target, position: int = 0) -> Addressee:
    office = Office.objects.create(slug="critic", name={"en": "Critic"})
    Tenure.objects.create(office=office, target=person, standing=Tenure.Standing.HELD)
    return campaign.addressees.create(office=office, position=position)


@pytest.mark.parametrize("key", ["5", "5.2", "5.123", "5.*"])
def test_a_key_is_read_as_it_was_written(key: str) -> None:
    assert make_key(*parse_key(key)) == key


def test_a_whole_group_is_whoever_is_in_it_when_a_supporter_confirms() -> None:
    campaign, row = stories.campaign_to_group(20)
    participation = chose(campaign, whole(row))
    assert participation.recipient_keys == [whole(row)]
    Target.objects.filter(source_id="m1").update(listed="gone")
    stories.members(1)
    assert confirm(participation, stories.NOW) is Outcome.CONFIRMED
    seats = OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("seat", flat=True)
    inside = Target.objects.filter(party="NDP", listed="sitting", source="ca-house")
    assert sorted(seats) == sorted(inside.values_list("pk", flat=True))
    assert len(seats) == 20
    stories.as_of(stories.NOW, participation, Kind.LETTER)
    drain(SandboxProvider())
    assert OutgoingMail.objects.filter(kind=Kind.LETTER, state="accepted").count() == 20


def test_somebody_at_two_places_gets_one_letter_at_the_first() -> None:
    campaign, row = stories.campaign_to_group(3)
    office = critic(campaign, Target.objects.get(source_id="m2"))
    assert still_addressed(campaign, [whole(row), str(office.pk)], DAY)[0] == (office.pk, 1)
    assert written(campaign, whole(row), str(office.pk)) == ["Member002 Ndp", "Member001 Ndp", "Member003 Ndp"]
    assert [person.name for person in recipients(campaign, "en", DAY)] == written(campaign, whole(row), str(office.pk))


def test_who_was_not_ticked_where_they_are_shown_gets_nothing_through_the_group() -> None:
    campaign, row = stories.campaign_to_group(3)
    critic(campaign, Target.objects.get(source_id="m2"))
    assert written(campaign, whole(row)) == ["Member001 Ndp", "Member003 Ndp"]


def test_who_was_chosen_by_name_is_written_to_although_they_are_shown_elsewhere_by_now() -> None:
    campaign, row = stories.campaign_to_group(3)
    person = Target.objects.get(source_id="m2")
    chosen = make_key(row.pk, person.pk)
    critic(campaign, person)
    assert still_addressed(campaign, [chosen, whole(row)], DAY).count((row.pk, person.pk)) == 1


def test_a_vacant_office_is_waited_for_and_somebody_who_left_a_group_is_not() -> None:
    campaign, row = stories.campaign_to_group(3)
    person = Target.objects.get(source_id="m2")
    office = critic(campaign, stories.target(1), position=9)
    Tenure.objects.all().delete()
    Target.objects.filter(pk=person.pk).update(party="Liberal")
    assert written(campaign, make_key(row.pk, person.pk), str(office.pk)) == ["seat 1"]


def test_a_group_that_is_empty_by_then_writes_to_nobody_and_counts_nobody() -> None:
    campaign, row = stories.campaign_to_group(3)
    participation = chose(campaign, whole(row))
    Target.objects.filter(party="NDP").update(listed="gone")
    assert confirm(participation, stories.NOW) is Outcome.NOBODY_LEFT
    participation.refresh_from_db()
    assert participation.state == "pending"
    assert not OutgoingMail.objects.filter(kind=Kind.LETTER).exists()


def test_forged_keys_reach_nobody() -> None:
    campaign, row = stories.campaign_to_group(3, others=1)
    person = campaign.addressees.exclude(target=None).get()
    office = critic(campaign, stories.target(2), position=9)
    stranger = stories.target(3)
    elsewhere = stories.open_campaign(people=1).addressees.get()
    forged = [whole(person), whole(office), make_key(row.pk, stranger.pk), f"{row.pk}.999999999999999999"]
    forged += ["999999999999999999", "999999999999999999.*", f"{person.pk}.2", f"{office.pk}.2", f"{office.pk}.-1"]
    forged += [str(elsewhere.pk), str(row.pk), f"{office.pk}.99999999999"]
    assert written(campaign, *forged) == []
    assert confirm(chose(campaign, *forged), stories.NOW) is Outcome.NOBODY_LEFT


def test_a_key_that_came_twice_is_one_letter() -> None:
    campaign, row = stories.campaign_to_group(2)
    inside = Target.objects.filter(party="NDP", source="ca-house").earliest("pk")
    keys = [whole(row), whole(row), make_key(row.pk, inside.pk)]
    confirm(chose(campaign, *keys), stories.NOW)
    assert OutgoingMail.objects.filter(kind=Kind.LETTER).count() == 2


@pytest.mark.parametrize("number", [LISTED_UP_TO, LISTED_UP_TO + 1])
def test_a_small_group_is_ticked_one_by_one_and_a_large_one_as_a_whole(number: int) -> None:
    campaign, row = stories.campaign_to_group(number, others=1)
    people = recipients(campaign, "en", DAY)
    choice = choice_of(campaign, people, "en")
    large = number > LISTED_UP_TO
    assert len(choice.boxes) == (2 if large else number + 1)
    assert (choice.boxes[1].key == whole(row), choice.boxes[1].name == "NDP members") == (large, large)
    # Either way of choosing comes back from a page that was made before the group grew or shrank.
    assert choice.keys == {whole(row), *(person.key for person in people)}


def test_a_committee_is_whoever_was_named_into_it_until_they_are_taken_out() -> None:
    campaign = stories.open_campaign(people=1)
    committee = create_group({"en": "Committee"})
    assert add_member(committee, stories.target(2), DAY)
    assert not add_member(committee, stories.target(2), DAY)
    row = add_group(campaign, committee)
    assert row
    assert written(campaign, whole(row)) == ["Carl Critic"]
    assert remove_member(committee, stories.target(2), DAY)
    assert not remove_member(committee, stories.target(2), DAY)
    assert written(campaign, whole(row)) == []
    assert add_member(committee, stories.target(2), DAY)


def test_whoever_was_taken_off_the_list_is_written_to_no_more_and_their_letters_go_on() -> None:
    campaign = stories.open_campaign(people=3)
    stories.confirmed(campaign)
    late = chose(campaign, *(str(row.pk) for row in campaign.addressees.all()))
    first = campaign.addressees.all()[0]
    retire(first, stories.NOW)
    assert [person.name for person in recipients(campaign, "en", DAY)] == ["Carl Critic", "Élise Porte-Parole"]
    late.canonical_email = late.email = "late@mail.example"
    late.save()
    confirm(late, stories.NOW)
    assert OutgoingMail.objects.filter(kind=Kind.LETTER, addressee=first).count() == 1
    drain(SandboxProvider())
    assert OutgoingMail.objects.get(kind=Kind.LETTER, addressee=first).state == "accepted"


def test_copies_leave_out_whoever_was_taken_off() -> None:
    campaign = stories.open_campaign(people=2)
    retire(campaign.addressees.all()[0], stories.NOW)
    for copy in (copy_as_draft(campaign, "again", stories.NOW), copy_for_rehearsal(campaign, "trial", stories.NOW)):
        assert [str(row) for row in copy.addressees.all()] == ["Carl Critic (Riding 2)"]


def test_the_last_one_of_an_open_campaign_is_not_taken_off_and_of_a_draft_its_problem_is_named() -> None:
    campaign = stories.open_campaign(people=2)
    first, last = campaign.addressees.all()
    retire(first, stories.NOW)
    with pytest.raises(LastOne):
        retire(last, stories.NOW)
    Campaign.objects.filter(pk=campaign.pk).update(state="draft")
    retire(last, stories.NOW)
    assert problems_of(campaign, DAY)


def test_adding_again_brings_back_the_row_with_its_words() -> None:
    campaign = stories.open_campaign(people=2)
    first, second = campaign.addressees.all()
    retire(first, stories.NOW)
    assert add_person(campaign, stories.target(1)) == first
    assert [row.pk for row in campaign.addressees.all()] == [second.pk, first.pk]
    retire(first, stories.NOW)
    restore(first)
    first.refresh_from_db()
    assert (first.retired_at, first.role) == (None, stories.ROLES)


def test_a_draw_that_nobody_sits_for_makes_no_group() -> None:
    stories.members(1)
    assert draw("NDP", "Quebec") is None
    assert draw("NDP", "Ontario") == draw("NDP", "Ontario")
    assert draw("", "") is not None
