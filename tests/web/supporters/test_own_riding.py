"""The supporter's riding, asked about while the postal code is typed, and all ridings by name."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from campaign.campaigns.models import Addressee
from campaign.targets.postcodes.lookup import places_of
from tests import stories
from tests.stories import LAURIER, OTTAWA_CENTRE, TERREBONNE, VILLE_MARIE
from tests.targets.feeds.feed_server import feed_server
from tests.targets.postcodes.replies import path, reply
from tests.web.staff.pages import words
from tests.web.supporters.pages import send, text_of

pytestmark = pytest.mark.django_db
PAGE = "/en/c/to-my-member/"
ASK = f"{PAGE}riding/"


@pytest.fixture
def own() -> Addressee:
    return stories.campaign_to_own_member(languages=("en", "fr", "es"))[1]


def test_who_writes_to_nobody_else_is_not_told_of_others(client: Client) -> None:
    stories.campaign_to_own_member(others=0)
    page = words(client.post(ASK, {"postal_code": "", "other_riding": TERREBONNE}))
    assert "Nobody sits for this riding today." in page
    assert "your letter then goes to the others" not in page


def test_as_the_code_is_typed_the_page_is_told_the_member(client: Client, own: Addressee, settings: Settings) -> None:
    with feed_server({path("K1P1A1"): [reply([OTTAWA_CENTRE])]}) as represent:
        settings.REPRESENT_URL = represent.url
        answer = client.post(ASK, {"postal_code": "k1p 1a1"})
    assert answer["Cache-Control"] == "no-store"
    assert "Your riding is Ottawa Centre . Your Member of Parliament is Otto Ottawa . Liberal" in words(answer)
    assert 'data-salutation="Dear Otto Ottawa,"' in text_of(answer)
    assert "<optgroup" not in text_of(answer)


def test_of_several_ridings_the_supporter_chooses(client: Client, own: Addressee, settings: Settings) -> None:
    with feed_server({path("H2X1Y4"): [reply([LAURIER], [VILLE_MARIE])]}) as represent:
        settings.REPRESENT_URL = represent.url
        answer = client.post(ASK, {"postal_code": "H2X 1Y4"})
    assert text_of(answer).count('type="radio"') == 2
    assert "checked" not in text_of(answer)
    assert "lies in several ridings" in text_of(answer)


def test_in_french_the_riding_and_its_member_are_named_in_french(client: Client, own: Addressee) -> None:
    answer = client.post("/fr/c/to-my-member/riding/", {"postal_code": "", "other_riding": OTTAWA_CENTRE})
    assert "Ottawa-Centre" in text_of(answer)
    assert 'data-salutation="Bonjour Otto Ottawa,"' in text_of(answer)


def test_whoever_asks_too_often_still_gets_the_guess(client: Client, own: Addressee, settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "riding_per_network": ["1/m"]}
    with feed_server({}) as represent:
        settings.REPRESENT_URL = represent.url
        client.post(ASK, {"postal_code": "K1P 1A1"})
        answer = client.post(ASK, {"postal_code": "H2X 1Y4"})
    assert (answer.status_code, len(represent.asked)) == (429, 1)
    assert int(answer["Retry-After"]) > 0
    assert "Mia Montréal" in text_of(answer)


def test_a_postal_code_stands_in_no_address(client: Client, own: Addressee) -> None:
    assert client.get(ASK, {"postal_code": "H2X 1Y4"}).status_code == 405


def test_where_no_member_is_written_to_nothing_is_asked(client: Client) -> None:
    stories.open_campaign()
    assert "Member of Parliament" not in text_of(client.get("/en/c/peaceful-protest/"))
    assert client.post("/en/c/peaceful-protest/riding/", {"postal_code": "H2X 1Y4"}).status_code == 404
    assert client.post("/en/c/no-such/riding/", {"postal_code": "H2X 1Y4"}).status_code == 404


def test_what_was_heard_while_typing_is_there_when_the_form_comes_back(
    client: Client, own: Addressee, settings: Settings
) -> None:
    with feed_server({path("H2X1Y4"): [reply([OTTAWA_CENTRE])]}) as represent:
        settings.REPRESENT_URL = represent.url
        places_of("H2X1Y4", timezone.now())
    answer = send(client, PAGE)
    assert answer.status_code == 400
    assert "Your Member of Parliament is Otto Ottawa ." in words(answer)
    assert "Please look whether this is your riding" in words(answer)


def test_all_names_weigh_little_and_may_be_kept(client: Client, own: Addressee) -> None:
    answer = client.get("/en/ridings/")
    rows = answer.json()
    assert len(rows) == 343
    assert ["24037", "Laurier—Sainte-Marie", "Quebec"] in rows
    assert "saint john st croix" in next(row[3] for row in rows if row[0] == "13009")
    assert len(answer.content) < 24_000
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert "Ottawa-Centre" in text_of(client.get("/fr/ridings/"))


def test_names_stand_where_one_looks_for_them_whatever_their_accents(client: Client, own: Addressee) -> None:
    names = [row[1] for row in client.get("/en/ridings/").json()]
    assert names.index("Beauséjour") < names.index("Bécancour—Nicolet—Saurel—Alnôbak") < names.index("Bourassa")
    page = text_of(send(client, PAGE))
    assert page.index(">Lévis—Lotbinière<") < page.index(">Longueuil—Saint-Hubert<") < page.index(">Québec Centre<")
