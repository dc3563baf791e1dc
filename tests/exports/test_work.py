"""Work on exports: in slices that may die, one at a time, in turns; and what becomes of files."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.common.alone import alone
from campaign.exports import keeping, tasks, wake, working
from campaign.exports.formats.comma import Comma
from campaign.exports.models import Export, Failure, Format, Piece, State, Taking, What
from campaign.exports.reading import Block, Key, Reader
from campaign.exports.services import MOST_OPEN, TooMany
from campaign.exports.working import MOST_TRIES, STALE, anything_waits, work
from campaign.journeys.deleting import delete_draft
from tests import stories
from tests.exports.asking import LATER, content, export, finish, table

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """What no part of the program catches."""


@pytest.fixture
def campaign(monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """Seven people, two to a block."""
    monkeypatch.setattr(working, "FIRST_BLOCK", 2)
    monkeypatch.setattr("campaign.exports.reading.LARGEST_BLOCK", 2)
    campaign = stories.open_campaign(people=1)
    stories.people(campaign, 7)
    return campaign


@pytest.fixture
def admin() -> User:
    return stories.admin()


def rows_of(one: Export) -> list[str]:
    return [row["E-mail"] for row in table(one)]


EVERYBODY = [f"supporter{n}@mail.example" for n in range(1, 8)]


def test_a_slice_that_dies_is_begun_anew_and_doubles_nothing(
    campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = export(campaign, admin)
    work(LATER, seconds=0)
    before = Piece.objects.filter(export=one).count()

    def write_and_die(self: Comma, rows: list[tuple[object, ...]]) -> bytes:
        Piece.objects.create(export=one, number=99, data=b"half")
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Comma, "rows", write_and_die)
        with pytest.raises(Killed):
            work(LATER, seconds=0)
    one.refresh_from_db()
    assert (one.state, one.tries) == (State.RUNNING, 1)
    assert Piece.objects.filter(export=one).count() == before
    assert sorted(rows_of(finish(one))) == EVERYBODY
    assert one.rows == 7


def test_what_broke_off_is_tried_with_less_at_once(
    campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "FIRST_BLOCK", 500)
    asked: list[int] = []
    block = Reader.block

    def noted(self: Reader, after: Key, people: int) -> Block:
        asked.append(people)
        return block(self, after, people)

    monkeypatch.setattr(Reader, "block", noted)
    for tries in (0, 1, 4):
        one = export(campaign, admin)
        Export.objects.filter(pk=one.pk).update(tries=tries)
        work(LATER, seconds=0)
        keeping.remove(one, LATER)
    assert asked == [500, 62, 1]


def test_what_breaks_off_again_and_again_fails_and_says_so(
    campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(self: Comma, rows: list[tuple[object, ...]]) -> bytes:
        raise Killed

    monkeypatch.setattr(Comma, "rows", die)
    one, other = export(campaign, admin), export(campaign, admin, kind=Format.JSON)
    deaths = 0
    for _ in range(2 * MOST_TRIES + 4):
        try:
            work(LATER)
        except Killed:
            deaths += 1
    one.refresh_from_db()
    other.refresh_from_db()
    assert deaths == MOST_TRIES
    assert (one.state, one.failure, one.rows) == (State.FAILED, Failure.TRIES, 0)
    assert not Piece.objects.filter(export=one).exists()
    assert other.state == State.DONE


def test_a_finished_slice_forgets_the_tries_before_it(
    campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = export(campaign, admin)
    Export.objects.filter(pk=one.pk).update(tries=MOST_TRIES - 1)
    work(LATER, seconds=0)
    one.refresh_from_db()
    assert one.tries == 0


def test_what_nobody_works_on_is_found_by_beat(campaign: Campaign, admin: User) -> None:
    assert not anything_waits(LATER)
    export(campaign, admin)
    assert anything_waits(LATER)
    work(LATER, seconds=0)
    assert not anything_waits(LATER + STALE / 2)
    assert anything_waits(LATER + 2 * STALE)


def test_tasks_hand_on_until_nothing_is_left(campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hints: list[str] = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, **_: hints.append(name))
    monkeypatch.setattr(working, "SLICE_SECONDS", 0)
    one = export(campaign, admin)
    assert hints == ["exports.work"]
    tasks.tick()
    assert hints == ["exports.work"]  # one hint waits already
    slices = 0
    while hints:
        hints.pop()
        tasks.work()
        slices += 1
    assert slices == 4
    one.refresh_from_db()
    assert one.state == State.DONE


def test_whoever_asks_while_a_slice_is_written_begins_no_second_chain(
    campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints: list[str] = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, **_: hints.append(name))
    monkeypatch.setattr(working, "SLICE_SECONDS", 0)
    export(campaign, admin)
    rows = Comma.rows

    def asked_meanwhile(self: Comma, cells: list[tuple[object, ...]]) -> bytes:
        wake.hint()
        return rows(self, cells)

    monkeypatch.setattr(Comma, "rows", asked_meanwhile)
    hints.pop()
    tasks.work()
    assert hints == ["exports.work"]


def test_exports_take_turns_so_that_a_small_one_does_not_wait_for_a_large_one(campaign: Campaign, admin: User) -> None:
    large = export(campaign, admin)
    work(LATER, seconds=0)
    empty = stories.open_campaign("quiet", people=1)
    small = export(empty, admin)
    work(LATER + timedelta(seconds=1), seconds=0)
    small.refresh_from_db()
    large.refresh_from_db()
    assert (small.state, large.state) == (State.DONE, State.RUNNING)


def test_two_workers_never_work_at_once(campaign: Campaign, admin: User) -> None:
    one = export(campaign, admin)
    found: list[bool] = []

    def other() -> None:
        found.append(work(LATER))
        connection.close()

    with alone("exports.work") as ours:
        assert ours
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert found == [False]
    one.refresh_from_db()
    assert one.state == State.WAITING
    assert finish(one).state == State.DONE


def test_who_cancels_in_the_middle_of_a_slice_leaves_nothing_behind(
    campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = export(campaign, admin)
    work(LATER, seconds=0)
    rows = Comma.rows

    def cancelled_meanwhile(self: Comma, cells: list[tuple[object, ...]]) -> bytes:
        thread = threading.Thread(target=cancel)
        thread.start()
        thread.join()
        return rows(self, cells)

    def cancel() -> None:
        assert keeping.remove(one, LATER) in (State.CANCELLED, None)
        connection.close()

    monkeypatch.setattr(Comma, "rows", cancelled_meanwhile)
    work(LATER, seconds=0)
    one.refresh_from_db()
    assert one.state == State.CANCELLED
    assert not Piece.objects.filter(export=one).exists()
    assert not work(LATER)


def test_progress_grows_and_is_a_hundred_only_at_the_end(campaign: Campaign, admin: User) -> None:
    one = export(campaign, admin)
    Export.objects.filter(pk=one.pk).update(expected=7)
    seen = []
    while work(LATER, seconds=0):
        one.refresh_from_db()
        seen.append(one.percent)
    one.refresh_from_db()
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[-1] < 100 == one.percent


def test_files_are_deleted_after_seven_days_and_the_record_stays(campaign: Campaign, admin: User) -> None:
    one = finish(export(campaign, admin))
    keeping.write_down(one, admin, LATER)
    assert keeping.forget(LATER + timedelta(days=6, hours=23)) == 0
    assert keeping.forget(LATER + timedelta(days=7)) == 1
    one.refresh_from_db()
    assert (one.state, one.rows) == (State.EXPIRED, 7)
    assert not Piece.objects.exists()
    assert Taking.objects.get().export == one


def test_a_file_that_goes_while_it_is_read_breaks_off_and_is_no_shorter_whole(campaign: Campaign, admin: User) -> None:
    one = export(campaign, admin)
    while work(LATER, seconds=0):
        pass
    one.refresh_from_db()
    reading = keeping.pieces_of(one)
    next(reading)
    keeping.remove(one, LATER)
    with pytest.raises(keeping.FileIsGone):
        next(reading)


def test_a_file_that_grows_too_large_is_refused_with_its_reason(
    campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "LARGEST_FILE", 100)
    one = finish(export(campaign, admin))
    assert (one.state, one.failure) == (State.FAILED, Failure.SIZE)
    assert not Piece.objects.exists()


def test_nobody_has_more_than_three_under_way(campaign: Campaign, admin: User) -> None:
    for _ in range(MOST_OPEN):
        export(campaign, admin)
    with pytest.raises(TooMany):
        export(campaign, admin)
    export(campaign, stories.organizer())
    finish(Export.objects.first() or pytest.fail("there is none"))
    assert export(campaign, admin).state == State.WAITING


def test_the_record_of_an_export_outlives_its_campaign(admin: User) -> None:
    draft = stories.draft_campaign("never-open")
    waiting, done = export(draft, admin), export(draft, admin, What.LETTERS)
    Export.objects.filter(pk=done.pk).update(state=State.DONE)
    assert delete_draft(draft, admin)
    finish(waiting)
    assert (waiting.state, waiting.failure, waiting.subject) == (State.FAILED, Failure.GONE, "never-open")
    done.refresh_from_db()
    assert done.campaign is None


def test_pieces_are_about_a_megabyte(campaign: Campaign, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PIECE_BYTES", 100)
    one = finish(export(campaign, admin))
    sizes = [len(piece.data) for piece in Piece.objects.filter(export=one).order_by("number")]
    assert set(sizes[:-1]) == {100}
    assert sum(sizes) == one.size == len(content(one))
