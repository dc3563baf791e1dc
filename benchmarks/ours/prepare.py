"""The tables and the demo campaigns, as on a first start."""

import sys

from django.core.management import call_command


def main(arguments: list[str]) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", if_empty=True, verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", verbosity=0, interactive=False)
