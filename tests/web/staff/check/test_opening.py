"""Opening shows what the check found, and goes on all the same where nothing refuses."""

from django.test import Client

from campaign.campaigns.models import Campaign, CampaignText
from tests.dns_server import Server
from tests.web.staff.check.lines import CHECK, OPEN, have_tests_sent
from tests.web.staff.pages import links, words


def test_opening_shows_what_to_look_at_and_opens_all_the_same(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)
    page = as_organizer.get(OPEN)
    assert "English: nobody of the team has had a test of revision 1 yet." in words(page)
    assert links(page)["All that was checked"] == CHECK
    as_organizer.post(OPEN)
    protest.refresh_from_db()
    assert protest.is_open


def test_opening_shows_a_red_line_of_the_dns_and_opens_all_the_same(
    live: Server, as_organizer: Client, protest: Campaign
) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)
    live.zone = {}
    assert "SPF: act.example.org does not say who may send its mail" in words(as_organizer.get(OPEN))
    as_organizer.post(OPEN)
    protest.refresh_from_db()
    assert protest.is_open


def test_what_refuses_still_refuses_and_is_said_once(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)
    CampaignText.objects.filter(language="fr").delete()
    page = words(as_organizer.get(OPEN))
    assert page.count("French: the page has no text yet.") == 1
    assert "French: nobody of the team has had a test of revision 1 yet." in page
    as_organizer.post(OPEN)
    protest.refresh_from_db()
    assert not protest.is_open


def test_when_all_is_well_opening_says_nothing_more(as_organizer: Client) -> None:
    have_tests_sent(as_organizer, "en", "fr")
    Campaign.objects.update(state=Campaign.State.DRAFT)
    assert "Look at this first" not in words(as_organizer.get(OPEN))
