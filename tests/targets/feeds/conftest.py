"""Feeds whose address is set to a server of the test, as an operator sets it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pytest_django import Settings

from tests.targets.feeds.feed_server import Answer, FeedServer, feed_server

Serve = Callable[[dict[str, list[Answer]]], FeedServer]


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    with ExitStack() as servers:

        def start(answers: dict[str, list[Answer]]) -> FeedServer:
            feed = servers.enter_context(feed_server(answers))
            settings.REPRESENT_URL = settings.HOUSE_URL = feed.url
            return feed

        yield start
