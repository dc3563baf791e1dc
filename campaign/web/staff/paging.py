"""Pages of rows of which nobody counts or passes over millions: their number is known from sums, and the newest of them are listed."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

ROWS_PER_PAGE = 50
# As far as this a list is counted and leafed through: whoever wants all takes the file along (our judgement: 200 pages). PostgreSQL
# walks over every row before the page, so that the last of a million pages would cost as much as all of them.
MOST_FOUND = 10_000

Row = TypeVar("Row", bound=Model)


class Listed(Paginator[Row]):
    """The newest of `total` rows; where `at_least`, there are more than these and nobody knows how many."""

    total: int = 0
    at_least: bool = False

    @property
    def more(self) -> bool:
        return self.total > self.count or self.at_least


def page_of(request: HttpRequest, rows: QuerySet[Row], total: int, *, at_least: bool = False) -> Page[Row]:
    """The page that "?page=" asks for, or the nearest there is, of the newest of `total` rows."""
    pages = Listed(rows, ROWS_PER_PAGE)
    pages.count, pages.total, pages.at_least = min(total, MOST_FOUND), total, at_least
    return pages.get_page(request.GET.get("page"))


def first_of(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    """The same where no sum tells the number: as far as the list goes, rows are counted."""
    number = rows.order_by().values("pk")[: MOST_FOUND + 1].count()
    return page_of(request, rows, min(number, MOST_FOUND), at_least=number > MOST_FOUND)
