"""What an office answers to a letter's return address reaches the supporter: once, in plain text, and never in circles."""

from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from campaign.campaigns.queries import page_of
from campaign.delivery.bounce_mail import take
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.states import State
from campaign.delivery.suppression import suppress
from campaign.participation.models import Participation
from tests import stories
from tests.delivery.reported import leave, payload, sent_confirmation, sent_letter

pytestmark = pytest.mark.django_db


def replies() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=Kind.REPLY).order_by("pk"))


def came_back(name: str, mail: OutgoingMail) -> bool:
    return take(payload(name, mail), timezone.now())


def test_an_automatic_answer_reaches_the_supporter_in_the_offices_words() -> None:
    letter = sent_letter()
    assert came_back("answer_automatic.eml", letter)
    (reply,) = replies()
    assert (reply.to_email, reply.to_name) == ("ana.quispe@mail.example", "Ana Quispe")
    assert (reply.participation, reply.addressee, reply.seat) == (letter.participation, letter.addressee, letter.seat)
    OutgoingMail.objects.exclude(pk=reply.pk).update(state=State.ACCEPTED)
    OutgoingMail.objects.filter(pk=reply.pk).update(next_attempt_at=stories.NOW)
    assert drain(SandboxProvider()).accepted == 1
    sent = message_from_bytes(bytes(SandboxMail.objects.get(outgoing=reply).raw), policy=policy.default)
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Subject"] == "Answer to your letter: Automatic reply / Réponse automatique"
    assert sent.get_content_type() == "text/plain"
    text = sent.get_content()
    assert "Hello Ana," in text
    assert "Nina Minister’s office answered automatically:" in text
    assert "Votre message a bien été reçu." in text


def test_a_second_automatic_answer_is_understood_and_not_sent() -> None:
    letter = sent_letter()
    for _ in range(100):
        assert came_back("answer_automatic.eml", letter)
    assert len(replies()) == 1


def test_a_persons_answer_is_passed_on_and_a_second_one_is_left_to_a_person() -> None:
    letter = sent_letter()
    assert came_back("answer_person.eml", letter)
    assert not came_back("answer_person.eml", letter)
    (reply,) = replies()
    assert reply.text.startswith("Nina Minister’s office answered:\n\nDear Ana Quispe,")


def test_an_answer_to_a_notice_of_ours_goes_no_further() -> None:
    confirmation = sent_confirmation()
    assert came_back("answer_automatic.eml", confirmation)
    assert not came_back("answer_person.eml", confirmation)
    assert replies() == []


def test_an_answer_to_an_answer_that_was_passed_on_ends_there() -> None:
    letter = sent_letter()
    came_back("answer_automatic.eml", letter)
    (reply,) = replies()
    leave([reply])
    assert came_back("answer_automatic.eml", reply)
    assert len(replies()) == 1


def test_an_answer_to_a_bundle_reaches_everybody_in_it() -> None:
    stories.people(stories.open_campaign(people=1), 3)
    letters = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk"))
    leave(letters)
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(bundle=letters[0].pk)
    assert came_back("answer_automatic.eml", letters[0])
    assert {reply.to_email for reply in replies()} == {f"supporter{n}@mail.example" for n in (1, 2, 3)}


def test_nothing_is_passed_on_to_who_was_erased_or_cannot_be_written_to() -> None:
    letter = sent_letter()
    suppress("ana.quispe@mail.example", "Came back")
    came_back("answer_automatic.eml", letter)
    assert [reply.state for reply in replies()] == [State.SUPPRESSED]
    Participation.objects.update(state=Participation.State.ERASED)
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(to_name="")
    assert not came_back("answer_person.eml", letter)


def test_the_words_around_it_are_in_the_supporters_language() -> None:
    campaign = stories.open_campaign(people=1, languages=("en", "fr"))
    letter = sent_letter(campaign, page=page_of(campaign, "fr", stories.NOW.date()))
    came_back("answer_automatic.eml", letter)
    (reply,) = replies()
    assert "Votre message a bien été reçu." in reply.text


def test_a_bounce_by_mail_moves_its_mail() -> None:
    letter = sent_letter(reference="")
    assert came_back("postfix_unknown.eml", letter)
    letter.refresh_from_db()
    assert letter.state == State.BOUNCED
    assert letter.reason.startswith("550 5.1.1")
    assert replies() == []
