"""Asks our worker for so many drains, as the sweep does for one."""

from campaign.delivery.wake import wake_again


def main(arguments: list[str]) -> None:
    for _ in range(int(arguments[0])):
        wake_again()
