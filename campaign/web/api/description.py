"""The OpenAPI document of /api/v1/, as a file of this folder: what each address answers, and of what shape that is."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

DAY = 24 * 60 * 60


@cache
def text() -> bytes:
    return (Path(__file__).parent / "openapi.json").read_bytes()


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(text(), content_type="application/json")
    response["Cache-Control"] = f"public, max-age={DAY}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
