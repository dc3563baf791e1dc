"""The ridings as they are loaded, and Represent as a server of the test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from campaign.targets.postcodes.loading import load_ridings
from tests.targets.feeds.feed_server import Answer, FeedServer, feed_server

Serve = Callable[[dict[str, list[Answer]]], FeedServer]


@pytest.fixture
def ridings(db: None) -> None:
    load_ridings(django_settings.BASE_DIR / "data" / "roster")


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    with ExitStack() as servers:

        def start(answers: dict[str, list[Answer]]) -> FeedServer:
            represent = servers.enter_context(feed_server(answers))
            settings.REPRESENT_URL = represent.url
            return represent

        yield start
