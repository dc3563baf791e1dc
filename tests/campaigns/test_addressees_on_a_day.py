"""Who an addressee is on a day: by the site's calendar, and whatever the back office wrote into its fields."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from campaign.campaigns.models import Addressee
from campaign.campaigns.recipients import make_key, recipients, resolve, resolve_seats
from campaign.campaigns.services import NotReady, open_campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.targets.models import Group, Office, Target, Tenure
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", [["Minister"], "Minister", 7, None, {"en": ["Minister"]}])
def test_a_role_that_is_no_table_of_translations_stops_no_letter(words: object) -> None:
    campaign = stories.open_campaign(people=2)
    Addressee.objects.filter(pk=campaign.addressees.all()[0].pk).update(role=words or [], greeting=words or [])
    assert [person.role for person in recipients(campaign, "en", stories.NOW.date())] == ["", "Foreign affairs"]
    stories.confirmed(campaign)
    drain(SandboxProvider())
    assert set(OutgoingMail.objects.filter(kind=Kind.LETTER).values_list("state", flat=True)) == {"accepted"}


@pytest.mark.parametrize("field", ["role", "greeting"])
@pytest.mark.parametrize("words", [["Minister"], {"en": 7}, {"xx": "Minister"}, {"en": "Dear\nMinister"}])
def test_the_back_office_refuses_what_is_no_table_of_translations(field: str, words: object) -> None:
    addressee = stories.open_campaign(people=1).addressees.get()
    setattr(addressee, field, words)
    with pytest.raises(ValidationError):
        addressee.full_clean()


def test_a_campaign_does_not_open_in_the_evening_before_its_office_is_held() -> None:
    campaign = stories.draft_campaign()
    office = Office.objects.create(slug="minister", name={"en": "Minister of Foreign Affairs"})
    Addressee.objects.create(campaign=campaign, office=office)
    Tenure.objects.create(
        office=office, target=stories.target(1), since=date(2026, 11, 24), standing=Tenure.Standing.HELD
    )
    # 22:00 of 23 November in Toronto, where the site is, and 03:00 of the 24th in UTC.
    with pytest.raises(NotReady):
        open_campaign(campaign, datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    assert open_campaign(campaign, datetime(2026, 11, 24, 6, 0, tzinfo=UTC))


def test_a_groups_members_are_greeted_each_by_their_name_and_get_a_seat_of_their_own() -> None:
    campaign = stories.open_campaign(people=2)
    group = Group.objects.create(slug="ndp", name={"en": "NDP"}, kind=Group.Kind.DRAWN, source="story", party="NDP")
    petra = stories.target(4)
    row = Addressee.objects.create(campaign=campaign, group=group, greeting={"en": "Dear {name}"})
    (found,) = resolve([row], "en", stories.NOW.date())
    assert (found.name, found.greeting, found.seat) == (petra.name, f"Dear {petra.name}", petra.pk)


def test_a_letter_to_ones_own_member_goes_to_whoever_sits_for_the_riding_when_it_leaves() -> None:
    campaign = stories.open_campaign(people=1)
    row = Addressee.objects.create(campaign=campaign, own_member_of="story", greeting={"en": "Dear {name}"})
    before, after = stories.target(1), stories.target(2)
    Target.objects.filter(pk__in=[before.pk, after.pk]).update(riding_code="35075")
    Target.objects.filter(pk=after.pk).update(listed="gone")
    assert [one.name for one in resolve_seats({(row.pk, 35075)}, "en", stories.NOW.date()).values()] == [before.name]
    written = replace(stories.submission(campaign), recipient_keys=(make_key(row.pk, 35075),))
    participation = submit(written, stories.NOW)
    confirm(participation, stories.NOW)
    stories.as_of(stories.NOW, participation, Kind.LETTER)
    Target.objects.filter(pk=before.pk).update(listed="gone")
    Target.objects.filter(pk=after.pk).update(listed="sitting")
    drain(SandboxProvider())
    letter = OutgoingMail.objects.get(kind=Kind.LETTER)
    assert (letter.state, letter.to_email) == ("accepted", after.email)
