"""The first staff accounts of a fresh installation."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from campaign.accounts.staff import there_is_staff


class Command(BaseCommand):
    help = "Makes the accounts organizer and admin with random passwords, printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is any staff account")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["if_empty"] and there_is_staff()):
            call_command("reset_staff", stdout=self.stdout)
