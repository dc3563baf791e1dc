"""Making a campaign without the back office: the first step, the way through the others, and a copy of another."""

import pytest
from django.test import Client
from django.urls import reverse

from campaign.accounts.models import Team, User
from campaign.campaigns.models import Campaign
from campaign.letters.models import Revision
from campaign.letters.skeletons import SKELETONS
from tests import stories
from tests.web.staff.pages import links, words

NEW = "/staff/new-campaign/"
DRAFT = "/staff/campaigns/visas-for-families/"
WHY = {
    "title": "Visas for families",
    "ask": "Give them visas.",
    "story": "One.\r\n\r\nTwo.",
    "languages": ["en", "fr"],
    "default_language": "en",
    "slug": "",
    "accent": "#1F5F8B",
}
LETTER = {
    "subject": "Visas",
    "salutation": "{{ target.greeting }},",
    "opening": "",
    "body": "Please give them visas.",
    "signature": "{{ supporter.name }}",
}


@pytest.fixture
def why(organizer: User) -> dict[str, object]:
    return WHY | {"team": organizer.teams.get().pk}


def made() -> Campaign:
    return Campaign.objects.exclude(slug="peaceful-protest").get()


def test_the_first_page_leads_to_a_new_campaign(as_organizer: Client, protest: Campaign) -> None:
    assert links(as_organizer.get("/staff/"))["New campaign"] == NEW


def test_the_first_step_makes_a_draft_and_leads_to_the_second(as_organizer: Client, why: dict[str, object]) -> None:
    answer = as_organizer.post(NEW, why)
    assert answer["Location"] == f"{DRAFT}recipients/"
    campaign = made()
    assert (campaign.state, campaign.team.slug, campaign.accent) == ("draft", "solidarity", "#1f5f8b")
    assert (campaign.languages, campaign.default_language) == (["en", "fr"], "en")
    assert campaign.texts.get().story == "One.\n\nTwo."
    assert "is kept as a draft" in words(as_organizer.get(answer["Location"]))


def test_a_draft_shows_what_is_done_and_leads_on(as_organizer: Client, why: dict[str, object]) -> None:
    as_organizer.post(NEW, why)
    page = as_organizer.get(DRAFT)
    assert "French: the page has no text yet." in words(page)
    assert "Why to do" in words(page)
    assert links(page)["Go on: Why"] == f"{DRAFT}page/fr/"
    as_organizer.post(f"{DRAFT}page/fr/", {"title": "Visas", "ask": "Visas.", "story": "Une."})
    page = as_organizer.get(DRAFT)
    assert "Why done" in words(page)
    assert links(page)["Go on: Who"] == f"{DRAFT}recipients/"
    as_organizer.post(f"{DRAFT}recipients/", {"action": "add-person", "id": stories.target(1).pk})
    assert links(as_organizer.get(DRAFT))["Go on: What"] == f"{DRAFT}letter/en/"
    for language in ("en", "fr"):
        assert "Check to do" in words(as_organizer.get(DRAFT))
        as_organizer.post(f"{DRAFT}letter/{language}/", LETTER | {"action": "save"})
    page = as_organizer.get(DRAFT)
    assert "Check done" in words(page)
    assert links(page)["Go on: Launch"] == f"{DRAFT}open/"
    as_organizer.post(f"{DRAFT}open/")
    assert made().is_open
    assert "Launch" not in words(as_organizer.get(DRAFT))


def test_nobody_else_sees_the_draft(as_organizer: Client, as_stranger: Client, why: dict[str, object]) -> None:
    as_organizer.post(NEW, why)
    assert as_stranger.get(DRAFT).status_code == 404
    assert Client().get("/en/c/visas-for-families/").status_code == 404


def test_an_address_that_is_taken_is_named_with_one_that_is_free(as_organizer: Client, why: dict[str, object]) -> None:
    answer = as_organizer.post(NEW, why | {"slug": "Peaceful-Protest"})
    assert answer.status_code == 422
    assert "Another campaign has the address “peaceful-protest”. “peaceful-protest-2” is free." in words(answer)
    assert "Give them visas." in words(answer)
    assert Campaign.objects.count() == 1


def test_two_campaigns_of_one_title_stand_at_two_addresses(as_organizer: Client, why: dict[str, object]) -> None:
    for _ in range(2):
        as_organizer.post(NEW, why)
    slugs = Campaign.objects.exclude(slug="peaceful-protest").values_list("slug", flat=True)
    assert sorted(slugs) == ["visas-for-families", "visas-for-families-2"]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"title": "a\u202eb"}, "invisible characters that change the direction"),
        ({"title": "x" * 10_000}, "at most 200 characters"),
        ({"title": "a\x00b"}, "Null characters are not allowed"),
        ({"title": " "}, "This field is required"),
        ({"ask": "\u2066x"}, "invisible characters that change the direction"),
        ({"story": "x" * 20_001}, "too long"),
        ({"slug": "<script>"}, "Use letters without accents, digits and hyphens only"),
        ({"slug": "a b"}, "Use letters without accents, digits and hyphens only"),
        ({"slug": "a\r\nSet-Cookie: b"}, "Use letters without accents, digits and hyphens only"),
        ({"slug": "a\u202eb"}, "Use letters without accents, digits and hyphens only"),
        ({"slug": "../../admin"}, "Use letters without accents, digits and hyphens only"),
        ({"slug": "x" * 10_000}, "at most 50 characters"),
        ({"languages": []}, "Choose one language at least."),
        ({"languages": ["en", "xx"]}, "xx is not one of the available choices"),
        ({"default_language": "es"}, "Choose one of the campaign's languages."),
        ({"accent": "#ffcc00"}, "too light to be read"),
        ({"team": "999999"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason_and_nothing_typed_is_lost(
    as_organizer: Client, why: dict[str, object], typed: dict[str, object], reason: str
) -> None:
    answer = as_organizer.post(NEW, why | {"story": "Kept as it was typed."} | typed)
    assert answer.status_code == 422
    assert reason in words(answer)
    assert "story" in typed or "Kept as it was typed." in words(answer)
    assert Campaign.objects.count() == 1


def test_markup_in_a_title_is_text_on_every_page(as_organizer: Client, why: dict[str, object]) -> None:
    as_organizer.post(NEW, why | {"title": "<script>alert(1)</script>\r\nX: y {{ site.name }}"})
    campaign = made()
    assert campaign.slug == "scriptalert1script-x-y-sitename"
    for page in ("", "recipients/", "address/", "page/en/", "letter/en/", "open/", "settings/"):
        shown = as_organizer.get(f"/staff/campaigns/{campaign.slug}/{page}").content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt; X: y {{ site.name }}" in shown
    assert "<script>alert" not in as_organizer.get("/staff/").content.decode()


def test_an_organizer_of_several_teams_chooses_one_and_of_no_other(
    as_organizer: Client, organizer: User, stranger: User, why: dict[str, object]
) -> None:
    second = Team.objects.create(name="Second", slug="second")
    organizer.teams.add(second)
    page = words(as_organizer.get(NEW))
    assert "Second" in page
    assert "Elsewhere" not in page
    as_organizer.post(NEW, why | {"team": second.pk})
    assert made().team == second
    assert as_organizer.post(NEW, why | {"team": stranger.teams.get().pk}).status_code == 422


def test_an_admin_without_any_team_is_told_what_is_missing(db: None) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(stories.admin())
    assert "A campaign belongs to a team, and there is none yet." in words(client.get(NEW))
    assert client.post(NEW, WHY).status_code == 422


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_editor_of_an_unwritten_letter_begins_with_our_text_and_keeps_nothing(
    as_organizer: Client, why: dict[str, object], language: str
) -> None:
    as_organizer.post(NEW, why)
    page = words(as_organizer.get(f"{DRAFT}letter/{language}/"))
    assert SKELETONS[language].body.splitlines()[0] in page
    assert not Revision.objects.filter(letter=made().letter).exists()


def test_a_letter_with_a_prompt_left_can_be_looked_at_and_not_saved(
    as_organizer: Client, why: dict[str, object]
) -> None:
    as_organizer.post(NEW, why)
    typed = LETTER | {"body": "Mine.\n\n✎ Say why"}
    as_organizer.post(f"{DRAFT}recipients/", {"action": "add-person", "id": stories.target(1).pk})
    previewed = as_organizer.post(f"{DRAFT}letter/en/", typed | {"action": "preview"})
    assert previewed.status_code == 200
    assert "Dear Nina Minister," in words(previewed)
    seen = as_organizer.post(reverse("staff-letter-preview", args=["visas-for-families", "en"]), typed)
    assert "✎ Say why" in words(seen)
    assert "still begins with" not in words(seen)
    saved = as_organizer.post(f"{DRAFT}letter/en/", typed | {"action": "save"})
    assert saved.status_code == 422
    assert "Line 3: This line still begins with ✎" in words(saved)
    assert not Revision.objects.filter(letter=made().letter).exists()


def test_a_draft_gets_another_address_and_another_language(as_organizer: Client, why: dict[str, object]) -> None:
    as_organizer.post(NEW, why)
    changed = {"slug": "visas", "languages": ["en", "es"], "default_language": "es", "team": why["team"]}
    answer = as_organizer.post(f"{DRAFT}address/", changed)
    assert answer["Location"] == "/staff/campaigns/visas/"
    assert made().languages == ["en", "es"]
    taken = as_organizer.post("/staff/campaigns/visas/address/", changed | {"slug": "peaceful-protest"})
    assert "“peaceful-protest-2” is free" in words(taken)
    assert made().slug == "visas"


def test_what_has_been_open_keeps_its_address(as_organizer: Client, protest: Campaign, why: dict[str, object]) -> None:
    address = "/staff/campaigns/peaceful-protest/address/"
    assert "people have its address" in words(as_organizer.get(address))
    as_organizer.post(address, {"slug": "gone", "languages": ["fr"], "default_language": "fr", "team": why["team"]})
    protest.refresh_from_db()
    assert (protest.slug, protest.languages) == ("peaceful-protest", ["en", "fr"])


def test_a_copy_is_a_draft_of_ones_own(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.get("/staff/campaigns/peaceful-protest/duplicate/")
    assert Campaign.objects.count() == 1
    answer = as_organizer.post("/staff/campaigns/peaceful-protest/duplicate/", follow=True)
    assert "This is the copy" in words(answer)
    copy = Campaign.objects.get(slug="peaceful-protest-2")
    assert copy.state == "draft"
    assert copy.addressees.count() == 5
    assert links(answer)["Go on: Launch"] == "/staff/campaigns/peaceful-protest-2/open/"
