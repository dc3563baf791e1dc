"""All tables of a campaign's figures, by the key that stands in addresses; each is made only where somebody asks for it."""

from campaign.web.organizers.statistics import letters, people
from campaign.web.organizers.statistics.table import Maker, Question, Table

TABLES: dict[str, Maker] = {**people.TABLES, **letters.TABLES}


def tables_of(question: Question) -> list[Table]:
    """Those that have anything to say, in their order."""
    found = [make(question) for make in TABLES.values()]
    return [table for table in found if table.rows or table.missing]


def table_of(question: Question, key: str) -> Table | None:
    """The one of this key, if it has any rows."""
    table = TABLES[key](question) if key in TABLES else None
    return table if table and table.rows else None
