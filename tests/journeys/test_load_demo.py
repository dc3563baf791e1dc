"""The first start fills an empty database, and a second one leaves everything as staff left it."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models

from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.campaigns.queries import open_campaigns, page_of
from campaign.journeys import load_demo as loading
from campaign.journeys.load_demo import load_demo
from campaign.letters.models import Letter
from campaign.letters.parts import LetterParts
from campaign.letters.services import save_revision
from campaign.targets.models import Target
from tests import stories

pytestmark = pytest.mark.django_db

DATA = Path(settings.BASE_DIR) / "data"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LOADED = ("accounts", "targets", "letters", "campaigns")


def everything() -> dict[str, list[dict[str, object]]]:
    """Each table that the demo fills, row by row."""
    return {model.__name__: list(_rows(model)) for model in apps.get_models() if model._meta.app_label in LOADED}


def _rows(model: type[models.Model]) -> models.QuerySet[models.Model, dict[str, object]]:
    return model._default_manager.order_by("pk").values()


def test_an_empty_database_gets_both_demo_campaigns_open() -> None:
    loaded = load_demo(DATA, NOW)
    assert loaded.campaigns == ("foreign-minister", "peru-2022")
    assert loaded.people > 400
    for language in ("en", "fr", "es"):
        cards = open_campaigns(language)
        assert [(card.slug, card.language) for card in cards] == [
            ("peru-2022", language),
            ("foreign-minister", language),
        ]
    assert set(Campaign.objects.values_list("purpose", "team__slug")) == {("demo", "demo")}
    for campaign in Campaign.objects.all():
        campaign.full_clean()


def test_peru_names_the_five_people_with_the_roles_of_that_month() -> None:
    load_demo(DATA, NOW)
    page = page_of(Campaign.objects.get(slug="peru-2022"), "en", NOW.date())
    assert [(person.name, person.greeting) for person in page.recipients] == [
        ("Mélanie Joly", "Dear Minister Joly"),
        ("Michael Chong", "Dear Michael Chong"),
        ("Stéphane Bergeron", "Dear Stéphane Bergeron"),
        ("Heather McPherson", "Dear Heather McPherson"),
        ("Elizabeth May", "Dear Elizabeth May"),
    ]
    assert page.recipients[0].role == "Minister of Foreign Affairs"
    assert all(person.email.endswith("@parl.gc.ca") for person in page.recipients)


def test_the_contested_office_is_left_out_and_the_shared_one_has_both_holders() -> None:
    load_demo(DATA, NOW)
    campaign = Campaign.objects.get(slug="foreign-minister")
    page = page_of(campaign, "en", NOW.date())
    offices = {row.pk: row.office.slug for row in campaign.addressees.select_related("office") if row.office}
    written_to = [offices[person.addressee_id] for person in page.recipients]
    assert "critic-foreign-affairs-cpc" in offices.values()
    assert "critic-foreign-affairs-cpc" not in written_to
    assert written_to.count("parliamentary-secretary-foreign-affairs") == 2


def test_every_language_of_a_page_has_its_letter_and_no_text_has_loose_ends() -> None:
    load_demo(DATA, NOW)
    assert {campaign.slug for campaign in Campaign.objects.all()} == {"peru-2022", "foreign-minister"}
    for campaign in Campaign.objects.all():
        for language in campaign.languages:
            page = page_of(campaign, language, NOW.date())
            assert len(page.story) >= 3
            assert "{" not in page.subject + page.body
    for text in CampaignText.objects.all():
        assert text.story == text.story.strip()
        assert text.thanks
        assert text.share_text


def test_a_second_run_changes_nothing() -> None:
    load_demo(DATA, NOW)
    before = everything()
    loaded = load_demo(DATA, datetime(2027, 1, 1, tzinfo=UTC))
    assert (loaded.people, loaded.offices, loaded.tenures, loaded.campaigns) == (0, 0, 0, ())
    assert everything() == before


def test_what_staff_changed_stays() -> None:
    load_demo(DATA, NOW)
    campaign = Campaign.objects.get(slug="peru-2022")
    CampaignText.objects.filter(campaign=campaign, language="en").update(title="Our own title")
    save_revision(campaign.letter, "en", stories.LETTERS["en"], None)
    Campaign.objects.filter(slug="foreign-minister").update(state=Campaign.State.CLOSED)
    Target.objects.filter(source_id="88384").update(email="melanie.joly@mail.example")
    Addressee.objects.filter(campaign=campaign, target__source_id="2897").delete()
    before = everything()
    load_demo(DATA, NOW)
    assert everything() == before


def test_a_demo_campaign_that_is_missing_is_added_beside_the_other() -> None:
    load_demo(DATA, NOW)
    Campaign.objects.get(slug="peru-2022").delete()
    assert load_demo(DATA, NOW).campaigns == ("peru-2022",)


def test_a_broken_letter_leaves_the_database_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*parts: str, **named: str) -> LetterParts:
        return LetterParts("{{ supporter.shoe_size }}", "a", "b", "c", "d")

    monkeypatch.setattr(loading, "LetterParts", broken)
    with pytest.raises(ValueError, match="shoe_size"):
        load_demo(DATA, NOW)
    assert not Target.objects.exists()
    assert not Letter.objects.exists()


def test_the_command_says_in_plain_lines_what_it_loaded() -> None:
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "Demo campaigns opened: foreign-minister, peru-2022" in out.getvalue()


def test_if_empty_does_nothing_where_there_is_a_campaign() -> None:
    stories.draft_campaign()
    before = everything()
    out = StringIO()
    call_command("load_demo", "--if-empty", stdout=out)
    assert everything() == before
    assert "nothing was loaded" in out.getvalue()


def test_if_empty_loads_where_there_is_none() -> None:
    call_command("load_demo", "--if-empty", stdout=StringIO())
    assert Campaign.objects.count() == 2


def test_an_addressee_nobody_knows_is_named_in_one_clear_line() -> None:
    stories.target(1)
    Target.objects.update(source="ca-house")  # a roster of staff's own, in which nobody of ours is
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_demo", stdout=StringIO())
    assert not Campaign.objects.exists()
