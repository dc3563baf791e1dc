"""A test of a letter: composed as the letters are, sent to whoever asked for it, marked, and counted nowhere."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone
from environ import Env

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import recipients
from campaign.delivery.letter_tests import MOST_AT_ONCE, Draft, asked_since, queue_tests, revisions_tested
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail, SandboxMail, Suppression
from campaign.delivery.provider import SandboxProvider, SmtpProvider
from campaign.delivery.record import Change, move
from campaign.delivery.reports import News, Report, record
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from campaign.letters.parts import LetterParts
from campaign.letters.queries import current_revision
from campaign.letters.services import save_revision
from campaign.participation.models import Participation
from campaign.stats.queries import funnel, public_count
from tests import stories
from tests.delivery.reported import leave
from tests.smtp_server import smtp_server

pytestmark = pytest.mark.django_db


def ask(campaign: Campaign, user: User, language: str = "en") -> int:
    revision = current_revision(campaign.letter_id, language)
    draft = Draft(campaign, language, stories.TITLES[language], revision.parts)
    people = recipients(campaign, language, stories.NOW.date())[:MOST_AT_ONCE]
    return queue_tests(draft, revision, people, user, timezone.now())


def sent() -> list[EmailMessage]:
    drain(SandboxProvider())
    mails = SandboxMail.objects.filter(kind=Kind.TEST).order_by("outgoing")
    return [message_from_bytes(bytes(mail.raw), policy=policy.default) for mail in mails]


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_test_reads_as_the_letter_does_but_for_its_mark_and_its_first_line() -> None:
    campaign, user = stories.open_campaign(people=1), stories.organizer()
    assert ask(campaign, user) == 1
    (mail,) = sent()
    assert mail["Subject"] == "[TEST] Please speak up for Peaceful protest"
    assert mail["From"] == "Camille Tremblay via Dear Minister <action@dearminister.example>"
    assert mail["To"] == "Olga Organizer <organizer@mail.example>"
    assert mail["Reply-To"] == "Olga Organizer <organizer@mail.example>"
    assert mail["Content-Language"] == "en"
    html = mail.get_body(("html",))
    assert html is not None
    first, rest = plain(mail).split("\n\n", 1)
    assert first == (
        "This is a test, sent to you alone. The letter would go to Nina Minister (Foreign affairs), target1@mail.example."
    )
    assert rest.strip() == (
        "Dear Nina Minister,\n\nI write to you as Foreign affairs.\n\n"
        "I ask you to speak up for peaceful protesters.\n\nThank you for reading this.\n\n"
        "Sincerely,\nCamille Tremblay\nMontréal, H2X 1Y4"
    )
    assert "<p>Dear Nina Minister,</p>" in html.get_content()
    assert "This is a test" in html.get_content()


def test_the_letter_of_a_supporter_with_the_same_name_has_the_same_words() -> None:
    campaign, user = stories.open_campaign(people=1, undo_window_seconds=0), stories.organizer()
    ask(campaign, user)
    (test,) = sent()
    person = stories.confirmed(campaign)
    Participation.objects.filter(pk=person.pk).update(first_name="Camille", last_name="Tremblay")
    drain(SandboxProvider())
    letter = message_from_bytes(bytes(SandboxMail.objects.get(kind=Kind.LETTER).raw), policy=policy.default)
    assert plain(test).split("\n\n", 1)[1] == plain(letter)
    assert test["From"] == letter["From"]
    assert letter["Reply-To"] == "Camille Tremblay <ana.quispe@mail.example>"


def test_each_recipient_is_one_mail_in_the_chosen_language_and_all_go_to_the_one_who_asked() -> None:
    campaign, user = stories.open_campaign(people=3, languages=("en", "fr")), stories.organizer()
    assert ask(campaign, user, "fr") == 3
    mails = sent()
    assert {mail["To"] for mail in mails} == {"Olga Organizer <organizer@mail.example>"}
    bodies = [plain(mail) for mail in mails]
    assert ["Bonjour Nina Minister," in body for body in bodies] == [True, False, False]
    assert "Bonjour Élise Porte-Parole," in bodies[2]
    assert {mail["Subject"] for mail in mails} == {"[TEST] Prenez la parole : Manifester en paix"}


def test_a_test_is_nobodys_letter_and_nobodys_participation() -> None:
    campaign, user = stories.open_campaign(people=2), stories.organizer()
    before = funnel([campaign.pk]), funnel(), public_count(campaign.pk)
    ask(campaign, user)
    sent()
    assert (funnel([campaign.pk]), funnel(), public_count(campaign.pk)) == before
    assert funnel().letters == 0
    assert not Participation.objects.exists()
    assert not OutgoingMail.objects.filter(campaign=campaign).exists()


def test_a_test_begins_its_history_as_every_mail_does() -> None:
    ask(stories.open_campaign(people=1), stories.organizer())
    event = DeliveryEvent.objects.get()
    assert (event.from_state, event.to_state) == ("", State.QUEUED)


def test_a_campaign_to_many_never_sends_as_many_tests() -> None:
    campaign, user = stories.open_campaign(people=11), stories.organizer()
    revision = current_revision(campaign.letter_id, "en")
    draft = Draft(campaign, "en", "Title", revision.parts)
    with pytest.raises(ValueError, match="11 tests"):
        queue_tests(draft, revision, recipients(campaign, "en", stories.NOW.date()), user, stories.NOW)
    assert not OutgoingMail.objects.exists()


def test_a_subject_that_grew_too_long_by_its_mark_is_cut() -> None:
    campaign, user = stories.open_campaign(people=1), stories.organizer()
    long = LetterParts("{{ campaign.title }} " * 6, "Dear,", "", "Words.", "Me")
    save_revision(campaign.letter, "en", long, user)
    revision = current_revision(campaign.letter_id, "en")
    people = recipients(campaign, "en", stories.NOW.date())
    queue_tests(
        Draft(campaign, "en", "A title of many words " * 9, revision.parts), revision, people, user, stories.NOW
    )
    assert len(OutgoingMail.objects.get().subject) == 300


def test_a_test_of_a_demo_leaves_as_it_goes_to_staff_alone(tmp_path: Path) -> None:
    ask(stories.open_campaign(people=1, purpose=Campaign.Purpose.DEMO), stories.organizer())
    with smtp_server(tmp_path) as server:
        drain(SmtpProvider(Env.email_url_config(server.url)))
        (mail,) = server.received()
    assert mail.recipients == ("organizer@mail.example",)
    assert mail.message["Subject"].startswith("[TEST] ")
    assert not SandboxMail.objects.exists()


def test_a_test_that_came_back_suppresses_nobody_and_proposes_nothing() -> None:
    ask(stories.open_campaign(people=1), stories.organizer())
    mail = OutgoingMail.objects.get()
    leave([mail])
    record([Report(mail.pk, News.BOUNCED, "550 5.1.1 User unknown", hard=True)])
    mail.refresh_from_db()
    assert mail.state == State.BOUNCED
    assert not Suppression.objects.exists()


def test_it_is_known_which_revision_was_tested_and_when_its_last_test_left() -> None:
    campaign, user = stories.open_campaign(people=2), stories.organizer()
    ask(campaign, user)
    (waits,) = revisions_tested(campaign.letter_id)["en"]
    assert (waits.number, waits.left_at, waits.waiting) == (1, None, 2)
    sent()
    (left,) = revisions_tested(campaign.letter_id)["en"]
    assert left.left_at == max(mail.accepted_at for mail in OutgoingMail.objects.all() if mail.accepted_at)
    assert left.waiting == 0
    save_revision(campaign.letter, "en", LetterParts("S", "Dear,", "", "Other words.", "Me"), user)
    ask(campaign, user)
    move([OutgoingMail.objects.latest("pk").pk], (State.QUEUED,), Change(State.CANCELLED))
    newest, older = revisions_tested(campaign.letter_id)["en"]
    assert (newest.number, newest.left_at, newest.waiting) == (2, None, 1)
    assert older == left


def test_tests_of_another_letter_are_not_this_ones() -> None:
    ask(stories.open_campaign(people=1), stories.organizer())
    other = stories.open_campaign("other", people=1)
    assert revisions_tested(other.letter_id) == {}


def test_asking_is_counted_by_the_asking_and_not_by_the_mail() -> None:
    campaign, user = stories.open_campaign(people=3), stories.organizer()
    ask(campaign, user)
    ask(campaign, user)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    assert asked_since(str(user.pk), an_hour_ago) == 2
    assert asked_since(str(user.pk + 1), an_hour_ago) == 0
    assert asked_since(str(user.pk), timezone.now()) == 0
