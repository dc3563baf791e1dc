"""The client is patient with a busy server, gives up in time, and takes nothing for an answer that is none."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from campaign.common.embedded.waiting import wait_until
from campaign.targets.feeds import client as asking
from campaign.targets.feeds.client import Failure, FeedError
from tests.targets.feeds.feed_server import Answer, feed_server
from tests.targets.feeds.feeds import Clock, client

GOOD = Answer(body=b"good")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_as_long_as_it_says(status: int) -> None:
    clock = Clock()
    with feed_server({"/list": [Answer(status, retry_after="7"), GOOD]}) as feed:
        assert client(clock).get(f"{feed.url}/list").body == b"good"
    assert clock.waited == [7.0]


def test_retry_after_may_be_a_moment() -> None:
    clock = Clock()
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    with feed_server({"/list": [Answer(503, retry_after=moment), GOOD]}) as feed:
        client(clock).get(f"{feed.url}/list")
    assert 30 < clock.waited[0] <= 40


def test_after_three_more_tries_with_growing_waits_it_gives_up() -> None:
    clock = Clock()
    with feed_server({"/list": [Answer(503)]}) as feed:
        with pytest.raises(FeedError, match="answered 503") as refused:
            client(clock).get(f"{feed.url}/list")
        assert len(feed.asked) == 4
    assert clock.waited == [2.0, 4.0, 8.0]
    assert refused.value.failure == Failure.REFUSED


def test_a_server_that_asks_for_more_time_than_a_task_has_is_left_alone() -> None:
    clock = Clock()
    with feed_server({"/list": [Answer(429, retry_after="3600"), GOOD]}) as feed:
        with pytest.raises(FeedError, match="3600 s"):
            client(clock).get(f"{feed.url}/list")
        assert len(feed.asked) == 1
    assert clock.waited == []


def test_a_body_cut_off_in_the_middle_is_asked_for_again() -> None:
    with feed_server({"/list": [Answer(body=b"half of it", cut=True), GOOD]}) as feed:
        assert client().get(f"{feed.url}/list").body == b"good"
        assert len(feed.asked) == 2


def test_a_body_that_is_always_cut_off_is_never_taken_for_whole() -> None:
    with feed_server({"/list": [Answer(body=b"half of it", cut=True)]}) as feed, pytest.raises(FeedError) as cut:
        client().get(f"{feed.url}/list")
    assert cut.value.failure == Failure.UNREACHABLE


def test_a_server_that_does_not_answer_is_given_up() -> None:
    with feed_server({"/list": [Answer(hang=True)]}) as feed:
        with pytest.raises(FeedError) as slow:
            client(read_seconds=0.05).get(f"{feed.url}/list")
        # The client may have given up before the server's thread has read the last of them.
        assert wait_until(lambda: len(feed.asked) >= 4, 5)
        assert len(feed.asked) == 4
    assert slow.value.failure == Failure.UNREACHABLE


def test_a_server_that_is_not_there_is_named() -> None:
    with feed_server({}) as feed:
        gone = feed.url
    with pytest.raises(FeedError, match=gone):
        client().get(f"{gone}/list")


@pytest.mark.parametrize("status", [301, 400, 403, 404, 500])
def test_what_another_try_would_not_help_is_not_tried_again(status: int) -> None:
    with feed_server({"/list": [Answer(status, location="/elsewhere"), GOOD]}) as feed:
        with pytest.raises(FeedError, match=f"answered {status}"):
            client().get(f"{feed.url}/list")
        assert [path for path, _headers in feed.asked] == ["/list"]


def test_no_more_than_sixty_requests_leave_in_a_minute() -> None:
    clock = Clock()
    with feed_server({"/list": [GOOD]}) as feed:
        visitor = client(clock)
        for _number in range(3):
            visitor.get(f"{feed.url}/list")
    assert clock.now == 2.0


def test_an_unchanged_page_costs_one_304_and_is_the_one_we_had() -> None:
    with feed_server({"/list": [Answer(body=b"good", etag='"one"')]}) as feed:
        first = client().get(f"{feed.url}/list")
        again = client(known={first.url: first}).get(first.url)
        assert feed.statuses == [200, 304]
    assert (again.body, again.unchanged) == (b"good", True)


def test_a_feed_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 10)
    with feed_server({"/list": [Answer(body=b"x" * 11)]}) as feed, pytest.raises(FeedError, match="more than 10"):
        client().get(f"{feed.url}/list")
