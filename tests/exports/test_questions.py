"""What is asked of very large tables fits their indexes, and no block is larger in memory than it may be."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from campaign.campaigns.models import Campaign
from campaign.exports import reading
from campaign.exports.models import What
from campaign.exports.reading import LARGEST_BLOCK, Key, Reader, next_size
from tests import stories
from tests.exports.asking import export

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    campaign = stories.open_campaign(people=2)
    stories.people(campaign, 3)
    return campaign


def reader_of(campaign: Campaign, what: What) -> Reader:
    return Reader(export(campaign, stories.admin(), what), campaign)


def plans_of(reader: Reader) -> list[str]:
    """How PostgreSQL answers a block's two questions, told to read no whole table where an index fits."""
    with CaptureQueriesContext(connection) as asked:
        block = reader.block(Key(), 2)
        with transaction.atomic():
            list(reader.rows(block))
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in asked.captured_queries:
            if "participation_participation" in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return plans


@pytest.mark.parametrize(
    ("what", "indexes"),
    [
        (What.PEOPLE, set()),
        (What.LETTERS, {"delivery_outgoingmail_participation_id"}),
        (What.EVENTS, {"delivery_outgoingmail_participation_id", "delivery_deliveryevent_mail_id"}),
    ],
)
def test_a_block_is_read_by_indexes_in_their_order(campaign: Campaign, what: What, indexes: set[str]) -> None:
    following, rows = plans_of(reader_of(campaign, what))
    assert "participation_submitted" in following
    assert "::text" not in following.partition("Sort Key")[2].partition("\n")[0]
    assert {name for name in indexes if name not in rows} == set()


def test_a_block_that_is_larger_than_it_was_thought_is_read_in_parts(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROWS_AT_ONCE", 4)
    reader = reader_of(campaign, What.EVENTS)
    with transaction.atomic():
        assert [len(rows) for rows in reader.rows(reader.block(Key(), 99))] == [4, 2]


def test_blocks_grow_to_the_size_that_their_rows_allow() -> None:
    assert next_size(20, 20) == 40
    assert next_size(4_000, 4_000) == LARGEST_BLOCK
    assert next_size(100, 40_000) == 25
    assert next_size(1, 1_000_000) == 1
    assert next_size(20, 0) == 40
