"""What was heard of mail that left: states move forwards only, in any order, and what follows from them happens once."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import AddressProposal, DeliveryEvent, Kind, Outcomes, OutgoingMail, Suppression
from campaign.delivery.proposals import decide
from campaign.delivery.reports import News, Report, record
from campaign.delivery.states import State
from campaign.delivery.suppression import find, lift, suppress, suppressed
from campaign.targets.models import Target
from tests import stories
from tests.delivery.reported import leave, sent_confirmation, sent_letter, state_of
from tests.stories import NOW

pytestmark = pytest.mark.django_db
GONE = "550 5.1.1 User unknown"


def counted() -> dict[tuple[str, str, str], int]:
    rows = Outcomes.objects.values_list("provider", "domain", "outcome", "number")
    found: dict[tuple[str, str, str], int] = {}
    for provider, domain, outcome, number in rows:
        found[provider, domain, outcome] = found.get((provider, domain, outcome), 0) + number
    return found


def test_every_order_of_the_same_reports_ends_in_the_same_state() -> None:
    letter = sent_letter()
    news = (News.TAKEN, News.DEFERRED, News.DELIVERED, News.BOUNCED)
    for order in permutations(news):
        point = transaction.savepoint()
        for each in order:
            record([Report(letter.pk, each)])
        assert state_of(letter) == State.BOUNCED
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize(
    ("state", "news", "then"),
    [
        (State.SENDING, News.DELIVERED, State.DELIVERED),
        (State.SENDING, News.TAKEN, State.SENDING),
        (State.UNCERTAIN, News.TAKEN, State.ACCEPTED),
        (State.UNCERTAIN, News.DELIVERED, State.DELIVERED),
        (State.UNCERTAIN, News.BOUNCED, State.BOUNCED),
        (State.FAILED, News.DELIVERED, State.DELIVERED),
        (State.DELIVERED, News.DEFERRED, State.DELIVERED),
        (State.DELIVERED, News.BOUNCED, State.BOUNCED),
        (State.DELIVERED, News.TAKEN, State.DELIVERED),
        (State.BOUNCED, News.DELIVERED, State.BOUNCED),
        (State.COMPLAINED, News.BOUNCED, State.COMPLAINED),
        (State.CANCELLED, News.DELIVERED, State.CANCELLED),
        (State.QUEUED, News.BOUNCED, State.QUEUED),
    ],
)
def test_a_report_moves_a_mail_only_forwards(state: State, news: News, then: State) -> None:
    letter = sent_letter()
    OutgoingMail.objects.filter(pk=letter.pk).update(state=state)
    record([Report(letter.pk, news)])
    assert state_of(letter) == then


def test_a_report_about_mail_that_nobody_heard_was_taken_says_that_it_was() -> None:
    letter = sent_letter()
    OutgoingMail.objects.filter(pk=letter.pk).update(state=State.UNCERTAIN, accepted_at=None)
    record([Report(letter.pk, News.DELIVERED)])
    letter.refresh_from_db()
    assert letter.accepted_at is not None
    assert (letter.claim, letter.lease_until) == (None, None)


def test_the_same_report_a_hundred_times_is_one_event_one_count_and_one_proposal() -> None:
    letter = sent_letter()
    before = DeliveryEvent.objects.count()
    for _ in range(100):
        record([Report(letter.pk, News.BOUNCED, GONE, hard=True)] * 3)
    event = DeliveryEvent.objects.latest("pk")
    assert (event.from_state, event.to_state, event.reason) == (State.ACCEPTED, State.BOUNCED, GONE)
    assert DeliveryEvent.objects.count() == before + 1
    assert counted() == {("mailgun", "mail.example", "bounced"): 1}
    assert AddressProposal.objects.count() == 1


def test_a_long_reason_with_broken_characters_is_kept_as_far_as_there_is_room() -> None:
    letter = sent_letter()
    record([Report(letter.pk, News.BOUNCED, "\x00\ud800" + "x" * 9999)])
    letter.refresh_from_db()
    assert letter.reason == "\ufffd" + "x" * 499


def test_letters_that_travel_in_one_mail_share_what_is_heard_and_count_once() -> None:
    stories.people(stories.open_campaign(people=1), 3)
    letters = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk"))
    leave(letters)
    OutgoingMail.objects.filter(kind=Kind.LETTER).update(bundle=letters[0].pk)
    assert record([Report(letters[1].pk, News.BOUNCED, GONE)]) == 3
    assert {state_of(letter) for letter in letters} == {State.BOUNCED}
    assert counted() == {("mailgun", "mail.example", "bounced"): 1}


def test_a_delay_is_counted_while_the_mail_is_under_way_and_changes_no_state() -> None:
    letter = sent_letter()
    before = DeliveryEvent.objects.count()
    record([Report(letter.pk, News.DEFERRED, "451 4.7.1 Later")])
    assert state_of(letter) == State.ACCEPTED
    record([Report(letter.pk, News.DELIVERED)])
    record([Report(letter.pk, News.DEFERRED, "451 4.7.1 Later")])
    assert counted() == {("mailgun", "mail.example", "deferred"): 1}
    assert DeliveryEvent.objects.count() == before + 1


def test_a_report_about_a_mail_that_is_not_there_creates_nothing() -> None:
    assert record([Report(99, News.BOUNCED, GONE, hard=True)]) == 0
    assert (Outcomes.objects.count(), DeliveryEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize(("news", "hard"), [(News.BOUNCED, True), (News.REFUSED, True), (News.COMPLAINED, False)])
def test_a_supporters_dead_or_unwilling_address_gets_no_more_mail(news: News, hard: bool) -> None:
    confirmation = sent_confirmation()
    record([Report(confirmation.pk, news, GONE, hard=hard)])
    found = find("ANA.quispe+news@mail.example")
    assert found is not None
    assert (found.reason, found.evidence) == (GONE, confirmation)
    again = stories.submitted(Campaign.objects.get(), "ana.quispe+again@mail.example", NOW + timedelta(days=2))
    mail = OutgoingMail.objects.get(participation=again)
    assert mail.state == State.SUPPRESSED
    assert "no more" in mail.reason
    event = mail.events.get()
    assert (event.from_state, event.to_state, event.reason) == ("", State.SUPPRESSED, mail.reason)


def test_a_full_mailbox_suppresses_nobody() -> None:
    confirmation = sent_confirmation()
    record([Report(confirmation.pk, News.BOUNCED, "552 5.2.2 Mailbox full", hard=False)])
    assert state_of(confirmation) == State.BOUNCED
    assert not suppressed(["ana.quispe@mail.example"])


def test_mail_to_staff_never_suppresses_its_address() -> None:
    mail = OutgoingMail.objects.create(kind=Kind.STAFF, lane=0, to_email="admin@mail.example", next_attempt_at=NOW)
    leave([mail])
    record([Report(mail.pk, News.BOUNCED, GONE, hard=True)])
    assert not Suppression.objects.exists()


def test_suppressed_addresses_are_known_by_a_hash_and_answered_as_they_were_asked_for() -> None:
    suppress("Ana.Quispe@gmail.com", "Came back")
    suppress("anaquispe@googlemail.com", "Came back again")
    assert suppressed(["anaquispe@gmail.com", "A.na.quispe+x@gmail.com", "other@mail.example"]) == {
        "anaquispe@gmail.com",
        "A.na.quispe+x@gmail.com",
    }
    assert suppressed([]) == set()
    row = Suppression.objects.get()
    assert "quispe" not in f"{row.address_hash} {row}"
    assert row.reason == "Came back"


def test_a_lifted_address_gets_mail_again_and_can_be_suppressed_again() -> None:
    admin = stories.admin()
    suppress("ana@mail.example", "Came back")
    assert lift("Ana@mail.example", admin, NOW)
    assert not lift("ana@mail.example", admin, NOW)
    assert not suppressed(["ana@mail.example"])
    suppress("ana@mail.example", "Came back again")
    assert suppressed(["ana@mail.example"]) == {"ana@mail.example"}
    lifted = Suppression.objects.get(lifted_at__isnull=False)
    assert (lifted.lifted_by, lifted.lifted_at) == (admin, NOW)


def test_a_targets_dead_address_is_only_proposed_with_the_evidence() -> None:
    letter = sent_letter()
    record([Report(letter.pk, News.BOUNCED, GONE, hard=True)])
    proposal = AddressProposal.objects.get()
    assert (proposal.target, proposal.address, proposal.evidence) == (stories.target(1), "target1@mail.example", letter)
    assert proposal.reason == GONE
    assert stories.target(1).deliverable
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("news", [News.COMPLAINED, News.DELIVERED])
def test_neither_a_complaint_of_an_office_nor_a_delivery_is_a_reason_to_propose(news: News) -> None:
    letter = sent_letter()
    record([Report(letter.pk, news)])
    assert not AddressProposal.objects.exists()


def test_a_person_decides_once_and_their_name_stays() -> None:
    letter, admin = sent_letter(), stories.admin()
    record([Report(letter.pk, News.BOUNCED, GONE, hard=True)])
    other = User.objects.create_user("other", "other@mail.example", stories.PASSWORD)
    decided = decide(AddressProposal.objects.get(), disable=True, by=admin, now=timezone.now())
    assert (decided.state, decided.decided_by) == (AddressProposal.State.DISABLED, admin)
    assert stories.target(1).address_state == Target.AddressState.DISABLED
    again = decide(decided, disable=False, by=other, now=timezone.now())
    assert (again.state, again.decided_by) == (AddressProposal.State.DISABLED, admin)


def test_a_kept_address_is_asked_about_again_only_for_letters_that_left_later() -> None:
    stories.people(stories.open_campaign(people=1), 3)
    letters = list(OutgoingMail.objects.filter(kind=Kind.LETTER).order_by("pk"))
    leave(letters)
    record([Report(letters[0].pk, News.BOUNCED, GONE, hard=True)])
    now = timezone.now() + timedelta(minutes=1)
    decide(AddressProposal.objects.get(), disable=False, by=stories.admin(), now=now)
    assert stories.target(1).deliverable
    record([Report(letters[1].pk, News.BOUNCED, GONE, hard=True)])
    assert AddressProposal.objects.count() == 1
    OutgoingMail.objects.filter(pk=letters[2].pk).update(accepted_at=now + timedelta(minutes=1))
    record([Report(letters[2].pk, News.BOUNCED, GONE, hard=True)])
    assert AddressProposal.objects.count() == 2


def test_nobody_is_asked_about_an_address_that_the_person_no_longer_has() -> None:
    letter = sent_letter()
    Target.objects.update(email="new@mail.example")
    record([Report(letter.pk, News.BOUNCED, GONE, hard=True)])
    assert not AddressProposal.objects.exists()
