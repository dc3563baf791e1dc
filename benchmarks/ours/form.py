"""The campaign's form as wrk sends it: `ours.form URL FOLDER` reads the page, fills its form in, and signs client addresses."""

import sys
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from campaign.common.client_address import sign_rehearsal_client
from campaign.journeys.rehearsal.pages import forms_of

# Enough that no address comes near its limit of 300 a minute.
CLIENTS = 5000
FIRST = IPv4Address("198.18.0.1")  # RFC 2544: for benchmarks
TYPED = {
    "first_name": "Ana",
    "last_name": "Quispe",
    "email": "writer.NUMBER@mail.example",
    "city": "Montréal",
    "postal_code": "H2X 1Y4",
}


def main(arguments: list[str]) -> None:
    url, folder = arguments[0], Path(arguments[1])
    with urlopen(url) as answer:  # noqa: S310  # our own server
        page = answer.read()
    (folder / "page.html").write_bytes(page)
    form = next(form for form in forms_of(page.decode()) if form.has("email"))
    (folder / "form.txt").write_text(urlencode(form.filled(TYPED, {})), encoding="ascii")
    addresses = (str(FIRST + number) for number in range(CLIENTS))
    signed = "\n".join(sign_rehearsal_client(address) for address in addresses)
    (folder / "clients.txt").write_text(f"{signed}\n", encoding="ascii")
    sys.stdout.write("{}\n")
