"""From a postal code to ridings: what Represent says, kept for a month; and what is guessed where it says nothing."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from campaign.targets.models import PostcodeAnswer, Riding
from campaign.targets.postcodes.client import SECONDS
from campaign.targets.postcodes.loading import load_ridings
from campaign.targets.postcodes.lookup import REST, Places, Rest, forget_answers, places_known, places_of
from tests.stories import LAURIER, NOW, OTTAWA_CENTRE, TERREBONNE, VILLE_MARIE
from tests.targets.feeds.feed_server import Answer, feed_server
from tests.targets.postcodes.conftest import Serve
from tests.targets.postcodes.replies import SAMPLE, path, reply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ridings")]
GUESS = Places([LAURIER])  # of H2X


def test_one_riding_by_both_ways_is_one(serve: Serve) -> None:
    serve({path("H2X1Y4"): [reply([LAURIER], [LAURIER])]})
    assert places_of("h2x1y4", NOW) == Places([LAURIER], heard=True)


def test_where_the_two_ways_differ_both_are_offered(serve: Serve) -> None:
    serve({path("H2X1Y4"): [reply([VILLE_MARIE], [LAURIER, TERREBONNE])]})
    assert places_of("H2X 1Y4", NOW) == Places([LAURIER, TERREBONNE, VILLE_MARIE], heard=True)


def test_members_name_ridings_that_the_boundaries_leave_out(serve: Serve) -> None:
    serve({path("H2X1Y4"): [reply([LAURIER], boundaries_centroid=[])]})
    assert places_of("H2X 1Y4", NOW).codes == [LAURIER]


def test_other_levels_and_the_order_of_2013_are_no_ridings_of_today(serve: Serve) -> None:
    provincial = {"url": "/boundaries/quebec-electoral-districts-2017/24037/", "external_id": "24037"}
    boundaries = [*SAMPLE["boundaries_centroid"], provincial]
    serve({path("H2X1Y4"): [reply([], boundaries_centroid=boundaries)]})
    assert places_of("H2X 1Y4", NOW) == GUESS


def test_a_member_of_a_provincial_house_is_not_the_supporters_member(serve: Serve) -> None:
    mla = SAMPLE["representatives_centroid"][0] | {"elected_office": "MNA"}
    mla["related"] = {"boundary_url": "/boundaries/federal-electoral-districts-2023-representation-order/24073/"}
    serve({path("H2X1Y4"): [reply([], boundaries_centroid=[], representatives_centroid=[mla])]})
    assert places_of("H2X 1Y4", NOW) == GUESS


def test_a_riding_that_we_do_not_know_is_not_offered(serve: Serve) -> None:
    serve({path("H2X1Y4"): [reply(["99999", TERREBONNE])]})
    assert places_of("H2X 1Y4", NOW).codes == [TERREBONNE]


def test_it_is_asked_once_for_a_month_and_anew_afterwards(serve: Serve) -> None:
    represent = serve({path("H2X1Y4"): [reply([LAURIER]), reply([TERREBONNE])]})
    for days in (0, 1, 29):
        assert places_of("H2X1Y4", NOW + timedelta(days=days)).codes == [LAURIER]
    assert len(represent.asked) == 1
    assert places_of("h2x 1y4", NOW + timedelta(days=31)).codes == [TERREBONNE]
    assert len(represent.asked) == 2


def test_what_is_kept_names_no_person_and_is_forgotten_after_a_month(serve: Serve) -> None:
    serve({path("H2X1Y4"): [reply([LAURIER], [TERREBONNE])]})
    places_of("H2X1Y4", NOW)
    kept = PostcodeAnswer.objects.values("postal_code", "centroid", "concordance").get()
    assert kept == {"postal_code": "H2X 1Y4", "centroid": [LAURIER], "concordance": [TERREBONNE]}
    assert forget_answers(NOW + timedelta(days=29)) == 0
    assert forget_answers(NOW + timedelta(days=30)) == 1


def test_a_code_that_represent_does_not_know_is_guessed_and_asked_again_the_next_day(serve: Serve) -> None:
    represent = serve({})
    assert places_of("H2X1Y4", NOW) == GUESS
    assert places_of("H2X1Y4", NOW + timedelta(hours=23)) == GUESS
    assert len(represent.asked) == 1
    places_of("H2X1Y4", NOW + timedelta(hours=25))
    assert len(represent.asked) == 2
    assert forget_answers(NOW + timedelta(hours=48)) == 0
    assert forget_answers(NOW + timedelta(hours=49)) == 1


BAD = {
    "too many requests": Answer(429, b"slow down", retry_after="60"),
    "an error": Answer(500, b"<html>oops</html>"),
    "overload": Answer(503),
    "a redirect": Answer(302, location="https://elsewhere.example/postcodes/H2X1Y4/"),
    "no JSON": Answer(body=b"<!doctype html><title>Maintenance</title>"),
    "not UTF-8": Answer(body=b'{"code": "\xff"}'),
    "another JSON": Answer(body=b'{"objects": [], "meta": {}}'),
    "a list": Answer(body=b"[]"),
    "nothing": Answer(body=b""),
    "half an answer": Answer(body=reply([TERREBONNE]).body, cut=True),
    "much too much": Answer(body=b'{"boundaries_centroid": [], "more": "' + b"x" * 2_000_000 + b'"}'),
    "JSON without end": Answer(body=b"[" * 100_000),
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD.keys())
def test_what_is_wrong_is_a_guess_is_not_kept_and_is_not_asked_again_at_once(serve: Serve, answer: Answer) -> None:
    represent = serve({path("H2X1Y4"): [answer]})
    assert places_of("H2X1Y4", NOW) == GUESS
    assert not PostcodeAnswer.objects.exists()
    assert places_of("H2X1Y4", NOW) == GUESS
    assert len(represent.asked) == 1
    REST.end()
    assert places_of("H2X1Y4", NOW) == GUESS
    assert len(represent.asked) == 2


@pytest.mark.parametrize(
    "odd",
    [
        {"boundaries_centroid": [None, 1, "x", {"url": None}, {"url": 5}, {}]},
        {"representatives_centroid": {"elected_office": "MP"}},
        {
            "representatives_centroid": [
                {"elected_office": "MP", "related": None},
                {"elected_office": "MP", "related": []},
            ]
        },
        {"representatives_centroid": [{"elected_office": "MP", "related": {"boundary_url": {}}}]},
    ],
)
def test_odd_lines_are_left_out_and_the_others_count(serve: Serve, odd: dict[str, object]) -> None:
    serve({path("H2X1Y4"): [reply([], [TERREBONNE], **odd)]})
    assert places_of("H2X1Y4", NOW).codes == [TERREBONNE]


@pytest.mark.parametrize("slow", [Answer(hang=True), Answer(body=b" " * 100_000, drip=True)], ids=["hangs", "drips"])
def test_a_server_that_is_slow_costs_two_seconds_once(serve: Serve, slow: Answer) -> None:
    serve({path("H2X1Y4"): [slow]})
    began = time.monotonic()
    assert places_of("H2X1Y4", NOW) == GUESS
    assert time.monotonic() - began < SECONDS + 1
    began = time.monotonic()
    assert places_of("K1P1A1", NOW) == Places([OTTAWA_CENTRE])
    assert time.monotonic() - began < 0.5


def test_nobody_is_there(settings: Settings) -> None:
    with feed_server({}) as gone:
        settings.REPRESENT_URL = gone.url
    assert places_of("H2X1Y4", NOW) == GUESS


def test_without_an_address_nobody_is_asked(settings: Settings) -> None:
    settings.REPRESENT_URL = ""
    assert places_of("H2X1Y4", NOW) == GUESS


def test_the_whole_site_asks_sixty_times_a_minute(serve: Serve, settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "postcode_lookups": ["2/m"]}
    represent = serve({path(f"H2X1Y{n}"): [reply([TERREBONNE])] for n in range(5)})
    found = [places_of(f"H2X1Y{n}", NOW) for n in range(5)]
    assert len(represent.asked) == 2
    assert [places.heard for places in found] == [True, True, False, False, False]


def test_whoever_sends_the_form_waits_for_nobody(
    serve: Serve, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    represent = serve({path("H2X1Y4"): [reply([TERREBONNE])]})
    with django_assert_num_queries(2):
        assert places_known("H2X1Y4", NOW) == GUESS
    assert represent.asked == []
    places_of("H2X1Y4", NOW)
    assert places_known("H2X1Y4", NOW) == Places([TERREBONNE], heard=True)


@pytest.mark.parametrize("typed", ["", "75001", "90210-1234", "Montréal", "H2X", "D1A 1A1", "H2X 1Y4 \0", "☃" * 9999])
def test_no_canadian_code_is_asked_about(serve: Serve, typed: str) -> None:
    represent = serve({})
    assert places_of(typed, NOW) == Places([])
    assert represent.asked == []


@pytest.mark.django_db(transaction=True)
def test_several_who_ask_about_one_code_at_once_ask_once(serve: Serve) -> None:
    represent = serve({path("H2X1Y4"): [reply([TERREBONNE])]})
    together = Barrier(4)

    def ask() -> Places:
        together.wait()
        try:
            return places_of("H2X1Y4", NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        found = [one.result() for one in [people.submit(ask) for _ in range(4)]]
    assert found == [Places([TERREBONNE], heard=True)] * 4
    assert len(represent.asked) == 1


def test_represent_gets_the_code_alone_and_who_asks(serve: Serve) -> None:
    represent = serve({path("H2X1Y4"): [reply([LAURIER])]})
    places_of("H2X1Y4", NOW)
    asked, headers = represent.asked[0]
    assert asked == "/postcodes/H2X1Y4/"
    assert headers["User-Agent"].startswith("DearMinister")


def test_all_ridings_are_loaded_and_loaded_again(tmp_path: Path) -> None:
    assert Riding.objects.count() == 343
    call_command("load_ridings", verbosity=0)
    assert Riding.objects.count() == 343
    renamed = Riding.objects.get(code="13009")
    assert renamed.name_in("en") == "New Brunswick Southwest"
    assert renamed.name_in("fr") == "Nouveau-Brunswick-Sud-Ouest"
    assert "saint john" in renamed.words
    assert load_ridings(django_settings.BASE_DIR / "data" / "roster") == 343


def test_a_rest_ends_by_itself() -> None:
    now = 100.0
    rest = Rest(10, lambda: now)
    assert not rest.is_on()
    rest.begin()
    now = 109.0
    assert rest.is_on()
    now = 110.0
    assert not rest.is_on()


def test_the_sample_is_as_it_came() -> None:
    assert json.dumps(SAMPLE).count("Mississauga\\u2014Lakeshore") == 2
