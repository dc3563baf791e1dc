"""A campaign from nothing, and one from another: always a draft, at an address of its own."""

from datetime import timedelta

import pytest

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import free_slug
from campaign.campaigns.services import (
    AddressTaken,
    Draft,
    copy_as_draft,
    copy_for_rehearsal,
    create_draft,
    problems_of,
    rearrange_draft,
)
from campaign.letters.models import Letter
from campaign.letters.queries import current_revisions
from campaign.letters.services import save_revision
from tests import stories

pytestmark = pytest.mark.django_db


def draft(slug: str = "visas") -> Draft:
    return Draft(slug, stories.team(), ["en", "fr"], "en", "#1f5f8b", "Visas", "Give visas.", "A story.")


def test_a_new_campaign_is_a_draft_that_lacks_what_is_not_written_yet() -> None:
    made = create_draft(draft(), stories.NOW)
    assert (made.state, made.purpose, made.opened_at, made.created_at) == ("draft", "action", None, stories.NOW)
    assert (made.texts.get().language, made.texts.get().title) == ("en", "Visas")
    assert len(problems_of(made, stories.NOW.date())) == 4  # a page, two letters, somebody to write to


def test_an_address_that_is_taken_leaves_nothing_behind() -> None:
    stories.draft_campaign("visas")
    letters = Letter.objects.count()
    with pytest.raises(AddressTaken):
        create_draft(draft(), stories.NOW)
    assert (Campaign.objects.count(), Letter.objects.count()) == (1, letters)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Des visas, dès demain !", "des-visas-des-demain"),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("مرحبا", "campaign"),
        ("x" * 200, "x" * 50),
        ("-_-", "campaign"),
    ],
)
def test_an_address_is_proposed_from_any_title(title: str, slug: str) -> None:
    assert free_slug(title) == slug
    for _ in range(2):
        create_draft(draft(free_slug(title)), stories.NOW)
    assert free_slug(title) == f"{slug[:44]}-3"


def test_a_drafts_address_and_languages_change_until_it_was_open() -> None:
    made = create_draft(draft(), stories.NOW)
    assert rearrange_draft(made, "papers", stories.team("other"), ["fr"], "fr")
    assert (made.slug, made.team.slug, made.languages, made.default_language) == ("papers", "other", ["fr"], "fr")
    known = stories.open_campaign()
    assert not rearrange_draft(known, "elsewhere", known.team, ["fr"], "fr")
    with pytest.raises(AddressTaken):
        rearrange_draft(made, known.slug, made.team, ["fr"], "fr")
    assert Campaign.objects.get(pk=made.pk).slug == "papers"


def test_a_copy_has_the_words_the_people_and_the_settings_and_no_supporters() -> None:
    first = stories.open_campaign(people=3, languages=("en", "fr"))
    save_revision(first.letter, "en", stories.LETTERS["es"], None)
    Campaign.objects.update(
        goal=7,
        stretch_goals=True,
        accent="#1f5f8b",
        postal_code="off",
        undo_window_seconds=9,
        mailbox_per_hour=8,
        office_hours=True,
        bundles=True,
        horizon_days=5,
        time_zone="America/Lima",
        closes_at=stories.NOW + timedelta(days=9),
    )
    first.refresh_from_db()
    stories.confirmed(first)

    copy = copy_as_draft(first, "again", stories.NOW)

    assert (copy.state, copy.opened_at, copy.closed_at, copy.team) == ("draft", None, None, first.team)
    assert (copy.opens_at, copy.closes_at) == (None, None)
    same = ("languages", "default_language", "goal", "stretch_goals", "accent", "postal_code", "undo_window_seconds")
    for name in (*same, "mailbox_per_hour", "office_hours", "bundles", "horizon_days", "time_zone"):
        assert getattr(copy, name) == getattr(first, name), name
    words = ("language", "title", "ask", "story", "share_text", "thanks")
    assert list(copy.texts.values(*words)) == list(first.texts.values(*words))
    people = ("position", "target", "office", "role", "greeting")
    assert list(copy.addressees.values(*people)) == list(first.addressees.values(*people))
    copied, before = current_revisions(copy.letter_id), current_revisions(first.letter_id)
    assert {code: (one.number, one.parts) for code, one in copied.items()} == {
        code: (1, one.parts) for code, one in before.items()
    }
    assert copy.participations.count() == 0
    assert (first.participations.count(), first.addressees.count(), first.texts.count()) == (1, 3, 2)


@pytest.mark.parametrize(("purpose", "copied"), [("action", "action"), ("demo", "demo"), ("rehearsal", "action")])
def test_the_copy_of_a_demo_writes_to_nobody_either(purpose: str, copied: str) -> None:
    first = stories.open_campaign(people=1, purpose=Campaign.Purpose(purpose))
    assert copy_as_draft(first, "again", stories.NOW).purpose == copied


def test_a_copy_takes_nobodys_address() -> None:
    first = stories.open_campaign(people=1)
    with pytest.raises(AddressTaken):
        copy_as_draft(first, first.slug, stories.NOW)
    assert Campaign.objects.count() == 1


def test_a_rehearsal_still_leaves_at_once_whatever_the_campaigns_pace() -> None:
    first = stories.open_campaign(people=1)
    first.mailbox_per_hour, first.office_hours = 1, True
    rehearsal = copy_for_rehearsal(first, "rehearsal", stories.NOW)
    assert (rehearsal.state, rehearsal.purpose, rehearsal.undo_window_seconds) == ("open", "rehearsal", 0)
    assert (rehearsal.mailbox_per_hour, rehearsal.office_hours) == (None, False)
