"""The offices of foreign affairs come from the shipped list, and what staff decided about them stays."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaign.accounts.models import User
from campaign.targets.importing.offices import load_foreign_affairs
from campaign.targets.importing.reading import RosterError
from campaign.targets.models import Office, Target, Tenure
from campaign.targets.queries import contested_offices, holders
from campaign.targets.services import choose_holder, end_tenure
from tests.targets.conftest import NOW, ROSTERS

TODAY = date(2026, 11, 23)
DECEMBER_2022 = date(2022, 12, 15)


def names_on(day: date) -> dict[str, list[str]]:
    slugs = dict(Office.objects.values_list("pk", "slug"))
    found = holders(slugs, day, "en")
    return {slugs[pk]: [seats[seat].name for seat in sorted(seats)] for pk, seats in found.items()}


def test_today_all_but_the_contested_office_have_their_holders(foreign_affairs: Path) -> None:
    assert names_on(TODAY) == {
        "minister-of-foreign-affairs": ["Anita Anand"],
        "parliamentary-secretary-foreign-affairs": ["Robert Oliphant", "Mona Fortier"],
        "critic-foreign-affairs-bq": ["Alexis Brunelle-Duceppe"],
        "critic-foreign-affairs-ndp": ["Heather McPherson"],
        "critic-foreign-affairs-gpc": ["Elizabeth May"],
    }


def test_in_december_2022_the_holders_were_others(foreign_affairs: Path) -> None:
    assert names_on(DECEMBER_2022) == {
        "minister-of-foreign-affairs": ["Mélanie Joly"],
        "critic-foreign-affairs-cpc": ["Michael Chong"],
        "critic-foreign-affairs-bq": ["Stéphane Bergeron"],
        "critic-foreign-affairs-ndp": ["Heather McPherson"],
        "critic-foreign-affairs-gpc": ["Elizabeth May"],
    }


def test_dates_come_from_the_text_of_the_role_where_it_gives_them(foreign_affairs: Path) -> None:
    periods = Tenure.objects.filter(office__slug="minister-of-foreign-affairs").order_by("since")
    assert list(periods.values_list("target__name", "since", "until")) == [
        ("Mélanie Joly", date(2021, 10, 26), date(2025, 3, 13)),
        ("Anita Anand", date(2025, 5, 13), None),
    ]
    assert names_on(date(2025, 4, 1)) == {}


def test_two_compete_for_the_conservative_critics_office_until_staff_choose(foreign_affairs: Path, admin: User) -> None:
    [contest] = contested_offices()
    assert contest.office.slug == "critic-foreign-affairs-cpc"
    assert [tenure.target.name for tenure in contest.contenders] == ["Eric Duncan", "Michael Chong"]
    choose_holder(contest.contenders[0], admin, NOW)
    assert contested_offices() == []
    assert names_on(TODAY)["critic-foreign-affairs-cpc"] == ["Eric Duncan"]


def test_a_second_run_changes_nothing(foreign_affairs: Path) -> None:
    before = list(Tenure.objects.order_by("pk").values()), list(Office.objects.order_by("pk").values())
    loaded = load_foreign_affairs(foreign_affairs)
    assert (loaded.offices, loaded.tenures) == (0, 0)
    assert (list(Tenure.objects.order_by("pk").values()), list(Office.objects.order_by("pk").values())) == before


def test_what_staff_decided_outlives_another_run(foreign_affairs: Path, admin: User) -> None:
    anand = Tenure.objects.get(target__name="Anita Anand")
    end_tenure(anand, TODAY, admin, NOW)
    choose_holder(contested_offices()[0].contenders[1], admin, NOW)
    Tenure.objects.filter(target__name="Elizabeth May", until=None).update(since=date(2011, 5, 2))
    Office.objects.filter(slug="critic-foreign-affairs-gpc").update(name={"en": "Green critic"})
    before = list(Tenure.objects.order_by("pk").values()), list(Office.objects.order_by("pk").values())
    load_foreign_affairs(foreign_affairs)
    assert (list(Tenure.objects.order_by("pk").values()), list(Office.objects.order_by("pk").values())) == before


def write_list(folder: Path, replaced: str, by: str) -> Path:
    path = folder / "foreign-affairs-targets.csv"
    path.write_text((ROSTERS / path.name).read_text(encoding="utf-8").replace(replaced, by), encoding="utf-8")
    (folder / "offices.toml").write_bytes((ROSTERS / "offices.toml").read_bytes())
    return path


def test_a_newcomer_beside_a_sure_holder_waits_for_staff(foreign_affairs: Path, tmp_path: Path) -> None:
    joly = Target.objects.get(name="Mélanie Joly")
    load_foreign_affairs(write_list(tmp_path, ",96081,", f",{joly.source_id},"))
    newcomer = Tenure.objects.get(target=joly, until=None)
    assert newcomer.standing == "verify"
    assert names_on(TODAY)["minister-of-foreign-affairs"] == ["Anita Anand"]


def test_a_newcomer_takes_the_seat_of_the_one_no_longer_named(foreign_affairs: Path, tmp_path: Path) -> None:
    joly = Target.objects.get(name="Mélanie Joly")
    load_foreign_affairs(write_list(tmp_path, ",96356,", f",{joly.source_id},"))
    fortier = Tenure.objects.get(target__name="Mona Fortier")
    newcomer = Tenure.objects.get(target=joly, until=None)
    assert fortier.seat == 2
    assert (newcomer.seat, newcomer.standing) == (fortier.seat, "verify")


@pytest.mark.parametrize(
    ("replaced", "by", "message"),
    [
        (",96081,", ",1,", "line 7: Anita Anand is not in the roster"),
        ("2026-09-27,minister", "2026-09-27,ambassador", "line 7: no office for ambassador, Liberal"),
        ("(since 2025-05-13)", "(since 2025-15-13)", "line 7: "),
        ("as_of,kind", "day,kind", "line 1: the column as_of is missing"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_loaded(
    rosters: None, tmp_path: Path, replaced: str, by: str, message: str
) -> None:
    with pytest.raises(RosterError, match=message):
        load_foreign_affairs(write_list(tmp_path, replaced, by))
    assert not Office.objects.exists()


@pytest.mark.django_db
def test_without_a_roster_the_command_names_every_line() -> None:
    with pytest.raises(CommandError, match="line 2: Mélanie Joly is not in the roster"):
        call_command("load_foreign_affairs", ROSTERS / "foreign-affairs-targets.csv")


def test_the_command_says_which_office_waits_for_staff(rosters: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_foreign_affairs", ROSTERS / "foreign-affairs-targets.csv")
    printed = capsys.readouterr().out
    assert "Added: 6 offices, 13 tenures." in printed
    assert "Conservative Shadow Minister for Foreign Affairs: Eric Duncan, Michael Chong" in printed
