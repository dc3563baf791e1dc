"""Confirming: who counts, once, whatever happens at the same time."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from campaign.campaigns.services import close_campaign
from campaign.participation import services
from campaign.participation.models import NewsletterConsent, Participation
from campaign.participation.queries import confirmed_twin, number_of, other_pending
from campaign.participation.services import Outcome
from campaign.participation.tokens import participation_for, token_for
from tests import stories
from tests.stories import NOW

pytestmark = pytest.mark.django_db
State = Participation.State


def test_a_pending_letter_counts_once_it_is_confirmed() -> None:
    participation = stories.submitted(stories.open_campaign())
    assert services.confirm(participation, NOW) is Outcome.CONFIRMED
    participation.refresh_from_db()
    assert participation.state == State.CONFIRMED
    assert participation.confirmed_at == NOW
    assert participation.undo_until == NOW + timedelta(seconds=120)


def test_a_second_click_on_the_same_link_changes_nothing() -> None:
    participation = stories.submitted(stories.open_campaign())
    services.confirm(participation, NOW)
    assert services.confirm(participation, NOW + timedelta(hours=1)) is Outcome.ALREADY_CONFIRMED
    participation.refresh_from_db()
    assert participation.confirmed_at == NOW


def test_an_address_counts_once_however_many_letters_it_wrote() -> None:
    campaign = stories.open_campaign()
    first, second = stories.submitted(campaign), stories.submitted(campaign)
    assert services.confirm(second, NOW) is Outcome.CONFIRMED
    assert services.confirm(first, NOW) is Outcome.TWIN_CONFIRMED
    assert confirmed_twin(first) == second


def test_a_plus_tag_does_not_make_a_second_person() -> None:
    campaign = stories.open_campaign()
    services.confirm(stories.submitted(campaign, "ana@mail.example"), NOW)
    twin = stories.submitted(campaign, "ANA+again@mail.example")
    assert services.confirm(twin, NOW) is Outcome.TWIN_CONFIRMED


def test_the_database_itself_refuses_a_second_confirmed_row() -> None:
    campaign = stories.open_campaign()
    stories.confirmed(campaign)
    second = stories.submitted(campaign)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.filter(pk=second.pk).update(state=State.CONFIRMED)


def test_nobody_can_confirm_after_the_campaign_closed() -> None:
    campaign = stories.open_campaign()
    participation = stories.submitted(campaign)
    close_campaign(campaign, NOW)
    assert services.confirm(participation, NOW) is Outcome.CLOSED
    participation.refresh_from_db()
    assert participation.state == State.PENDING


def test_a_withdrawn_letter_is_not_confirmed_again_by_its_old_link() -> None:
    participation = stories.confirmed(stories.open_campaign())
    assert services.withdraw(participation, NOW)
    assert services.confirm(participation, NOW) is Outcome.WITHDRAWN


def test_who_withdrew_may_take_part_again() -> None:
    campaign = stories.open_campaign()
    services.withdraw(stories.confirmed(campaign), NOW)
    assert services.confirm(stories.submitted(campaign), NOW) is Outcome.CONFIRMED


@pytest.mark.django_db(transaction=True)
def test_of_ten_letters_of_one_address_confirmed_at_once_exactly_one_counts() -> None:
    campaign = stories.open_campaign()
    letters = [stories.submitted(campaign) for _ in range(10)]
    outcomes: list[Outcome] = []
    together = Barrier(len(letters))

    def click(participation: Participation) -> None:
        together.wait(timeout=30)
        outcomes.append(services.confirm(participation, NOW))
        connection.close()

    clicks = [Thread(target=click, args=(letter,)) for letter in letters]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert sorted(outcome.name for outcome in outcomes) == ["CONFIRMED"] + ["TWIN_CONFIRMED"] * 9
    assert Participation.objects.filter(state=State.CONFIRMED).count() == 1


def test_every_pending_letter_keeps_its_own_words_and_its_own_link() -> None:
    campaign = stories.open_campaign()
    mine, theirs = stories.submitted(campaign), stories.submitted(campaign)
    assert token_for("confirm", mine) != token_for("confirm", theirs)
    assert participation_for("confirm", token_for("confirm", mine)) == mine
    assert other_pending(mine) == [theirs]


@pytest.mark.parametrize(("made_for", "used_for"), [("sent", "confirm"), ("letter", "confirm"), ("confirm", "letter")])
def test_a_link_made_for_one_purpose_opens_no_other_door(made_for: str, used_for: str) -> None:
    participation = stories.submitted(stories.open_campaign())
    token = token_for(made_for, participation)  # type: ignore[arg-type]  # the parameters are purposes
    assert participation_for(used_for, token) is None  # type: ignore[arg-type]


def test_the_number_on_the_receipt_counts_those_who_confirmed_before() -> None:
    campaign = stories.open_campaign()
    people = [
        stories.confirmed(campaign, f"supporter{n}@mail.example", NOW + timedelta(minutes=n)) for n in range(1, 4)
    ]
    assert [number_of(person) for person in people] == [1, 2, 3]


def test_a_ticked_newsletter_box_keeps_the_words_the_language_and_the_time() -> None:
    campaign = stories.open_campaign(languages=("fr",))
    form = stories.submission(campaign, language="fr")
    participation = services.submit(form.__class__(**(vars(form) | {"newsletter": True})), NOW)
    consent = NewsletterConsent.objects.get(participation=participation)
    assert (consent.wording_version, consent.language, consent.given_at) == ("2026-11", "fr", NOW)


def test_an_unticked_newsletter_box_leaves_no_consent() -> None:
    stories.submitted(stories.open_campaign())
    assert not NewsletterConsent.objects.exists()
