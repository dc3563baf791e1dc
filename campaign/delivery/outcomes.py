"""How mail goes, counted by minute, provider and recipients' domain: what breakers and charts look at."""

from collections.abc import Mapping

from django.db import connection

from campaign.delivery.models import Outcomes

# Rows are locked in one order, so that two who count the same do not wait for each other. The minute is the database's.
_ADD = """
INSERT INTO delivery_outcomes (minute, provider, domain, outcome, number)
SELECT date_trunc('minute', now()), counted.provider, counted.domain, counted.outcome, counted.number
FROM unnest(%(providers)s::text[], %(domains)s::text[], %(outcomes)s::text[], %(numbers)s::integer[])
    AS counted (provider, domain, outcome, number)
ORDER BY counted.provider, counted.domain, counted.outcome
ON CONFLICT (minute, provider, domain, outcome) DO UPDATE SET number = delivery_outcomes.number + excluded.number
"""


def add(counts: Mapping[tuple[str, str, Outcomes.Outcome], int]) -> None:
    """Add to the counts of this minute, by (provider, domain, outcome)."""
    rows = sorted(counts.items())
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            {
                "providers": [provider for (provider, _, _), _ in rows],
                "domains": [domain for (_, domain, _), _ in rows],
                "outcomes": [str(outcome) for (_, _, outcome), _ in rows],
                "numbers": [number for _, number in rows],
            },
        )
