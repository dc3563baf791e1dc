"""Makes the one table."""

from django.core.management import call_command


def main(arguments: list[str]) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
