"""New passwords for the two accounts that a fresh installation comes with."""

from typing import Any

from django.core.management.base import BaseCommand

from campaign.accounts.staff import issue_credentials


class Command(BaseCommand):
    help = "Gives organizer and admin new random passwords, printed once; makes the accounts where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Staff accounts (the passwords are shown once; `manage.py reset_staff` makes new ones):")
        for credentials in issue_credentials():
            self.stdout.write(f"  {credentials.username:<10} {credentials.password}")
