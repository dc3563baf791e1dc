"""Pages of rows of which nobody counts millions: their number is known from sums, or they are the first of more."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

ROWS_PER_PAGE = 50
# What is found by a search is counted as far as this: nobody leafs through more (our judgement).
MOST_FOUND = 10_000

Row = TypeVar("Row", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[Row], number: int) -> Page[Row]:
    """The page that "?page=" asks for, or the nearest there is."""
    pages = Paginator(rows, ROWS_PER_PAGE)
    pages.count = number
    return pages.get_page(request.GET.get("page"))


def first_of(request: HttpRequest, rows: QuerySet[Row], most: int = MOST_FOUND) -> tuple[Page[Row], bool]:
    """The same of the first rows there are, and whether there are more than these."""
    number = rows.order_by().values("pk")[: most + 1].count()
    return page_of(request, rows, min(number, most)), number > most
