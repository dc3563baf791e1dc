"""The e-mail backend for mail that libraries send (password resets): each becomes a row of the outbox, like every other.

Duck-typed: Django asks of a backend only that it can be made and has `send_messages`.
"""

from collections.abc import Iterable
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from campaign.delivery.outbox import queue_to_staff
from campaign.delivery.wake import wake_workers


class Message(Protocol):
    """What we take from Django's EmailMessage: plain text to people of the staff."""

    subject: str
    body: str

    def recipients(self) -> list[str]: ...


class OutboxBackend:
    def __init__(self, fail_silently: bool = False, **kwargs: object) -> None:
        self.fail_silently = fail_silently

    def open(self) -> bool:
        """Nothing to open: rows are written."""
        return False

    def close(self) -> None:
        """Nothing to close."""

    @transaction.atomic
    def send_messages(self, messages: Iterable[Message]) -> int:
        """Queue them; how many. The sender is ours whatever the library chose: a letter box answers for one address."""
        now = timezone.now()
        queued = sum(
            queue_to_staff(message.recipients(), " ".join(message.subject.split()), message.body, now) > 0
            for message in messages
        )
        wake_workers()
        return queued
