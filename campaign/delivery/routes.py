"""Which provider the next mails go through: the first that is neither paused nor held by its breaker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.delivery import breakers
from campaign.delivery.models import Pause
from campaign.delivery.provider import Provider
from campaign.delivery.queries import paused


@dataclass(frozen=True)
class Route:
    """A provider, and how many mails may go through it now."""

    provider: Provider
    limit: int


def choose(providers: Sequence[Provider], size: int, held: Mapping[breakers.Name, int]) -> Route | None:
    """The fail-over is used while the first may not be, and given up when the first has come back; None: wait."""
    by_hand = paused(Pause.Scope.PROVIDER)
    for provider in providers:
        allowed = held.get(breakers.provider(provider.name), size)
        if allowed and provider.name not in by_hand:
            return Route(provider, min(size, allowed))
    return None
