"""Makes database and static files ready for this version of the program; does nothing where nothing is to do."""

import hashlib
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from campaign.common.embedded.waiting import wait_until

DIGEST = ".digest"
# `make run` starts this command together with the servers.
SERVER_SECONDS = 120


class Command(BaseCommand):
    help = "Migrates, fills an empty database with the demo and two staff accounts, collects static files that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        if not wait_until(_database_answers, SERVER_SECONDS):
            raise CommandError("DATABASE_URL: the database does not answer.")
        if _migrations_wait():
            call_command("migrate", verbosity=0, interactive=False)
        call_command("load_demo", if_empty=True, stdout=self.stdout)
        call_command("load_ridings", stdout=self.stdout)
        call_command("bootstrap_staff", if_empty=True, stdout=self.stdout)
        _collect_static_files()


def _database_answers() -> bool:
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _collect_static_files() -> None:
    """Copies, hashes and compresses: seconds of work, hence only when a source changed since the last time."""
    digest = _digest_of_sources()
    mark: Path = settings.STATIC_ROOT / DIGEST
    if mark.is_file() and mark.read_text(encoding="ascii") == digest:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(digest, encoding="ascii")


def _digest_of_sources() -> str:
    digest = hashlib.sha256(django.get_version().encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode())
    return digest.hexdigest()
