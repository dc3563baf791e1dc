"""A composed mail as the bytes that travel: headers by RFC 5322 and 2047, plain text and HTML as quoted-printable.

Every mail of ours has one shape, so it is written straight down. Django's general EmailMessage took half of a worker's
time for the same bytes (docs/adr/0009). Nothing here is longer than RFC 5322's lines or needs 8BITMIME of any relay.
"""

from binascii import b2a_qp
from email.header import Header
from email.utils import formatdate, quote
from functools import lru_cache

from campaign.common.text import header_safe
from campaign.delivery.composing import Composed, Mailbox

LINE = 76  # RFC 2047 2: no line with an encoded word is longer; RFC 5322 2.1.1 wants 78 at most


def as_bytes(mail: Composed) -> bytes:
    """The whole mail with CRLF line ends. Raises ValueError for a header that would not stay one header."""
    headers = [
        _text_header("Subject", mail.subject),
        _address_header("From", mail.sender),
        _address_header("To", mail.to),
        *([_address_header("Reply-To", mail.reply_to)] if mail.reply_to else ()),
        f"Date: {formatdate()}",
        f"Message-ID: {header_safe(mail.message_id)}",
        *(_text_header(name, value) for name, value in mail.headers.items()),
        "MIME-Version: 1.0",
    ]
    head = "\n".join(headers) + "\n"
    return (head.encode("ascii") + _body(mail)).replace(b"\n", b"\r\n")


def _body(mail: Composed) -> bytes:
    if not mail.html:
        return _part("plain", mail.text)
    # Quoted-printable writes every "=" of a text as "=3D", so no text can hold this boundary (RFC 2045 6.7).
    boundary = f"=_{mail.outbox_id}"
    between = f"\n--{boundary}\n".encode()
    return b"".join(
        (
            f'Content-Type: multipart/alternative; boundary="{boundary}"\n'.encode(),
            between,
            _part("plain", mail.text),
            between,
            _part("html", mail.html),
            f"\n--{boundary}--\n".encode(),
        )
    )


def _part(subtype: str, text: str) -> bytes:
    head = f'Content-Type: text/{subtype}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
    return head.encode() + b2a_qp(text.replace("\r\n", "\n").replace("\r", "\n").encode())


# A campaign's letters share their subject and their few recipients, and a supporter's letters their sender.
@lru_cache(maxsize=4096)
def _text_header(name: str, value: str) -> str:
    header_safe(value)
    return f"{name}: {_encoded(name, value)}"


@lru_cache(maxsize=4096)
def _address_header(name: str, mailbox: Mailbox) -> str:
    header_safe(mailbox.name)
    header_safe(mailbox.address)
    if not mailbox.name:
        return f"{name}: {mailbox.address}"
    shown = f'"{quote(mailbox.name)}"' if _is_plain(mailbox.name) else _encoded(name, mailbox.name)
    one_line = f"{name}: {shown} <{mailbox.address}>"
    last_line = one_line.rpartition("\n")[2]
    return one_line if len(last_line) <= LINE else f"{name}: {shown}\n <{mailbox.address}>"


def _is_plain(value: str) -> bool:
    """Whether it stands for itself. What looks like an encoded word would be read as the one it hides."""
    return value.isascii() and "=?" not in value


def _encoded(name: str, value: str) -> str:
    """The value of the header of that name, folded to lines, as encoded words where it is not ASCII."""
    charset = "us-ascii" if _is_plain(value) else "utf-8"
    return Header(value, charset, maxlinelen=LINE, header_name=name).encode()
