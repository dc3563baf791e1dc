from ipaddress import ip_address

import pytest
from django.core.signing import Signer
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from campaign.common.client_address import address_group, client_address, sign_rehearsal_client

SOCKET = "198.51.100.7"


@pytest.fixture(autouse=True)
def _live_without_proxies(settings: Settings) -> None:
    settings.DELIVERY_MODE = "live"
    settings.TRUSTED_PROXIES = 0


def request(forwarded: str | None = None, socket: str = SOCKET, **headers: str) -> HttpRequest:
    if forwarded is not None:
        headers["X-Forwarded-For"] = forwarded
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=socket)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "203.0.113.5", SOCKET),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "192.0.2.66, 203.0.113.5", "203.0.113.5"),
        (2, "192.0.2.66, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (1, "192.0.2.66,203.0.113.5 ", "203.0.113.5"),
        (1, "2001:db8::0001", "2001:db8::1"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (2, "203.0.113.5", SOCKET),
        (1, "", SOCKET),
        (1, None, SOCKET),
        (1, "unknown", SOCKET),
        (1, "203.0.113.5, junk", SOCKET),
        (1, "203.0.113.5:443", SOCKET),
        (1, "203.0.113.5,", SOCKET),
        (1, "fe80::1%eth0", SOCKET),
        (1, "010.0.0.1", SOCKET),
        (1, "3405803781", SOCKET),
    ],
)
def test_only_what_a_trusted_proxy_wrote_counts(
    proxies: int, forwarded: str | None, client: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert client_address(request(forwarded)) == client


@pytest.mark.parametrize(
    ("socket", "client"),
    [
        ("", "127.0.0.1"),
        ("unix:", "127.0.0.1"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("::1", "::1"),
        (SOCKET, SOCKET),
    ],
)
def test_without_a_proxy_the_socket_says_who_it_is(socket: str, client: str) -> None:
    assert client_address(request(socket=socket)) == client


def test_a_request_that_says_nothing_comes_from_the_loopback() -> None:
    assert client_address(HttpRequest()) == "127.0.0.1"


@given(forwarded=st.text(), socket=st.text(), proxies=st.integers(0, 3))
def test_whatever_a_client_sends_the_answer_is_an_address(forwarded: str, socket: str, proxies: int) -> None:
    made = HttpRequest()
    made.META |= {"HTTP_X_FORWARDED_FOR": forwarded, "REMOTE_ADDR": socket}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.TRUSTED_PROXIES", proxies)
        client = client_address(made)
    assert str(ip_address(client)) == client
    assert "%" not in client
    assert address_group(client)


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::1", "2001:db8:0:2::/64"),
    ],
)
def test_an_ipv6_household_is_one_network(address: str, group: str) -> None:
    assert address_group(address) == group


@pytest.mark.parametrize("address", ["192.0.2.10", "2001:db8::10"])
def test_a_sandbox_counts_a_rehearsed_request_for_its_made_up_client(address: str, settings: Settings) -> None:
    settings.DELIVERY_MODE = "sandbox"
    rehearsed = request(**{"X-Rehearsal-Client": sign_rehearsal_client(address)})
    assert client_address(rehearsed) == address


def test_a_rehearsed_client_counts_before_a_proxy_s_word(settings: Settings) -> None:
    settings.DELIVERY_MODE = "sandbox"
    settings.TRUSTED_PROXIES = 1
    rehearsed = request("203.0.113.5", **{"X-Rehearsal-Client": sign_rehearsal_client("192.0.2.10")})
    assert client_address(rehearsed) == "192.0.2.10"


def test_live_mode_does_not_know_the_rehearsal_header() -> None:
    assert client_address(request(**{"X-Rehearsal-Client": sign_rehearsal_client("192.0.2.10")})) == SOCKET


@pytest.mark.parametrize(
    "header",
    [
        *("", "192.0.2.10", "192.0.2.10.", "192.0.2.10.forged", "é.é"),
        pytest.param(Signer(sep=".", salt="other").sign("192.0.2.10"), id="signed-for-something-else"),
    ],
)
def test_an_unsigned_rehearsal_header_counts_for_nothing(header: str, settings: Settings) -> None:
    settings.DELIVERY_MODE = "sandbox"
    assert client_address(request(**{"X-Rehearsal-Client": header})) == SOCKET


def test_a_signed_rehearsal_header_that_holds_no_address_counts_for_nothing(settings: Settings) -> None:
    settings.DELIVERY_MODE = "sandbox"
    assert client_address(request(**{"X-Rehearsal-Client": sign_rehearsal_client("nobody")})) == SOCKET
