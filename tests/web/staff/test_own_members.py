"""The supporter's own Member of Parliament on the staff pages: added, seen, looked at, checked."""

import pytest
from django.conf import settings as django_settings
from django.test import Client

from campaign.campaigns.addressees import restore, retire
from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.services import copy_as_draft
from campaign.journeys import confirm, submit
from campaign.targets.models import Riding, Target
from campaign.targets.postcodes.loading import load_ridings
from tests import stories
from tests.stories import LAURIER, NOW, OTTAWA_CENTRE
from tests.web.staff.pages import words

OWN = "The supporter’s own Member of Parliament"
DRAFT = "/staff/campaigns/not-yet/"
LIST = f"{DRAFT}recipients/"
MINE = "/staff/campaigns/to-my-member/"


@pytest.fixture
def draft(protest: Campaign) -> Campaign:
    load_ridings(django_settings.BASE_DIR / "data" / "roster")
    stories.sitting(LAURIER, "Mia Montréal", "mia@mail.example")
    return stories.draft_campaign("not-yet", ("en", "fr"))


@pytest.fixture
def own(protest: Campaign) -> Addressee:
    return stories.campaign_to_own_member()[1]


def test_it_is_added_and_the_postal_code_is_asked_for(as_organizer: Client, draft: Campaign) -> None:
    assert OWN in words(as_organizer.get(LIST))
    page = words(as_organizer.post(LIST, {"action": "add-own-member"}, follow=True))
    assert f"{OWN} is on the list now, at its end." in page
    assert "From now on every supporter is asked for their postal code" in page
    assert "Each supporter will send 1 letter." in page
    assert "Today that is somebody in 1 of 343 ridings." in page
    assert "Mia Montréal, for one, is greeted as “Dear Mia Montréal”." in page
    draft.refresh_from_db()
    assert draft.postal_code == "required"


def test_it_is_added_once(as_organizer: Client, draft: Campaign) -> None:
    for _ in range(2):
        answer = as_organizer.post(LIST, {"action": "add-own-member"}, follow=True)
    assert "is on the list already" in words(answer)
    assert draft.addressees.count() == 1


@pytest.mark.parametrize("lacking", [Riding, Target])
def test_it_is_not_offered_where_nobody_knows_ridings_or_members(
    as_organizer: Client, draft: Campaign, lacking: type[Riding] | type[Target]
) -> None:
    lacking.objects.filter(source="ca-house").delete()
    assert OWN not in words(as_organizer.get(LIST))
    assert as_organizer.post(LIST, {"action": "add-own-member"}).status_code == 404


def test_a_campaign_to_own_members_alone_can_open(as_organizer: Client, draft: Campaign) -> None:
    assert "Nobody can receive the letter." in words(as_organizer.get(f"{DRAFT}open/"))
    as_organizer.post(LIST, {"action": "add-own-member"})
    assert OWN in words(as_organizer.get(f"{DRAFT}open/"))
    as_organizer.post(f"{DRAFT}open/")
    draft.refresh_from_db()
    assert draft.is_open


def test_it_is_worded_and_taken_off_like_others(as_organizer: Client, draft: Campaign) -> None:
    as_organizer.post(LIST, {"action": "add-own-member"})
    row = draft.addressees.get()
    typed = {"role_en": "Your voice", "greeting_en": "Hello {name}", "role_fr": "", "greeting_fr": ""}
    assert as_organizer.post(f"{LIST}{row.pk}/", typed).status_code == 302
    assert "is greeted as “Hello Mia Montréal”" in words(as_organizer.get(LIST))
    as_organizer.post(f"{LIST}{row.pk}/remove/")
    assert not draft.addressees.exists()


@pytest.mark.parametrize("asked", ["off", "optional"])
def test_the_postal_code_stays_required_while_it_is_needed(as_organizer: Client, own: Addressee, asked: str) -> None:
    typed = {"goal": 100, "accent": "#b3261e", "postal_code": asked, "undo_window_seconds": 120}
    answer = as_organizer.post(f"{MINE}settings/", typed)
    assert answer.status_code == 422
    assert "whom only the postal code tells" in words(answer)
    own.delete()
    assert as_organizer.post(f"{MINE}settings/", typed).status_code == 302


def test_taken_back_onto_the_list_it_needs_the_postal_code_again(as_organizer: Client, own: Addressee) -> None:
    retire(own, NOW)
    Campaign.objects.filter(pk=own.campaign_id).update(postal_code="off")
    restore(Addressee.objects.get(pk=own.pk))
    assert Campaign.objects.get(pk=own.campaign_id).postal_code == "required"


def test_the_letter_is_looked_at_for_a_riding(as_organizer: Client, own: Addressee) -> None:
    page = as_organizer.get(f"{MINE}letter/en/")
    assert f"Riding {OTTAWA_CENTRE}, Otto Ottawa" in words(page)
    form = page.context["form"].initial | {"to": f"{own.pk}.{OTTAWA_CENTRE}"}
    shown = words(as_organizer.post(f"{MINE}letter/en/preview/", form))
    assert "Dear Otto Ottawa," in shown


def test_the_check_says_where_nobody_sits_and_how_ridings_are_found(as_organizer: Client, own: Addressee) -> None:
    page = words(as_organizer.get(f"{MINE}check/"))
    assert "In 341 of 343 ridings nobody can be written to today." in page
    assert "Vera Ville sits for it, and we know no address." in page
    assert "Terrebonne. Nobody sits for it today." in page
    assert "Postal codes are not looked up on this site" in page


def test_the_check_warns_where_the_code_is_not_asked_for(as_organizer: Client, own: Addressee) -> None:
    Campaign.objects.filter(pk=own.campaign_id).update(postal_code="off")
    assert "Supporters need not give their postal code" in words(as_organizer.get(f"{MINE}check/"))


def test_without_ridings_the_check_is_red(as_organizer: Client, own: Addressee) -> None:
    Riding.objects.all().delete()
    assert "No ridings are loaded" in words(as_organizer.get(f"{MINE}check/"))


def test_letters_that_wait_are_listed_with_the_member_of_the_riding(as_organizer: Client, own: Addressee) -> None:
    submission = stories.submission(own.campaign)
    submission = submission.__class__(**(submission.__dict__ | {"recipient_keys": (f"{own.pk}.{LAURIER}",)}))
    confirm.confirm(submit.submit(submission, NOW), NOW)
    assert "Mia Montréal" in words(as_organizer.get(f"{MINE}letters/"))


def test_overview_and_copy_name_it(as_organizer: Client, own: Addressee) -> None:
    assert OWN in words(as_organizer.get(MINE))
    copy = copy_as_draft(own.campaign, "a-copy", NOW)
    assert copy.addressees.filter(own_member_of="ca-house").count() == 1
    assert copy.postal_code == "required"


def test_a_test_of_the_letter_goes_to_some_of_them(as_organizer: Client, own: Addressee) -> None:
    page = as_organizer.get(f"{MINE}check/")
    assert [person.name for person in page.context["form"].groups[0]][-2:] == ["Mia Montréal", "Otto Ottawa"]
