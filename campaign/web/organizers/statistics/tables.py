"""All tables of a campaign's figures, by the key that stands in addresses; each is made only where somebody asks for it."""

from campaign.web.organizers.statistics import answers, funnel, letters, marks, people
from campaign.web.organizers.statistics.table import Maker, Question, Table

TABLES: dict[str, Maker] = {**people.TABLES, **letters.TABLES}
# Those that the page shows in a way of their own, and that are files like the others.
IN_SECTIONS: dict[str, Maker] = {
    funnel.KEY: funnel.as_table,
    marks.KEY: lambda question: marks.as_table(marks.marks_of(question.campaign, question.asked)),
    answers.KEY: lambda question: answers.section_of(question).table,
}

# Drawn beneath each other; more bars are thinner than what can be read, and the table has all.
MOST_BARS = 20
# The tables that are one curve over time.
CURVES = ("days", "hours")


def tables_of(question: Question) -> list[Table]:
    """Those that have anything to say, in their order."""
    found = [make(question) for make in TABLES.values()]
    return [table for table in found if table.rows or table.missing]


def table_of(question: Question, key: str) -> Table | None:
    """The one of this key, if it has any rows."""
    make = {**TABLES, **IN_SECTIONS}.get(key)
    table = make(question) if make else None
    return table if table and table.rows else None
