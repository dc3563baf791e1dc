"""Where somebody came from: counted by a plain short name, and by nothing that says who they are."""

import pytest
from django.test import Client

from campaign.campaigns.models import Campaign
from campaign.participation.models import Participation
from campaign.stats.models import ALL, Measure, Tally
from campaign.web.supporters.sources import MOST_SOURCES, OTHER, clean, from_address
from tests import stories
from tests.stories import NOW
from tests.web.supporters.pages import CAMPAIGN, send

HOSTILE = "<script>alert(1)</script>\r\nSet-Cookie: a=b" * 20


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("utm:Newsletter|E-Mail", "newsletter / e-mail"),
        ("utm:newsletter|", "newsletter"),
        ("utm:|email", ""),
        ("utm:poster\u202e2|\x00", "poster 2"),
        ("site:www.facebook.com", "facebook.com"),
        ("site:l.facebook.com", "facebook.com"),
        ("site:m.cbc.ca", "cbc.ca"),
        ("site:localhost", ""),
        ("site:not a host", ""),
        ("newsletter", ""),
        ("", ""),
    ],
)
def test_a_source_is_a_plain_short_name(written: str, source: str) -> None:
    assert clean(written) == source


@pytest.mark.parametrize("kind", ["utm", "site", ""])
def test_hostile_sources_are_harmless_and_short(kind: str) -> None:
    source = clean(f"{kind}:{HOSTILE}|{HOSTILE}")
    assert len(source) <= 60
    assert not set(source) & set("<>()\r\n:=")


def test_an_address_tells_its_parameters_and_no_more() -> None:
    assert from_address("https://act.example.org/en/c/x/?utm_source=Poster&name=ana") == "poster"
    assert from_address("https://act.example.org/en/c/x/?utm_source=ana%40mail.example") == ""
    assert from_address("https://act.example.org/en/c/x/?" + "a=1&" * 60) == ""
    assert from_address("http://[broken") == ""


@pytest.mark.django_db
class TestTheForm:
    @pytest.fixture(autouse=True)
    def campaign(self, campaign: Campaign) -> Campaign:
        return campaign

    def test_the_script_s_word_is_kept(self, client: Client) -> None:
        send(client, source="site:www.cbc.ca")
        assert Participation.objects.get().source == "cbc.ca"

    def test_without_the_script_the_page_s_own_address_says_it(self, client: Client) -> None:
        client.defaults["HTTP_REFERER"] = f"https://testserver{CAMPAIGN}?utm_source=poster"
        send(client)
        assert Participation.objects.get().source == "poster"

    def test_a_form_that_comes_back_keeps_it(self, client: Client) -> None:
        page = send(client, source="utm:poster|", first_name="").content.decode()
        assert 'name="source" value="utm:poster|"' in page

    def test_made_up_names_end_in_one(self, client: Client, campaign: Campaign) -> None:
        Tally.objects.bulk_create(
            Tally(
                version=1,
                campaign_id=campaign.pk,
                measure=Measure.DAY,
                period=NOW,
                language=ALL,
                province=ALL,
                source=f"source {number}",
                value="",
                state="pending",
                n=1,
            )
            for number in range(MOST_SOURCES)
        )
        send(client, source="utm:source 7|")
        send(client, email="other@mail.example", source="utm:yet another|")
        assert list(Participation.objects.order_by("pk").values_list("source", flat=True)) == ["source 7", OTHER]

    def test_the_province_is_that_of_the_postal_code(self, client: Client) -> None:
        send(client)
        assert Participation.objects.get().province == "QC"

    def test_who_has_confirmed_elsewhere_comes_again(self, client: Client) -> None:
        stories.confirmed(stories.open_campaign("another"))
        send(client)
        send(client, email="other@mail.example")
        here = Participation.objects.filter(campaign__slug="peaceful-protest").order_by("pk")
        assert list(here.values_list("came_before", flat=True)) == [True, False]
