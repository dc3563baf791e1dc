"""What a browser does with our pages, without a browser: read the form, fill it in, send it."""

import re
from html import unescape
from typing import Any

from django.test import Client

CAMPAIGN = "/en/c/peaceful-protest/"
ADDRESS = "ana.quispe@mail.example"

Fields = dict[str, Any]


def text_of(response: Any) -> str:
    """Addresses may break after their "@": the mark for it is no part of the text."""
    return unescape(response.content.decode()).replace("<wbr>", "")


def form_of(client: Client, address: str = CAMPAIGN) -> Fields:
    """The form as it stands on the page: hidden values, our text, everybody ticked."""
    return fields_in(client.get(address))


def fields_in(response: Any) -> Fields:
    page = response.content.decode()
    return {
        "token": value(page, "token"),
        "revision": value(page, "revision"),
        "checked_email": value(page, "checked_email"),
        "recipients": re.findall(r'name="recipients"\s+value="([^"]+)"[^>]*checked', page),
        "subject": text(page, "subject"),
        "body": text(page, "body"),
    } | ({"variant": value(page, "variant")} if 'name="variant"' in page else {})


def text(page: str, name: str) -> str:
    """What a field of several lines holds."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found, f"no field {name}"
    return unescape(found[1])


def value(page: str, name: str) -> str:
    """What a hidden or one-line field holds."""
    tag = re.search(rf'<input[^>]*\sname="{name}"[^>]*>', page)
    assert tag, f"no field {name}"
    found = re.search(r'value="([^"]*)"', tag[0])
    return unescape(found[1]) if found else ""


def signed(client: Client, address: str = CAMPAIGN, **changes: Any) -> Fields:
    """The form, filled in by Ana Quispe, with changes."""
    person = {
        "first_name": "Ana",
        "last_name": "Quispe",
        "email": ADDRESS,
        "city": "Montréal",
        "postal_code": "h2x1y4",
        "do": "send",
    }
    return form_of(client, address) | person | changes


def send(client: Client, address: str = CAMPAIGN, **changes: Any) -> Any:
    return client.post(address, signed(client, address, **changes))
