"""The thank-you mail: once to each supporter who stayed, in their language, and never a letter."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign, copy_as_draft, copy_for_rehearsal
from campaign.delivery.health import counts
from campaign.delivery.models import Kind, Lane, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from campaign.delivery.suppression import suppress
from campaign.journeys.confirm import confirm
from campaign.journeys.submit import submit
from campaign.journeys.withdraw import undo, withdraw_waiting
from campaign.participation.models import Participation
from campaign.stats.queries import funnel
from campaign.web.staff.figures import tallies
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def thankful() -> Campaign:
    campaign = stories.open_campaign(people=2, languages=("en", "fr", "es"))
    Campaign.objects.update(thank_you_mail=True)
    campaign.refresh_from_db()
    return campaign


def thanks() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(kind=Kind.THANKS)


def sent() -> EmailMessage:
    """The thank-you mail as it arrived, once its time has come."""
    drain(SandboxProvider())
    message = message_from_bytes(bytes(SandboxMail.objects.get(kind=Kind.THANKS).raw), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def confirmed(campaign: Campaign, language: str = "en") -> Participation:
    at = timezone.now() - timedelta(hours=1)
    participation = submit(stories.submission(campaign, language=language), at)
    confirm(participation, at)
    return stories.as_of(at, participation)


def test_who_confirmed_is_thanked_once_when_the_time_to_undo_is_over(thankful: Campaign) -> None:
    participation = stories.submitted(thankful)
    confirm(participation, NOW)
    confirm(participation, NOW)
    stories.as_of(NOW, participation, Kind.THANKS)
    assert [mail.next_attempt_at for mail in thanks()] == [NOW + 120 * SECOND]


def test_nobody_is_thanked_before_they_confirm_or_where_the_campaign_does_not_ask_for_it(thankful: Campaign) -> None:
    stories.submitted(thankful)
    assert not thanks().exists()
    Campaign.objects.update(thank_you_mail=False)
    stories.confirmed(Campaign.objects.get(), "other@mail.example")
    assert not thanks().exists()


def test_who_took_everything_back_is_not_thanked(thankful: Campaign) -> None:
    participation = confirmed(thankful)
    participation.undo_until = timezone.now() + 60 * SECOND
    undo(participation, timezone.now())
    drain(SandboxProvider())
    assert [mail.state for mail in thanks()] == [State.CANCELLED]
    assert not SandboxMail.objects.filter(kind=Kind.THANKS).exists()


def test_who_withdrew_only_a_part_is_thanked_for_what_left(thankful: Campaign) -> None:
    participation = confirmed(thankful)
    first = OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk")[0]
    OutgoingMail.objects.filter(pk=first.pk).update(state=State.ACCEPTED)
    assert withdraw_waiting(participation, timezone.now()) == 1
    assert sent()["To"] == f"{stories.SUPPORTER} <{stories.SUPPORTER_ADDRESS}>"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Offices count letters"), ("fr", "Manifester en paix"), ("es", "Protesta pacífica")]
)
def test_it_speaks_for_itself_in_the_supporter_s_language(thankful: Campaign, language: str, words: str) -> None:
    confirmed(thankful, language)
    message = sent()
    assert message["Content-Language"] == language
    assert words in text_of(message)
    for kind in ("plain", "html"):
        assert f"/{language}/letter/" in text_of(message, kind)
        assert f"/{language}/c/peaceful-protest/" in text_of(message, kind)


def test_it_says_what_the_organizers_wrote_as_text_and_nothing_else(thankful: Campaign) -> None:
    thankful.texts.filter(language="en").update(
        thank_you_text="Come & see us.\n\n<script>alert(1)</script> {{ settings.SECRET_KEY }}",
        next_label="To the <b>vigil</b>",
        next_link="https://vigil.example/?a=1&b=2",
    )
    confirmed(thankful)
    message = sent()
    assert "Come & see us.\n\n<script>alert(1)</script> {{ settings.SECRET_KEY }}" in text_of(message)
    assert "Offices count" not in text_of(message)
    html = text_of(message, "html")
    assert "<p>Come &amp; see us.</p>" in html
    assert "<script" not in html
    assert '<a href="https://vigil.example/?a=1&amp;b=2">To the &lt;b&gt;vigil&lt;/b&gt;</a>' in html


def test_it_says_that_a_program_wrote_it(thankful: Campaign) -> None:
    confirmed(thankful)
    message = sent()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None


def test_a_suppressed_address_gets_none(thankful: Campaign) -> None:
    confirmed(thankful)
    suppress(stories.SUPPORTER_ADDRESS, "bounced")
    drain(SandboxProvider())
    assert [mail.state for mail in thanks()] == [State.SUPPRESSED]


def test_no_number_of_letters_counts_it(thankful: Campaign) -> None:
    confirmed(thankful)
    assert counts().by_lane == {Lane.PERSON: 2, Lane.LETTER: 2}, "a confirmation and the thanks; two letters"
    sent()
    assert funnel([thankful.pk]).letters == 2
    assert funnel([thankful.pk]).adds_up
    assert tallies([thankful.pk])[thankful.pk].sent == 2


def test_who_confirmed_before_the_campaign_closed_is_still_thanked(thankful: Campaign) -> None:
    confirmed(thankful)
    close_campaign(thankful, timezone.now())
    assert "Thank you for writing" in sent()["Subject"]


def test_a_copy_thanks_as_well_and_a_rehearsal_does_not(thankful: Campaign) -> None:
    assert copy_as_draft(thankful, "copy", NOW).thank_you_mail
    assert not copy_for_rehearsal(thankful, "rehearsal", NOW).thank_you_mail


def test_a_campaign_that_does_not_thank_asks_the_database_nothing_more(
    thankful: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Campaign.objects.update(thank_you_mail=False)
    participation = Participation.objects.select_related("campaign").get(pk=stories.submitted(thankful).pk)
    with django_assert_max_num_queries(14) as asked:
        confirm(participation, NOW)
    without = len(asked)
    Campaign.objects.update(thank_you_mail=True)
    other = stories.submitted(thankful, "other@mail.example")
    other = Participation.objects.select_related("campaign").get(pk=other.pk)
    with django_assert_max_num_queries(without + 1):
        confirm(other, NOW)
