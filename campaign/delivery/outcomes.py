"""How mails went, counted by minute, provider and domain: a row or two for a batch, which breakers and charts look at."""

from collections.abc import Mapping

from django.db import connection

from campaign.delivery.models import Outcomes

Key = tuple[str, str, Outcomes.Outcome]  # provider, recipients' domain, outcome

_ADD = """
INSERT INTO delivery_outcomes (minute, provider, domain, outcome, number)
SELECT date_trunc('minute', now()), * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[])
ON CONFLICT (minute, provider, domain, outcome) DO UPDATE SET number = delivery_outcomes.number + excluded.number
"""


def add(counts: Mapping[Key, int]) -> None:
    """Count in this minute of the database's clock. The domain is "" where the provider itself was at fault."""
    if not counts:
        return
    rows = sorted((provider, domain, str(outcome), number) for (provider, domain, outcome), number in counts.items())
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()
