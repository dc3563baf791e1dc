"""A WSGI application behind nginx that reads each body and tells, as JSON, what arrived of the request."""

import json
from collections.abc import Callable, Iterable
from typing import Any


def application(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], Any]
) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    arrived = {name: value for name, value in environ.items() if isinstance(value, str)} | {"length": len(body)}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(arrived).encode()]
