"""A draft is deleted with all that is its own; what anybody has taken part in is not."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign, Picture
from campaign.campaigns.pictures import make
from campaign.campaigns.recipients import recipients
from campaign.campaigns.showing import show_picture
from campaign.delivery.letter_tests import queue_tests
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.journeys.deleting import delete_draft
from campaign.letters.models import Letter, Revision
from campaign.letters.queries import current_revisions
from campaign.targets.models import Target
from campaign.web.organizers.preview import draft_of
from tests import stories
from tests.pictures import encoded
from tests.stories import NOW
from tests.web.staff.pages import links, words

PAGE = "/staff/campaigns/not-yet/"


@pytest.fixture
def draft(protest: Campaign) -> Campaign:
    campaign = stories.draft_campaign("not-yet")
    for number in (1, 2):
        stories.add_addressee(campaign, stories.target(number))
    show_picture(campaign, make(encoded()), {"en": "A march"})
    return campaign


def test_a_draft_is_deleted_with_its_letter_page_and_picture_and_nobody_else_s(
    as_organizer: Client, draft: Campaign, protest: Campaign
) -> None:
    people = Target.objects.count()
    assert links(as_organizer.get(PAGE))["Delete the draft…"] == f"{PAGE}delete/"
    assert "2 entries in the list of recipients" in words(as_organizer.get(f"{PAGE}delete/"))
    assert Campaign.objects.count() == 2, "a GET deletes nothing"
    answer = as_organizer.post(f"{PAGE}delete/", follow=True)
    assert "“Peaceful protest” is deleted" in words(answer)
    assert Campaign.objects.get() == protest
    assert Letter.objects.get() == protest.letter
    assert set(Revision.objects.values_list("letter", flat=True)) == {protest.letter_id}
    assert not Picture.objects.exists()
    assert Target.objects.count() == people
    assert protest.addressees.count() == 5
    assert as_organizer.get(PAGE).status_code == 404


def test_who_deleted_it_stands_in_the_log(as_organizer: Client, organizer: User, draft: Campaign) -> None:
    as_organizer.post(f"{PAGE}delete/")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.is_deletion()) == (organizer, "not-yet", True)


def test_a_campaign_that_was_open_is_never_deleted(as_organizer: Client, protest: Campaign) -> None:
    page = "/staff/campaigns/peaceful-protest/"
    assert "Only a draft" in words(as_organizer.get(f"{page}delete/"))
    assert "Nothing was deleted" in words(as_organizer.post(f"{page}delete/", follow=True))
    assert Campaign.objects.filter(pk=protest.pk).exists()
    assert "Delete the draft…" not in links(as_organizer.get(page))
    assert not LogEntry.objects.exists()


def test_a_draft_that_somebody_has_taken_part_in_is_never_deleted(organizer: User, draft: Campaign) -> None:
    Campaign.objects.filter(pk=draft.pk).update(state="open")
    stories.submitted(draft)
    Campaign.objects.filter(pk=draft.pk).update(state="draft")
    assert not delete_draft(draft, organizer)
    assert Campaign.objects.filter(pk=draft.pk).exists()
    assert not LogEntry.objects.exists()


def test_a_test_of_its_letter_that_still_waits_stops_nobody_s_mail(organizer: User, draft: Campaign) -> None:
    revision = current_revisions(draft.letter_id)["en"]
    people = recipients(draft, "en", NOW.date())[:1]
    queue_tests(draft_of(draft, "en", revision.parts), revision, people, organizer, timezone.now())
    assert delete_draft(draft, organizer)
    drain(SandboxProvider())
    assert OutgoingMail.objects.get(kind=Kind.TEST).state == "accepted"
    assert SandboxMail.objects.get().subject.startswith("[TEST]")


def test_deleting_twice_is_said_to_be_too_late(organizer: User, draft: Campaign) -> None:
    assert delete_draft(draft, organizer)
    assert not delete_draft(draft, organizer)
