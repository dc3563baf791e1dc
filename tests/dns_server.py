"""A real DNS server on the loopback address, over UDP: it answers what it is told for a name, NXDOMAIN for any other.

    with dns_server({"act.example": [txt("v=spf1 -all")]}) as server:
        settings.DNS_SERVER = server.address

A name may also have SERVFAIL, or SILENCE: then nothing is ever answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingUDPServer
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

SERVFAIL, SILENCE = "SERVFAIL", "SILENCE"
LONGEST_STRING = 255  # RFC 1035 3.3: a TXT record of more is written as several strings

Zone = Mapping[str, Sequence[str] | str]


def txt(text: str) -> str:
    """One TXT record as a zone file has it, in as many strings as it needs."""
    parts = [text[at : at + LONGEST_STRING] for at in range(0, max(1, len(text)), LONGEST_STRING)]
    return " ".join('"{}"'.format(part.replace("\\", "\\\\").replace('"', '\\"')) for part in parts)


@dataclass
class Server:
    """`asked` are the names of all queries so far, in their order."""

    zone: Zone
    address: str = ""
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes | None:
        query = dns.message.from_wire(wire)
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        known = self.zone.get(name)
        if known == SILENCE:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if known is None or isinstance(known, str):
            response.set_rcode(dns.rcode.SERVFAIL if known == SERVFAIL else dns.rcode.NXDOMAIN)
        elif known:
            response.answer.append(dns.rrset.from_text(question.name, 300, "IN", "TXT", *known))
        return response.to_wire()


@contextmanager
def dns_server(zone: Zone) -> Iterator[Server]:
    state = Server(zone)

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            wire, socket = self.request
            answer = state.answer(wire)
            if answer is not None:
                socket.sendto(answer, self.client_address)

    with ThreadingUDPServer(("127.0.0.1", 0), Handler) as udp:
        state.address = f"127.0.0.1:{udp.server_address[1]}"
        thread = Thread(target=udp.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            udp.shutdown()
            thread.join()
