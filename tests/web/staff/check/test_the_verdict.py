"""The check before a campaign goes out: a verdict first, then how each thing stands and where to put it right."""

from django.test import Client

from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.web.organizers.preflight.lines import Line, Tone, listed, verdict_of
from tests import stories
from tests.dns_server import Server
from tests.web.staff.check.lines import CHECK, about, have_tests_sent, lines
from tests.web.staff.pages import links, words


def test_a_campaign_whose_tests_have_left_is_ready_and_says_so_first(as_organizer: Client, protest: Campaign) -> None:
    have_tests_sent(as_organizer, "en", "fr")
    page = words(as_organizer.get(CHECK))
    assert "Ready to go out: all that can be checked is as it should be." in page
    assert page.index("Ready to go out") < page.index("What was checked")
    assert {line.tone for line in lines(protest)} == {Tone.GOOD}


def test_before_that_it_asks_for_a_test_in_each_language(as_organizer: Client, protest: Campaign) -> None:
    page = as_organizer.get(CHECK)
    assert "It can go out, but look at 2 things first." in words(page)
    for language in ("English", "French"):
        line = about(protest, f"{language}: nobody of the team has had a test of revision 1 yet.")
        assert (line.tone, line.url) == (Tone.WARN, f"{CHECK}?language={language[:2].lower()}#test")
    assert 'id="test"' in page.content.decode()


def test_its_remedy_has_that_language_chosen_already(as_organizer: Client, protest: Campaign) -> None:
    line = about(protest, "French: nobody of the team has had a test")
    assert '<option value="fr" selected>' in as_organizer.get(line.url).content.decode()
    assert as_organizer.get(f"{CHECK}?language=nonsense").status_code == 200


def test_what_must_be_put_right_stands_above_what_to_look_at_and_what_is_well(
    as_organizer: Client, protest: Campaign
) -> None:
    CampaignText.objects.filter(language="fr").delete()
    tones = [line.tone for line in lines(protest)]
    assert tones == sorted(tones, key=["bad", "warn", "good"].index)
    assert "Not ready: one thing must be put right first." in words(as_organizer.get(CHECK))


def test_every_line_that_is_not_good_leads_to_a_page_that_is_there(as_organizer: Client, live: Server) -> None:
    Addressee.objects.update(greeting={})
    CampaignText.objects.filter(language="fr").delete()
    stories.open_campaign("other", people=1)
    live.zone = {}
    found = links(as_organizer.get(CHECK))
    for text in ("Write the page", "See who receives it", "Send me a test", "What to write into the DNS"):
        path, _, anchor = found[text].partition("#")
        answer = as_organizer.get(path)
        assert answer.status_code == 200
        assert not anchor or f'id="{anchor}"' in answer.content.decode()


def test_the_verdict_counts_what_is_left_to_do() -> None:
    bad, warn, good = (Line(tone, "") for tone in (Tone.BAD, Tone.WARN, Tone.GOOD))
    assert verdict_of([bad, bad, warn]).sentence == "Not ready: 2 things must be put right first."
    assert verdict_of([warn, good]).sentence == "It can go out, but look at one thing first."
    assert verdict_of([good]).tone is Tone.GOOD


def test_of_many_names_five_are_shown() -> None:
    assert listed(["A", "B", "A"]) == "A, B"
    assert listed("ABCDEFG") == "A, B, C, D, E and 2 more"
