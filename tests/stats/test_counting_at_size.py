"""What the public count reads of a log that is large: what came after the mark, and nothing before."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.stats import counts, services
from campaign.stats.models import Log, Mark
from tests import stories

pytestmark = pytest.mark.django_db
LOG = "participation_participationevent"


# A change of somebody's, told again under so many other keys, in no order on the disk: as after all rows were written anew.
ROWS = 30_000
MANY = f"""
INSERT INTO {LOG} SELECT (jsonb_populate_record(NULL::{LOG}, to_jsonb(one) || jsonb_build_object('id', number))).*
FROM (SELECT * FROM {LOG} LIMIT 1) AS one CROSS JOIN generate_series(1000000, 1000000 + {ROWS}) AS number ORDER BY random()
"""  # noqa: S608 - our own words


def test_the_public_count_reads_only_what_came_after_the_mark() -> None:
    """The planner is left to choose: it once read ten million people for each count, as it could not know how few came after it."""
    campaign = stories.open_campaign(people=1)
    stories.people(campaign, 3)
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute(f"ANALYZE {LOG}")
    Mark.objects.create(version=1, log=Log.PEOPLE, folded_to=1_000_000 + ROWS)
    with CaptureQueriesContext(connection) as asked:
        counts.confirmed(campaign.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked.captured_queries[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"using {LOG}_pkey" in plan
    assert f"Seq Scan on {LOG}" not in plan


@pytest.mark.django_db(transaction=True)
def test_where_the_mark_moves_meanwhile_nobody_is_counted_twice() -> None:
    campaign = stories.open_campaign(people=1)
    stories.people(campaign, 3)
    marks: list[int] = []

    def fold_in_between(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if "signed.state" in sql and not marks:
            marks.append(0)
            services.fold_new(60)
            marks.append(Mark.objects.get(log=Log.PEOPLE).folded_to)
        return execute(sql, *rest)

    with connection.execute_wrapper(fold_in_between):
        assert counts.confirmed(campaign.pk) == 3
    assert marks[1] > marks[0]
