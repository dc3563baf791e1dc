"""A real IMAP server (Dovecot) on a free port of this machine, with one user, a mailbox in a folder, and nothing of the system's.

Mail is put into the mailbox as files: it is a Maildir.
"""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mailbox import Maildir
from pathlib import Path

from campaign.common.embedded.waiting import wait_until
from tests.ports import free_port, listens

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/sbin")
START_SECONDS = 10
USER, PASSWORD = "bounces@act.example.org", "p@ss/w %rd"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
protocols = imap
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/Maildir
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = .
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """A running server and what is in its mailbox."""

    port: int
    folder: Path
    tls: bool = False

    @property
    def url(self) -> str:
        """The value of BOUNCE_URL."""
        return f"{'imaps' if self.tls else 'imap'}://bounces%40act.example.org:p%40ss%2Fw%20%25rd@127.0.0.1:{self.port}/INBOX"

    @property
    def inbox(self) -> Maildir:
        return Maildir(self.folder / "Maildir")

    def log(self) -> str:
        """What it has said so far, each login among it."""
        path = self.folder / "dovecot.log"
        return path.read_text() if path.exists() else "no log"


@contextmanager
def imap_server(prefix: str = "", certificate: bytes = b"") -> Iterator[ImapServer]:
    """`prefix` is what the names of folders must begin with; with a certificate and its key (PEM) it speaks TLS alone.

    Its sockets lie in the folder, whose name must be short: a path to one has at most 108 characters.
    """
    assert DOVECOT is not None
    with tempfile.TemporaryDirectory(prefix="dm-imap-") as name:
        server = ImapServer(free_port(), Path(name), tls=bool(certificate))
        (server.folder / "certificate.pem").write_bytes(certificate)
        _write(server, prefix)
        process = subprocess.Popen(
            [DOVECOT, "-F", "-c", server.folder / "dovecot.conf"], stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            assert wait_until(lambda: listens(server.port), START_SECONDS), server.log()
            yield server
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _write(server: ImapServer, prefix: str) -> None:
    owner, login = _users()
    values = {"folder": server.folder, "user": owner.pw_name, "login": login, "prefix": prefix}
    ports = {"plain_port": 0, "tls_port": server.port} if server.tls else {"plain_port": server.port, "tls_port": 0}
    pem = server.folder / "certificate.pem"
    tls = f"ssl = required\nssl_cert = <{pem}\nssl_key = <{pem}" if server.tls else "ssl = no"
    group = grp.getgrgid(owner.pw_gid).gr_name
    text = CONFIGURATION.format(**values, **ports, tls=tls, group=group, uid=owner.pw_uid, gid=owner.pw_gid)
    (server.folder / "dovecot.conf").write_text(text, encoding="ascii")
    (server.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="ascii")
    _ = server.inbox  # made, with its three folders
    if os.geteuid() == 0:
        server.folder.chmod(0o755)
        for path in (server.folder, *server.folder.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _users() -> tuple[pwd.struct_passwd, str]:
    """Whose the mail is, and who takes logins: ourselves, or the package's users, as Dovecot does neither as root."""
    if os.geteuid() == 0:
        return pwd.getpwnam("dovecot"), "dovenull"
    me = pwd.getpwuid(os.geteuid())
    return me, me.pw_name
