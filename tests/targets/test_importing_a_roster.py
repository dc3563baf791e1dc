"""An import says what is new, changed and gone, does exactly that, and deletes nobody."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaign.targets.importing.applying import import_rows
from campaign.targets.importing.planning import AmbiguousRow, Difference, plan_import
from campaign.targets.importing.reading import read_roster
from campaign.targets.models import Target
from tests.targets.conftest import NOW, ROSTERS, WriteRoster, line

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


def snapshot() -> list[tuple[object, ...]]:
    return list(Target.objects.order_by("pk").values_list())


def test_the_forty_fifth_parliament_follows_the_forty_fourth(rosters: None) -> None:
    assert Target.objects.filter(listed="sitting").count() == 337
    gone = Target.objects.get(name="Stéphane Bergeron")
    assert gone.listed == "gone"
    assert gone.email == "stephane.bergeron@parl.gc.ca"
    assert gone.deliverable


def test_three_members_without_an_address_are_imported_as_undeliverable(rosters: None) -> None:
    without = [target.name for target in Target.objects.order_by("name") if not target.deliverable]
    assert without == ["Braeden Caley", "Daniel Gobeil", "Tanveer Shahnawaz"]


def test_importing_the_same_file_again_changes_nothing(rosters: None) -> None:
    before = snapshot()
    plan = import_rows(read_roster(ROSTERS / "mps-45.csv"), NOW)
    assert (plan.new, plan.changed, plan.gone, plan.unchanged) == ((), (), (), 337)
    assert snapshot() == before


def test_a_member_without_an_identifier_is_known_again_by_name_and_riding() -> None:
    rows = read_roster(ROSTERS / "mps-44.csv")
    import_rows(rows, NOW)
    plan = import_rows(rows, NOW)
    assert (plan.new, plan.gone) == ((), ())
    assert Target.objects.filter(name="Bob Benzen").count() == 1


def test_an_identifier_that_comes_later_is_added_to_the_person(write_roster: WriteRoster) -> None:
    import_rows(read_roster(write_roster(line(source_id=""))), NOW)
    import_rows(read_roster(write_roster(line(source_id="7"))), NOW)
    assert Target.objects.get().source_id == "7"
    import_rows(read_roster(write_roster(line(source_id=""))), NOW)
    assert Target.objects.get().source_id == "7"


def test_a_change_is_told_field_by_field_and_applied(write_roster: WriteRoster) -> None:
    import_rows(read_roster(write_roster(line())), NOW)
    [change] = import_rows(read_roster(write_roster(line(party="NDP", email="a.minister@mail.example"))), NOW).changed
    assert change.name == "Ada Minister"
    assert change.differences == (
        Difference("email", "ada.minister@mail.example", "a.minister@mail.example"),
        Difference("party", "Liberal", "NDP"),
    )
    assert Target.objects.get().party == "NDP"


def test_who_comes_back_sits_again(write_roster: WriteRoster) -> None:
    import_rows(read_roster(write_roster(line())), NOW)
    import_rows(read_roster(write_roster(line(name="Bo", source_id="2"))), NOW)
    assert Target.objects.get(source_id="1").listed == "gone"
    plan = import_rows(read_roster(write_roster(line())), NOW)
    assert plan.changed[0].differences == (Difference("listed", "gone", "sitting"),)
    assert [departure.name for departure in plan.gone] == ["Bo"]
    assert Target.objects.get(source_id="1").listed == "sitting"


def test_an_address_that_staff_found_outlives_a_roster_that_has_none(write_roster: WriteRoster) -> None:
    import_rows(read_roster(write_roster(line(email="", role="Minister"))), NOW)
    Target.objects.update(email="found@mail.example")
    plan = import_rows(read_roster(write_roster(line(email=""))), NOW)
    target = Target.objects.get()
    assert target.email == "found@mail.example"
    assert target.role == ""
    assert plan.undeliverable == ()


def test_an_address_that_staff_disabled_stays_disabled(write_roster: WriteRoster) -> None:
    import_rows(read_roster(write_roster(line())), NOW)
    Target.objects.update(address_state="disabled")
    plan = import_rows(read_roster(write_roster(line(email="new@mail.example"))), NOW)
    assert plan.undeliverable == ("Ada Minister",)
    assert not Target.objects.get().deliverable


def test_people_of_another_source_are_left_alone(write_roster: WriteRoster) -> None:
    Target.objects.create(source="qc-assembly", source_id="1", name="Éva Députée", last_name="Députée")
    import_rows(read_roster(write_roster(line())), NOW)
    assert Target.objects.get(source="qc-assembly").listed == "sitting"
    assert Target.objects.count() == 2


def test_two_rows_about_one_known_person_are_refused(write_roster: WriteRoster) -> None:
    import_rows(read_roster(write_roster(line())), NOW)
    rows = read_roster(write_roster(line(name="Ada M. Minister"), line(source_id="")))
    with pytest.raises(AmbiguousRow, match="Ada Minister"):
        import_rows(rows, NOW)


def test_a_roster_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="without rows"):
        plan_import([])


def test_the_command_prints_who_is_new_changed_and_gone(capsys: Captured) -> None:
    import_rows(read_roster(ROSTERS / "mps-44.csv"), NOW)
    call_command("import_roster", ROSTERS / "mps-45.csv")
    printed = capsys.readouterr().out
    assert "New: 130\n  Sukhman Gill (Abbotsford—South Langley, Conservative)\n" in printed
    assert "Changed: 187\n  Chris d'Entremont: party: Conservative -> Liberal; riding: West Nova" in printed
    assert "Gone: 130\n" in printed
    assert "  Stéphane Bergeron (Montarville)\n" in printed
    assert "Without a usable address: 3\n" in printed
    assert printed.endswith("Unchanged: 20\nImported.\n")


def test_a_dry_run_says_the_same_and_changes_nothing(capsys: Captured) -> None:
    call_command("import_roster", ROSTERS / "mps-45.csv", dry_run=True)
    printed = capsys.readouterr().out
    assert "New: 337\n" in printed
    assert "  Mélanie Joly (Ahuntsic-Cartierville, Liberal)\n" in printed
    assert printed.endswith("Dry run: nothing was changed.\n")
    assert not Target.objects.exists()


def test_a_broken_row_is_named_and_nothing_of_its_file_is_applied(rosters: None, tmp_path: Path) -> None:
    lines = (ROSTERS / "mps-44.csv").read_text(encoding="utf-8").splitlines()
    lines[99] = lines[99].replace("@parl.gc.ca", "@")
    broken = tmp_path / "mps-44.csv"
    broken.write_text("\n".join(lines), encoding="utf-8")
    before = snapshot()
    with pytest.raises(CommandError, match=r"nothing was imported\.\nline 100: ") as caught:
        call_command("import_roster", broken)
    assert caught.value.returncode == 1
    assert snapshot() == before


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no\.csv: No such file or directory"):
        call_command("import_roster", tmp_path / "no.csv")
