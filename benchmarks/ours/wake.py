"""Asks our worker for one drain, as the sweep does."""

from campaign.delivery.wake import wake_again


def main(arguments: list[str]) -> None:
    wake_again()
