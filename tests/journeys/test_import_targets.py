"""manage.py import_targets: the pages' services from a terminal, with the same questions."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaign.accounts.models import Team
from campaign.targets.models import Target, TargetList
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    stories.team()
    path = tmp_path / "council.csv"
    path.write_text(stories.COUNCIL, encoding="utf-16")
    return path


def run(file: Path, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_targets", str(file), "--list", "City council", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_dry_run_says_what_would_change_and_changes_nothing(file: Path) -> None:
    out, _err = run(file, "--dry-run")
    assert "Read as UTF-16; columns: name,email,role,riding" in out
    assert "New: 2\n  Ana Councillor ana@mail.example" in out
    assert not Target.objects.exists()


def test_a_list_is_made_and_renewed_by_its_name(file: Path) -> None:
    run(file, "--time-zone", "America/Halifax")
    file.write_text(stories.COUNCIL.replace("bo@", "bob@"))
    out, _err = run(file)
    assert "Changed: 1\n  Bo Councillor: email: bo@mail.example -> bob@mail.example" in out
    assert TargetList.objects.get().time_zone == "America/Halifax"
    assert Target.objects.count() == 2


def test_problems_and_departures_need_a_word_each(file: Path) -> None:
    run(file)
    file.write_text("name,e-mail\nAna Councillor,ana at mail\nCy Ng,cy@mail.example\n")
    with pytest.raises(CommandError, match=r"Nothing was written\. Say that the lines with problems"):
        run(file, "--sure")
    with pytest.raises(CommandError, match="sure about those who are gone"):
        run(file, "--leave-out")
    run(file, "--sure", "--leave-out")
    assert Target.objects.get(name="Bo Councillor").listed == "gone"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--team", "nobodys"), "--team: name one of these: others, solidarity"),
        ((), "--team: name one of these"),
        (("--team", "others", "--columns", "name,-"), "Say which column holds the e-mail addresses"),
        (("--team", "others", "--columns", "name,fax"), "--columns: fax is no column"),
        (("--team", "others", "--time-zone", "Halifax"), "--time-zone: Halifax is none"),
    ],
)
def test_an_option_that_means_nothing_is_named(file: Path, options: tuple[str, ...], words: str) -> None:
    Team.objects.create(name="Others", slug="others")
    with pytest.raises(CommandError, match=words):
        run(file, *options)


def test_a_file_that_is_not_there_and_one_that_is_no_text_are_said_so(file: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(file.with_name("other.csv"))
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="not text"):
        run(file)
