"""Finding people and offices as somebody types who knows neither accents nor the right dash."""

import pytest

from campaign.targets.models import Office, Target, Tenure
from campaign.targets.search import Found, find, fold
from tests import stories

TODAY = stories.NOW.date()

pytestmark = pytest.mark.django_db


def person(name: str, **details: str) -> Target:
    first, _, last = name.partition(" ")
    return Target.objects.create(source="story", name=name, first_name=first, last_name=last, **details)


@pytest.fixture
def joly() -> Target:
    return person("Mélanie Joly", party="Liberal", riding="Ahuntsic–Cartierville", role="Minister of Industry")


def search(words: str) -> Found:
    return find(words, TODAY, 30, Target.objects.all())


@pytest.mark.parametrize(
    "words",
    [
        *("melanie", "MÉLANIE JOLY", "joly melanie", "me\u0301lanie", "  joly  "),
        *("ahuntsic-cartierville", "Ahuntsic Cartierville", "minister of industry", "liberal joly", "jol"),
    ],
)
def test_a_person_is_found_by_name_riding_party_or_role(joly: Target, words: str) -> None:
    person("Carl Critic", party="Conservative")
    assert search(words).people == [joly]


@pytest.mark.parametrize("words", ["joly conservative", "%", "_", "' OR 1=1 --", "", "   ", "-", "\x00"])
def test_who_lacks_one_of_the_words_is_not_found(joly: Target, words: str) -> None:
    assert search(words).total == 0


def test_what_unicode_does_not_take_apart_is_folded_too() -> None:
    assert fold("Sœur Ægir Østby, Straße") == "soeur aegir ostby strasse"


def test_an_office_is_found_by_its_name_in_any_language_and_so_is_its_holder(joly: Target) -> None:
    office = Office.objects.create(slug="mfa", name={"en": "Minister of Foreign Affairs", "fr": "Affaires étrangères"})
    Tenure.objects.create(office=office, target=joly, standing=Tenure.Standing.HELD)
    for words in ("foreign affairs", "affaires etrangeres"):
        found = search(words)
        assert (found.offices, found.people, found.total) == ([office], [joly], 2)


def test_who_only_may_hold_an_office_is_not_found_by_it(joly: Target) -> None:
    office = Office.objects.create(slug="mfa", name={"en": "Minister of Foreign Affairs"})
    Tenure.objects.create(office=office, target=joly, standing=Tenure.Standing.VERIFY)
    assert search("foreign affairs").people == []


def test_who_has_left_comes_last(joly: Target) -> None:
    joly.listed = Target.Listed.GONE
    joly.save()
    assert search("o").people[-1:] == [joly]
    zoe = person("Zoé Zoom")
    assert search("o").people == [zoe, joly]


def test_of_many_only_as_many_as_wanted_are_given_and_all_are_counted() -> None:
    for number in range(35):
        person(f"Same Name{number}")
    Office.objects.create(slug="same", name={"en": "Same office"})
    found = find("same", TODAY, 30, Target.objects.all())
    assert (len(found.offices), len(found.people), found.total) == (1, 29, 36)
