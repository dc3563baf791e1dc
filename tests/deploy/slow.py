"""Clients that send a request so slowly that it never ends: each occupies whoever reads it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

DRIP_SECONDS = 0.2
HEAD = b"POST /en/c/peru-2022/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"


@contextmanager
def slow_posts(port: int, number: int) -> Iterator[None]:
    """That many POSTs whose bodies drip, a byte at a time, for as long as the block lasts."""
    ended = threading.Event()
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(number)]
    for client in clients:
        client.sendall(HEAD)
    dripping = threading.Thread(target=_drip, args=(clients, ended))
    dripping.start()
    try:
        yield
    finally:
        ended.set()
        dripping.join()
        for client in clients:
            client.close()


def _drip(clients: list[socket.socket], ended: threading.Event) -> None:
    while not ended.wait(DRIP_SECONDS):
        for client in clients:
            client.sendall(b"x")
