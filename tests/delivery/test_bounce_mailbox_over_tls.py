"""The mailbox behind imaps: read where the server shows a certificate that this machine trusts, and only there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone

from campaign.delivery.bounce_mail import empty
from campaign.delivery.states import State
from tests import imap_server as imap
from tests.delivery.reported import payload, sent_letter, state_of

LOGIN = "Login: user=<bounces@act.example.org>"
pytestmark = pytest.mark.django_db(transaction=True)


def certificate(address: str) -> tuple[bytes, bytes]:
    """For a server at that address, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM), private


@pytest.fixture
def server(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[imap.ImapServer]:
    """Shows a certificate for this address (the parameter), which this machine trusts."""
    if imap.DOVECOT is None:
        pytest.skip("Dovecot is not installed: on Debian, apt-get install dovecot-imapd")
    public, private = certificate(request.param)
    (tmp_path / "trusted.pem").write_bytes(public)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    with imap.imap_server(certificate=public + private) as running:
        yield running


@pytest.mark.parametrize("server", ["127.0.0.1"], indirect=True)
def test_a_mailbox_is_read_over_tls_where_the_certificate_is_right(server: imap.ImapServer) -> None:
    letter = sent_letter(reference="")
    server.inbox.add(payload("postfix_unknown.eml", letter))
    assert empty(server.url, timezone.now()) == {"understood": 1}
    assert state_of(letter) == State.BOUNCED
    assert LOGIN in server.log()


@pytest.mark.parametrize("server", ["127.0.0.1"], indirect=True)
def test_no_password_goes_to_a_server_that_nobody_vouches_for(
    server: imap.ImapServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert empty(server.url, timezone.now()) == {}
    assert "self-signed certificate" in caplog.text
    assert LOGIN not in server.log()


@pytest.mark.parametrize("server", ["127.0.0.2"], indirect=True)
def test_no_password_goes_to_a_server_with_anothers_certificate(
    server: imap.ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    assert empty(server.url, timezone.now()) == {}
    assert "IP address mismatch" in caplog.text
    assert LOGIN not in server.log()
