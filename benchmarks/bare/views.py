"""The two views that ours are measured beside."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from benchmarks.bare.models import Row

INSERTS = 5
PAGE = Path(settings.PAGE_FILE).read_bytes()


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def submit(request: HttpRequest) -> HttpResponse:
    form = request.POST
    with transaction.atomic():
        for number in range(INSERTS):
            Row.objects.create(number=number, word=form["email"], text=form["body"] if number == 0 else "")
    return HttpResponse(status=303, headers={"Location": "/page"})
