"""Groups on the staff pages: found and drawn by search, added to a campaign, made by name, and changed by those who may."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.targets.models import Group, Target
from tests import stories
from tests.web.staff.pages import words

LIST = "/staff/campaigns/not-yet/recipients/"


@pytest.fixture
def draft(protest: Campaign) -> Campaign:
    stories.members(14)
    stories.members(2, "Liberal", "Quebec")
    Target.objects.filter(source_id="m14").update(email="")
    return stories.draft_campaign("not-yet", ("en", "fr"))


def committee(*people: Target) -> Group:
    group = Group.objects.create(slug="committee", name={"en": "Foreign affairs committee"}, kind="listed")
    for person in people:
        group.memberships.create(target=person)
    return group


def test_a_partys_members_are_found_counted_and_added_as_one(as_organizer: Client, draft: Campaign) -> None:
    found = words(as_organizer.get(f"{LIST}?q=ndp+members"))
    assert "NDP members Group: whoever it is when a supporter confirms. Today 13 people can be written to." in found
    assert "1 person cannot be written to Member014 Ndp. We know no address for this person." in found
    assert "from Ontario" not in found
    typed = {"action": "add-drawn", "party": "NDP", "province": "", "q": "ndp"}
    page = words(as_organizer.post(LIST, typed, follow=True))
    assert "NDP members is on the list now, at its end." in page
    assert "Each supporter will send 13 letters." in page
    assert "Group: 13 people receive it today." in page
    assert draft.addressees.get().greeting["en"] == "Dear {name}"


def test_a_party_in_a_province_is_offered_to_whoever_names_both(as_organizer: Client, draft: Campaign) -> None:
    assert "NDP members from Ontario" in words(as_organizer.get(f"{LIST}?q=ontario+ndp"))
    assert "Members from Quebec" in words(as_organizer.get(f"{LIST}?q=québec"))
    assert "0 found" in words(as_organizer.get(f"{LIST}?q=ndp+quebec"))


def test_the_same_group_is_made_once_and_then_found(as_organizer: Client, draft: Campaign) -> None:
    for _ in range(2):
        as_organizer.post(LIST, {"action": "add-drawn", "party": "NDP", "province": "Ontario"})
    group = Group.objects.get()
    assert (group.slug, group.name["en"]) == ("ndp-members-from-ontario", "NDP members from Ontario")
    assert set(group.name) == {"en", "fr", "es"}
    assert draft.addressees.get().group == group
    draft.addressees.all().delete()
    assert f'name="id" value="{group.pk}"' in " ".join(
        as_organizer.get(f"{LIST}?q=ontario+ndp").content.decode().split()
    )
    as_organizer.post(LIST, {"action": "add-group", "id": group.pk})
    assert draft.addressees.get().group == group


def test_who_is_in_two_places_is_counted_once(as_organizer: Client, draft: Campaign) -> None:
    as_organizer.post(LIST, {"action": "add-person", "id": Target.objects.get(source_id="m1").pk})
    as_organizer.post(LIST, {"action": "add-drawn", "party": "NDP", "province": ""})
    page = words(as_organizer.get(LIST))
    assert "Each supporter will send 13 letters." in page
    assert "Group: 12 people receive it today. 1 more gets the letter at a place before this one." in page


def test_a_committee_is_made_by_name_and_filled_by_search(as_organizer: Client, draft: Campaign) -> None:
    made = as_organizer.post("/staff/groups/", {"name_en": "Foreign affairs committee", "name_fr": "Comité"})
    group = Group.objects.get()
    assert made["Location"] == f"/staff/groups/{group.pk}/"
    assert "Member003 Ndp" in words(as_organizer.get(f"{made['Location']}?q=member003"))
    typed = {"action": "add", "id": Target.objects.get(source_id="m3").pk, "q": "member003"}
    assert "Member003 Ndp is in the group from today on." in words(
        as_organizer.post(made["Location"], typed, follow=True)
    )
    as_organizer.post(made["Location"], {"action": "name", "name_en": "The committee", "name_fr": ""})
    group.refresh_from_db()
    assert group.name == {"en": "The committee"}
    gone = words(as_organizer.post(made["Location"], typed | {"action": "remove", "q": ""}, follow=True))
    assert "Member003 Ndp is no longer in the group." in gone
    assert "Nobody yet." in gone


@pytest.mark.parametrize("typed", [{}, {"name_fr": "Comité"}, {"name_en": "a\u202eb"}, {"name_en": "x" * 101}])
def test_a_name_that_cannot_be_is_refused_and_kept(
    as_organizer: Client, draft: Campaign, typed: dict[str, str]
) -> None:
    answer = as_organizer.post("/staff/groups/", typed)
    assert answer.status_code == 422
    assert all(text in answer.content.decode() for text in typed.values())
    assert not Group.objects.exists()


def test_a_group_that_another_team_writes_to_is_changed_by_admins_only(
    as_organizer: Client, as_stranger: Client, as_admin: Client, draft: Campaign
) -> None:
    group = committee(stories.target(1))
    draft.addressees.create(group=group)
    page = f"/staff/groups/{group.pk}/"
    typed = {"action": "remove", "id": stories.target(1).pk}
    assert "only an admin can change it" in words(as_stranger.get(page))
    assert as_stranger.post(page, typed).status_code == 403
    assert as_stranger.post(page, {"action": "name", "name_en": "Mine"}).status_code == 403
    assert group.memberships.filter(until=None).count() == 1
    assert "What it is called" in words(as_organizer.get(page))
    assert as_admin.post(page, typed).status_code == 302
    assert group.memberships.filter(until=None).count() == 0


def test_a_drawn_group_is_changed_by_nobody(as_admin: Client, draft: Campaign) -> None:
    as_admin.post(LIST, {"action": "add-drawn", "party": "NDP", "province": ""})
    page = f"/staff/groups/{Group.objects.get().pk}/"
    assert "Drawn from the roster" in words(as_admin.get(page))
    assert as_admin.post(page, {"action": "add", "id": stories.target(1).pk}).status_code == 403


def test_somebody_without_a_team_makes_no_group(client: Client, draft: Campaign) -> None:
    client.force_login(User.objects.create_user("newcomer", "newcomer@mail.example", stories.PASSWORD))
    assert client.post("/staff/groups/", {"name_en": "Mine"}).status_code == 403
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    "typed", [{}, {"action": "add"}, {"action": "add", "id": "9" * 30}, {"action": "x", "id": "1"}]
)
def test_a_deed_that_makes_no_sense_changes_no_group(
    as_organizer: Client, draft: Campaign, typed: dict[str, str]
) -> None:
    group = committee()
    assert as_organizer.post(f"/staff/groups/{group.pk}/", typed).status_code == 404
    assert as_organizer.get(f"/staff/groups/{2**70}/").status_code == 404


def test_a_large_group_is_shown_folded_and_its_letters_as_a_sample(as_organizer: Client, protest: Campaign) -> None:
    for province in ("Ontario", "Quebec", "Manitoba"):
        stories.members(30, province=province)
    as_organizer.post(f"/staff/campaigns/{protest.slug}/recipients/", {"action": "add-drawn", "party": "NDP"})
    overview = words(as_organizer.get(f"/staff/campaigns/{protest.slug}/"))
    assert "Each supporter will send 95 letters." in overview
    assert "and 83 more" in overview
    check = words(as_organizer.get(f"/staff/campaigns/{protest.slug}/check/"))
    assert "Each supporter will send 95 letters." in check
    assert "Looked at: the letters to 40 of 95 recipients" in check
    letter = stories.LETTERS["en"]
    typed = {name: getattr(letter, name) for name in ("subject", "salutation", "opening", "body", "signature")}
    preview = as_organizer.post(f"/staff/campaigns/{protest.slug}/letter/en/", typed | {"action": "preview"})
    assert "Here are 40 of 95 letters" in words(preview)
    assert preview.content.count(b'class="sheet preview"') == 40


def test_the_check_asks_once_who_receives_it(as_organizer: Client, protest: Campaign) -> None:
    stories.members(2)
    as_organizer.post(f"/staff/campaigns/{protest.slug}/recipients/", {"action": "add-drawn", "party": "NDP"})
    with CaptureQueriesContext(connection) as asked:
        as_organizer.get(f"/staff/campaigns/{protest.slug}/check/")
    rosters = [one["sql"] for one in asked if 'FROM "targets_target"' in one["sql"] and "sitting" in one["sql"]]
    # Of the list and its left-out ones in English, of the list in French, and for the form that asks for a test.
    assert len(rosters) == 4


def test_waiting_letters_to_a_group_are_listed_by_person(as_organizer: Client, as_admin: Client) -> None:
    campaign, _ = stories.campaign_to_group(3)
    stories.confirmed(campaign)
    for client, page in (
        (as_organizer, f"/staff/campaigns/{campaign.slug}/letters/"),
        (as_admin, "/staff/mail/?kind=letter"),
    ):
        assert "Member002 Ndp" in words(client.get(page))
