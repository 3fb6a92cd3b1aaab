"""When messages arrive: an open loop, whose arrivals do not wait for replies."""

from __future__ import annotations

import random

#: How often one person sends a message in the open loop, in seconds between two messages on average.
SECONDS_BETWEEN_MESSAGES = 2.0


def arrivals(rate: float, seconds: float, seed: int) -> list[float]:
    """Returns the moments of a Poisson process, in seconds from its start, in order.

    Args:
        rate: Arrivals a second on average.
        seconds: How long it goes on.
        seed: The same seed gives the same moments, so that what is compared gets the same load.
    """
    if rate <= 0 or seconds <= 0:
        raise ValueError("Arrivals need a rate and a time above zero.")
    source = random.Random(seed)
    moments: list[float] = []
    moment = source.expovariate(rate)
    while moment < seconds:
        moments.append(moment)
        moment += source.expovariate(rate)
    return moments


def rate_of(conversations: int) -> float:
    """Returns the messages a second of so many people who each send one every :data:`SECONDS_BETWEEN_MESSAGES`."""
    return conversations / SECONDS_BETWEEN_MESSAGES
