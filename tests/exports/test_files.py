"""Files in three formats: what people typed comes out as they typed it, and nothing of it is a formula."""

import io
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.common.spreadsheets import harmless
from campaign.delivery.models import DeliveryEvent, OutgoingMail
from campaign.exports.formats import workbook
from campaign.exports.models import Export, Format, What
from campaign.exports.working import work
from campaign.journeys.submit import submit
from campaign.participation.models import Participation
from campaign.stats.reading import Asked
from tests import stories
from tests.exports.asking import LATER, content, export, finish, sheet, table
from tests.stories import NOW

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", '"; ="', "a\nb,c;d")
STRANGE = ("Zoë 李 🐝", "<b>&amp;</b>", "_x0041_", "a\x01\x0bb", "ע‮ב")


@pytest.fixture
def campaign() -> Campaign:
    return stories.open_campaign(people=2)


@pytest.fixture
def admin() -> User:
    return stories.admin()


def named(campaign: Campaign, names: tuple[str, ...]) -> None:
    """As many pending participations, of people of these last names, as the database might have them."""
    for number, name in enumerate(names):
        one = stories.submitted(campaign, f"supporter{number}@mail.example", NOW + timedelta(minutes=number))
        Participation.objects.filter(pk=one.pk).update(last_name=name)


@pytest.mark.parametrize("cell", HOSTILE[:-2])
def test_what_a_spreadsheet_would_calculate_is_quoted(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ana", "a=b", "1+1", "O’Neill", "李", 7, -7, 1.5])
def test_nothing_else_is_touched(cell: str | int | float) -> None:
    assert harmless(cell) == cell


def test_hostile_names_are_quoted_in_csv_and_as_they_are_for_programs(campaign: Campaign, admin: User) -> None:
    named(campaign, HOSTILE)
    cells = [row["Last name"] for row in table(finish(export(campaign, admin)))]
    assert cells == [*(f"'{name}" for name in HOSTILE[:-2]), *HOSTILE[-2:]]
    lines = finish(export(campaign, admin, kind=Format.JSON))
    assert [row["last_name"] for row in table(lines)] == list(HOSTILE)


def test_in_a_workbook_nothing_is_a_formula_and_what_might_become_one_is_marked(
    campaign: Campaign, admin: User
) -> None:
    named(campaign, HOSTILE)
    data = content(finish(export(campaign, admin, kind=Format.XLSX)))
    place = sheet(data)[0].index("Last name")
    assert [row[place] for row in sheet(data)[1:]] == list(HOSTILE)
    written = ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in written
    assert written.count('s="3"') == len(HOSTILE) - 2


@pytest.mark.parametrize("kind", Format)
def test_every_alphabet_comes_out_as_it_was_typed(campaign: Campaign, admin: User, kind: Format) -> None:
    named(campaign, STRANGE)
    key = "last_name" if kind == Format.JSON else "Last name"
    found = [row[key] for row in table(finish(export(campaign, admin, kind=kind)))]
    if kind == Format.XLSX:  # XML has no such characters; and Excel reads the third as a code where it is not escaped
        assert found == [*STRANGE[:2], "_x005F_x0041_", "ab", STRANGE[4]]
    else:
        assert found == list(STRANGE)


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("kind", Format)
def test_where_there_is_nobody_the_file_has_its_columns_alone(
    campaign: Campaign, admin: User, what: What, kind: Format
) -> None:
    done = finish(export(campaign, admin, what, kind))
    assert (done.state, done.rows, done.percent) == ("done", 0, 100)
    assert table(done) == []
    assert (done.size > 0) is (kind is not Format.JSON)


def test_a_workbook_goes_on_in_another_sheet_where_one_is_full(
    campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS_OF_A_SHEET", 3)
    named(campaign, ("One", "Two", "Three", "Four", "Five", "Six", "Seven"))
    data = content(finish(export(campaign, admin, kind=Format.XLSX), seconds=0))
    place = sheet(data)[0].index("Last name")
    assert [[row[place] for row in sheet(data, number)[1:]] for number in (1, 2, 3)] == [
        ["One", "Two", "Three"],
        ["Four", "Five", "Six"],
        ["Seven"],
    ]


def test_letters_name_their_recipients_and_events_tell_each_change(campaign: Campaign, admin: User) -> None:
    stories.people(campaign, 2)
    letters = table(finish(export(campaign, admin, What.LETTERS, Format.JSON)))
    mails = list(OutgoingMail.objects.filter(kind="letter").order_by("participation", "pk"))
    assert [row["letter"] for row in letters] == [mail.pk for mail in mails]
    assert [row["recipient"] for row in letters] == [str(stories.target(1)), str(stories.target(2))] * 2
    assert {row["state"] for row in letters} == {"queued"}
    assert [row["person"] for row in letters] == [mail.participation_id for mail in mails]
    events = table(finish(export(campaign, admin, What.EVENTS, Format.JSON)))
    assert len(events) == DeliveryEvent.objects.filter(mail__kind="letter").count() == 4
    assert {(row["from_state"], row["to_state"]) for row in events} == {("", "queued")}


def test_a_part_holds_who_was_asked_for_and_nobody_else(campaign: Campaign, admin: User) -> None:
    form = stories.submission(campaign)
    submit(replace(form, province="QC", source="newsletter"), NOW)
    submit(replace(form, province="ON", source=""), NOW)
    submit(replace(form, province="QC", source="newsletter"), NOW + timedelta(days=1))

    def rows(**asked: object) -> int:
        return len(table(finish(export(campaign, admin, asked=Asked(**asked)))))  # type: ignore[arg-type]

    day = NOW.date()
    assert rows() == 3
    assert rows(province="QC") == 2
    assert rows(source="") == 1
    assert rows(language="fr") == 0
    assert rows(until=day) == 2
    assert rows(since=day + timedelta(days=1)) == 1
    assert rows(since=day, until=day, province="QC", source="newsletter") == 1


def test_who_comes_after_it_was_asked_for_is_not_in_it(campaign: Campaign, admin: User) -> None:
    named(campaign, ("Before",))
    asked = export(campaign, admin)
    stories.submitted(campaign, "late@mail.example", LATER)
    assert [row["Last name"] for row in table(finish(asked))] == ["Before"]


def test_organizers_get_no_addresses_and_not_whose_letter_it_is(campaign: Campaign) -> None:
    stories.confirmed(campaign)
    organizer = stories.organizer()
    for what in What:
        text = content(finish(export(campaign, organizer, what, Format.JSON))).decode()
        assert text.count("\n") > 0
        assert "@" not in text
        assert '"person"' not in text
    assert "ana.quispe@mail.example" in content(finish(export(campaign, stories.admin(), kind=Format.JSON))).decode()


def test_moments_are_told_in_the_campaigns_time_and_to_programs_in_the_worlds(campaign: Campaign, admin: User) -> None:
    named(campaign, ("One",))
    (row,) = table(finish(export(campaign, admin)))
    assert row["Submitted (America/Toronto)"] == "2026-11-23 07:00:00"
    (row,) = table(finish(export(campaign, admin, kind=Format.JSON)))
    assert row["submitted"] == "2026-11-23T12:00:00Z"
    (row,) = table(finish(export(campaign, admin, kind=Format.XLSX)))
    assert float(row["Submitted (America/Toronto)"]) == pytest.approx(
        46349 + 7 / 24
    )  # 23 November 2026, as Excel counts


@pytest.mark.parametrize("kind", Format)
def test_a_file_written_in_many_slices_is_the_file_written_in_one(
    campaign: Campaign, admin: User, kind: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.exports.working.FIRST_BLOCK", 2)
    monkeypatch.setattr("campaign.exports.reading.LARGEST_BLOCK", 2)
    stories.people(campaign, 7)
    whole = finish(export(campaign, admin, What.LETTERS, kind))
    sliced = export(campaign, admin, What.LETTERS, kind)
    slices = 0
    while work(LATER, seconds=0):
        slices += 1
        assert Export.objects.get(pk=sliced.pk).percent < 100
    sliced.refresh_from_db()
    assert slices >= 3
    assert sliced.pieces > whole.pieces
    assert table(sliced) == table(whole)
    assert sliced.rows == whole.rows == 14
