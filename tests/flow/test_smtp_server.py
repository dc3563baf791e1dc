"""The tests' own SMTP server keeps what it takes and misbehaves as it is told."""

import smtplib
from pathlib import Path

import pytest

from tests.smtp_server import SmtpServer, smtp_server

RAW = b"Subject: Hello\r\n\r\nText\r\n.with a dot\r\n"


def send(server: SmtpServer, times: int = 1, to: str = "nina@mail.example") -> list[str]:
    """Each mail's fate over one connection: "" where it was taken, else the error."""
    answers = []
    with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as connection:
        for _ in range(times):
            try:
                connection.sendmail("ana@mail.example", [to], RAW)
                answers.append("")
            except smtplib.SMTPException as error:
                answers.append(type(error).__name__)
                if isinstance(error, smtplib.SMTPServerDisconnected):
                    break
    return answers


def test_it_keeps_envelope_and_bytes_before_it_answers(tmp_path: Path) -> None:
    with smtp_server(tmp_path) as server:
        assert send(server, 2) == ["", ""]
        assert send(server) == [""]
        mails = server.received()
    assert [mail.connection for mail in mails] == [1, 1, 2]
    assert mails[0].envelope_from == "ana@mail.example"
    assert mails[0].recipients == ("nina@mail.example",)
    assert mails[0].raw == RAW
    assert mails[0].message["Subject"] == "Hello"


@pytest.mark.parametrize(
    ("fault", "fates", "kept"),
    [
        ("rcpt:2:550 5.1.1 No such user", ["", "SMTPRecipientsRefused", ""], 2),
        ("rcpt:nina@mail.example:450 4.2.0 Later", ["SMTPRecipientsRefused"] * 3, 0),
        ("data:1:552 5.2.2 Mailbox full", ["SMTPDataError", "", ""], 2),
        ("data:2-:451 4.3.0 Later", ["", "SMTPDataError", "SMTPDataError"], 1),
        ("data:2:drop", ["", "SMTPServerDisconnected"], 1),
        ("data:2:keep-drop", ["", "SMTPServerDisconnected"], 2),
        ("mail:2:drop", ["", "SMTPServerDisconnected"], 1),
        ("mail:2:421 4.3.2 Closing", ["", "SMTPSenderRefused", "SMTPServerDisconnected"], 1),
        ("data:1:wait 0.05", ["", "", ""], 3),
    ],
)
def test_it_misbehaves_where_and_when_it_is_told(tmp_path: Path, fault: str, fates: list[str], kept: int) -> None:
    with smtp_server(tmp_path, fault) as server:
        assert send(server, 3) == fates
        assert len(server.received()) == kept


def test_it_can_refuse_or_drop_a_connection_before_its_greeting(tmp_path: Path) -> None:
    with smtp_server(tmp_path, "connect:1:554 No service", "connect:2:drop") as server:
        with pytest.raises(smtplib.SMTPConnectError):
            send(server)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(server)
        assert send(server) == [""]


def test_a_later_server_continues_the_mails_of_the_one_before(tmp_path: Path) -> None:
    with smtp_server(tmp_path) as first:
        send(first)
        first.kill()
    with smtp_server(tmp_path, port=first.port) as second:
        send(second)
        assert len(second.received()) == 2
