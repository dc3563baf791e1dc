"""Pages of rows whose number is known from sums: counting millions of them for each page would take seconds."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

ROWS_PER_PAGE = 50

Row = TypeVar("Row", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[Row], number: int) -> Page[Row]:
    """The page that "?page=" asks for, or the nearest there is."""
    pages = Paginator(rows, ROWS_PER_PAGE)
    pages.count = number
    return pages.get_page(request.GET.get("page"))
