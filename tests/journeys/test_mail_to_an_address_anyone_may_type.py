"""Whoever types somebody's address gets no more mail sent there than the caps say, and none that is meant for its owner."""

from datetime import timedelta

import pytest

from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.journeys.remind import remind
from campaign.participation.tokens import token_for
from tests import stories
from tests.stories import NOW, SUPPORTER_ADDRESS

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_reminders_do_not_multiply_what_the_caps_held_back() -> None:
    for n in range(8):
        stories.submitted(stories.open_campaign(f"campaign-{n}"))
    assert remind(NOW + 24 * HOUR) == 3, "only three of these letters were ever asked about"


def test_a_second_letter_that_the_cap_kept_quiet_is_the_one_reminded_of() -> None:
    campaign = stories.open_campaign()
    stories.submitted(campaign)
    newest = stories.submitted(campaign, now=NOW + MINUTE)
    remind(NOW + 25 * HOUR)
    assert OutgoingMail.objects.get(kind=Kind.REMINDER).participation == newest


def test_the_link_to_a_receipt_goes_to_the_address_that_confirmed_it() -> None:
    campaign = stories.open_campaign()
    stories.confirmed(campaign)
    stories.submitted(campaign, "ana.quispe+somebody-else@mail.example", NOW + HOUR)
    assert OutgoingMail.objects.get(kind=Kind.RECEIPT_LINK).to_email == SUPPORTER_ADDRESS


def test_two_links_to_one_receipt_lead_to_it_even_when_they_leave_together() -> None:
    campaign = stories.open_campaign()
    confirmed = stories.confirmed(campaign)
    stories.submitted(campaign, now=NOW + 25 * HOUR)
    stories.submitted(campaign, now=NOW + 26 * HOUR)
    OutgoingMail.objects.update(next_attempt_at=NOW)
    drain(SandboxProvider())
    mails = SandboxMail.objects.filter(kind=Kind.RECEIPT_LINK)
    receipt = f"/letter/{token_for('letter', confirmed)}/".encode()
    assert [receipt in bytes(mail.raw).replace(b"=\r\n", b"") for mail in mails] == [True, True]
