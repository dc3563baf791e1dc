"""What each variant did, counted from the rows, and compared only with what was drawn beside it."""

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.models import Campaign
from campaign.letters.alternatives import Others
from campaign.letters.queries import current_revision
from campaign.letters.services import save_revision
from campaign.participation.models import Participation
from campaign.stats.variants import Contest, Counts, contests_of, how_much_changed, identical
from tests import stories

pytestmark = pytest.mark.django_db
VARIED = replace(stories.LETTERS["en"], others=Others(subjects=("Speak up",), endings=("I await your answer.",)))


@pytest.fixture
def campaign() -> Campaign:
    found = stories.open_campaign(people=1)
    save_revision(found.letter, "en", VARIED, None)
    return found


def took_part(campaign: Campaign, variant: str, number: int, confirmed: int = 0, changed: int | None = 0) -> None:
    """So many forms of this variant of today's letter, the first of them confirmed."""
    revision = current_revision(campaign.letter_id, "en")
    start = Participation.objects.count()
    Participation.objects.bulk_create(
        Participation(
            campaign=campaign,
            language="en",
            canonical_email=f"p{start + n}@mail.example",
            revision=revision,
            recipient_keys=[],
            state="confirmed" if n < confirmed else "pending",
            confirmed_at=stories.NOW if n < confirmed else None,
            variant=variant,
            words_changed=changed,
        )
        for n in range(number)
    )


def contest(campaign: Campaign, place: str) -> Contest:
    (found,) = [one for one in contests_of(campaign.pk, campaign.letter_id) if one.place == place and one.current]
    return found


def test_each_text_is_counted_whatever_stood_beside_it(campaign: Campaign) -> None:
    took_part(campaign, "1.1.1", 10, confirmed=5)
    took_part(campaign, "1.1.2", 4, confirmed=4, changed=30)
    took_part(campaign, "2.1.1", 3)
    assert [way.counts for way in contest(campaign, "subject").ways] == [Counts(14, 9, 4), Counts(3, 0, 0)]
    assert [way.counts for way in contest(campaign, "ending").ways] == [Counts(13, 5, 0), Counts(4, 4, 4)]
    assert [way.text for way in contest(campaign, "ending").ways] == [
        "Thank you for reading this.",
        "I await your answer.",
    ]


def test_before_anybody_wrote_there_are_texts_without_numbers(campaign: Campaign) -> None:
    assert contest(campaign, "subject").submitted == 0
    assert [one.place for one in contests_of(campaign.pk, campaign.letter_id)] == ["subject", "ending"]


def test_it_is_too_early_to_tell_until_the_intervals_part(campaign: Campaign) -> None:
    took_part(campaign, "1.1.1", 10, confirmed=5)
    took_part(campaign, "2.1.1", 10, confirmed=9)
    assert contest(campaign, "subject").best is None
    took_part(campaign, "1.1.1", 90, confirmed=45)
    took_part(campaign, "2.1.1", 90, confirmed=81)
    best = contest(campaign, "subject").best
    assert best is not None
    assert best.text == "Speak up"


def test_who_withdrew_had_confirmed(campaign: Campaign) -> None:
    took_part(campaign, "1.1.1", 1, confirmed=1)
    Participation.objects.update(state="withdrawn")
    assert contest(campaign, "subject").ways[0].counts.confirmed == 1


def test_a_change_elsewhere_in_the_letter_goes_on_with_the_same_numbers(campaign: Campaign) -> None:
    took_part(campaign, "2.1.1", 3)
    save_revision(campaign.letter, "en", replace(VARIED, signature="Me"), None)
    took_part(campaign, "2.1.1", 4)
    assert contest(campaign, "subject").ways[1].counts.submitted == 7


def test_a_text_that_came_later_begins_anew_and_the_old_numbers_stay(campaign: Campaign) -> None:
    took_part(campaign, "2.1.1", 3)
    save_revision(campaign.letter, "en", replace(VARIED, others=Others(subjects=("Speak up", "Act"))), None)
    took_part(campaign, "3.1.1", 2)
    assert [way.counts.submitted for way in contest(campaign, "subject").ways] == [0, 0, 2]
    older = [one for one in contests_of(campaign.pk, campaign.letter_id) if not one.current]
    assert [(one.place, one.submitted) for one in older] == [("subject", 3), ("ending", 3)]


def test_how_much_was_changed_falls_into_five_classes(campaign: Campaign) -> None:
    for changed in (0, 0, 1, 10, 11, 25, 26, 50, 51, 100, None):
        took_part(campaign, "", 1, changed=changed)
    assert [one.letters for one in how_much_changed(campaign.pk)] == [2, 2, 2, 2, 2]
    assert (identical(how_much_changed(campaign.pk)).part, identical(how_much_changed(campaign.pk)).whole) == (2, 10)


def test_other_campaigns_are_not_counted(campaign: Campaign) -> None:
    took_part(stories.open_campaign("other", people=1), "1.1.1", 3)
    assert contest(campaign, "subject").submitted == 0
    assert identical(how_much_changed(campaign.pk)).whole == 0


def test_it_takes_a_few_questions_however_many_wrote(
    campaign: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for variant in ("1.1.1", "1.1.2", "2.1.1", "2.1.2"):
        took_part(campaign, variant, 5)
    with django_assert_max_num_queries(3):
        contests_of(campaign.pk, campaign.letter_id)
