"""What deploy/nginx keeps away from gunicorn: slow clients, large bodies, false headers; and from its log: tokens."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from campaign.common.embedded.waiting import wait_until
from tests.deploy import front as fronts
from tests.deploy.front import Front
from tests.deploy.slow import slow_posts

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(fronts.NGINX is None, reason="nginx is not installed: on Debian, apt-get install nginx-light"),
]
TOKEN = "kX2vQ9sTtW3nLr5yB8zJcA"
ANSWERS_WITHIN_SECONDS = 3.0


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    with fronts.front() as here:
        yield here


def _get(port: int, path: str = "/en/", headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=ANSWERS_WITHIN_SECONDS)


def test_ninety_slow_posts_do_not_stop_a_page(front: Front) -> None:
    with slow_posts(front.port, 90):
        assert [_get(front.port).status_code for _ in range(20)] == [200] * 20


def test_the_same_clients_without_nginx_would_stop_it() -> None:
    def is_stopped() -> bool:
        try:
            _get(here.gunicorn_port)
        except httpx.TimeoutException:
            return True
        return False  # not every thread has a slow client yet

    with fronts.front() as here, slow_posts(here.gunicorn_port, 90):
        assert wait_until(is_stopped, 30)


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf",
    ],
    ids=["headers", "body"],
)
def test_a_request_that_stops_in_the_middle_is_closed(front: Front, beginning: bytes) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=ANSWERS_WITHIN_SECONDS) as client:
        client.sendall(beginning)
        with pytest.raises(ConnectionResetError):
            client.recv(1024)


def test_a_body_beyond_the_limit_is_413_and_one_within_arrives_whole(front: Front) -> None:
    url = f"http://127.0.0.1:{front.port}/en/"
    assert httpx.post(url, content=b"x" * (256 * 1024 + 1)).status_code == 413
    assert httpx.post(url, content=b"x" * (256 * 1024)).json()["length"] == 256 * 1024


def test_a_webhook_may_bring_a_megabyte_and_arrives_as_every_request_does(front: Front) -> None:
    url = f"http://127.0.0.1:{front.port}/webhooks/mail/mailgun/"
    assert httpx.post(url, content=b"x" * (1024 * 1024 + 1)).status_code == 413
    arrived = httpx.post(url, content=b"x" * (1024 * 1024), headers={"X-Forwarded-For": "203.0.113.9"})
    assert arrived.json()["length"] == 1024 * 1024
    assert arrived.json()["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"
    assert arrived.headers["X-Request-ID"] == arrived.json()["HTTP_X_REQUEST_ID"]


def test_a_picture_may_bring_ten_megabytes_and_no_other_page_of_its_campaign(front: Front) -> None:
    url, most = f"http://127.0.0.1:{front.port}/staff/campaigns/peru-2022", 10496 * 1024
    assert httpx.post(f"{url}/picture/", content=b"x" * (most + 1)).status_code == 413
    assert httpx.post(f"{url}/picture/", content=b"x" * most).json()["length"] == most
    assert httpx.post(f"{url}/settings/", content=b"x" * (256 * 1024 + 1)).status_code == 413


def test_headers_with_underscores_are_dropped(front: Front) -> None:
    arrived = _get(front.port, headers={"X_Forwarded_For": "203.0.113.9", "X-Rehearsal-Client": "kept"}).json()
    assert arrived["HTTP_X_REHEARSAL_CLIENT"] == "kept"
    assert "203.0.113.9" not in arrived.values()


def test_what_a_client_says_of_its_address_is_replaced(front: Front) -> None:
    said = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    arrived = _get(front.port, headers=said | {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}).json()
    assert arrived["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"
    assert arrived["HTTP_X_FORWARDED_PROTO"] == "http"
    assert not {"203.0.113.9", "evil.example", "for=203.0.113.9"} & set(map(str, arrived.values()))


def test_a_request_has_one_number_here_and_there(front: Front) -> None:
    response = _get(front.port, headers={"X-Request-ID": "invented"})
    assert response.headers["X-Request-ID"] == response.json()["HTTP_X_REQUEST_ID"] != "invented"


def test_no_token_and_no_address_stands_in_the_log(front: Front) -> None:
    for path in (f"/en/confirm/{TOKEN}/", f"/fr/letter/{TOKEN}/undo/", f"/es/sent/{TOKEN}/?again={TOKEN}"):
        _get(front.port, path)
    assert wait_until(lambda: "/es/sent/[token]/" in front.access_log, ANSWERS_WITHIN_SECONDS)
    assert "/en/confirm/[token]/" in front.access_log
    assert "/fr/letter/[token]/undo/" in front.access_log
    assert TOKEN not in front.access_log
    assert "127.0.0.1" not in front.access_log


def test_static_files_come_from_nginx_and_hashed_ones_are_kept_for_good(front: Front) -> None:
    plain, hashed = (_get(front.port, f"/static/css/{name}") for name in ("dear.css", "dear.0123456789ab.css"))
    assert plain.text == hashed.text == "body { color: black }\n"
    assert plain.headers["Content-Type"] == "text/css; charset=utf-8"
    assert plain.headers["Cache-Control"] == "public, max-age=3600"
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert _get(front.port, "/static/css/nothing.css").status_code == 404


def test_while_gunicorn_is_away_a_page_says_so_and_no_token_is_logged() -> None:
    with fronts.nginx_alone() as here:
        response = _get(here.port, f"/en/confirm/{TOKEN}/")
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert "what you typed is still there" in response.text
        assert wait_until(lambda: "503" in here.access_log, ANSWERS_WITHIN_SECONDS)
        assert TOKEN not in here.access_log
