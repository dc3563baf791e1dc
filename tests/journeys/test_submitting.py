"""Submitting: one row, one mail, and nothing that tells a stranger about an address."""

from datetime import timedelta

import pytest

from campaign.campaigns.services import close_campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.journeys.resend import resend
from campaign.journeys.submit import CampaignClosed, submit
from campaign.participation.models import Participation
from tests import stories
from tests.stories import NOW, SUPPORTER_ADDRESS

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def mails(to: str = SUPPORTER_ADDRESS) -> list[str]:
    return list(OutgoingMail.objects.filter(to_email=to).order_by("pk").values_list("kind", flat=True))


def test_a_new_letter_waits_and_its_writer_is_asked_to_confirm() -> None:
    participation = stories.submitted(stories.open_campaign())
    assert participation.state == Participation.State.PENDING
    assert mails() == [Kind.CONFIRMATION]


def test_every_submission_is_kept_even_when_no_further_mail_is_sent() -> None:
    campaign = stories.open_campaign()
    for _ in range(5):
        stories.submitted(campaign)
    assert Participation.objects.count() == 5
    assert mails() == [Kind.CONFIRMATION]


def test_a_repeated_letter_asks_once_more_after_ten_minutes_and_then_no_more() -> None:
    campaign = stories.open_campaign()
    for minutes in (0, 9, 10, 25, 600):
        stories.submitted(campaign, now=NOW + minutes * MINUTE)
    asked = Participation.objects.filter(mails__isnull=False).order_by("pk")
    assert [letter.submitted_at for letter in asked] == [NOW, NOW + 10 * MINUTE]


def test_a_day_later_the_address_may_be_asked_again() -> None:
    campaign = stories.open_campaign()
    stories.submitted(campaign)
    stories.submitted(campaign, now=NOW + 25 * HOUR)
    assert mails() == [Kind.CONFIRMATION, Kind.CONFIRMATION]


def test_no_address_gets_more_than_three_mails_a_day_over_all_campaigns() -> None:
    for n in range(5):
        stories.submitted(stories.open_campaign(f"campaign-{n}"))
    assert mails() == [Kind.CONFIRMATION] * 3


def test_other_spellings_of_an_address_share_its_cap() -> None:
    campaign = stories.open_campaign()
    for tag in ("", "+a", "+b"):
        stories.submitted(campaign, f"ana.quispe{tag}@mail.example")
    assert OutgoingMail.objects.count() == 1


def test_who_has_confirmed_gets_the_link_to_the_receipt_instead() -> None:
    campaign = stories.open_campaign()
    stories.confirmed(campaign)
    stories.submitted(campaign, now=NOW + HOUR)
    assert mails() == [Kind.CONFIRMATION, Kind.RECEIPT_LINK]


def test_the_resend_button_works_once_and_only_after_ten_minutes() -> None:
    participation = stories.submitted(stories.open_campaign())
    resend(participation, NOW + 9 * MINUTE)
    assert mails() == [Kind.CONFIRMATION]
    resend(participation, NOW + 10 * MINUTE)
    resend(participation, NOW + 60 * MINUTE)
    assert mails() == [Kind.CONFIRMATION, Kind.RESEND]


def test_a_confirmed_letter_is_not_asked_for_again() -> None:
    participation = stories.confirmed(stories.open_campaign())
    participation.refresh_from_db()
    resend(participation, NOW + HOUR)
    assert mails() == [Kind.CONFIRMATION]


def test_a_closed_campaign_takes_no_letter() -> None:
    campaign = stories.open_campaign()
    form = stories.submission(campaign)
    close_campaign(campaign, NOW)
    with pytest.raises(CampaignClosed):
        submit(form, NOW)
    assert not Participation.objects.exists()
