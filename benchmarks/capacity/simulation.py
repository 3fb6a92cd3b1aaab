"""A discrete-event simulation of replicas on shared cores (SimPy).

A message arrives (Poisson), belongs to one replica, which serves one at a time, and needs a core for its work. Work around the replica
(database, load generator) needs a core too but holds no replica.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import simpy

from benchmarks.schedule import arrivals


@dataclass(frozen=True)
class Setup:
    """What is simulated.

    Attributes:
        replicas: Servers, each of which serves one turn at a time.
        cores: Cores that all work shares.
        service: Draws the seconds of a core that a turn takes in its replica.
        around: Seconds of a core that a turn takes outside its replica.
        waiting: Seconds that a turn waits in its replica without a core (database, network).
    """

    replicas: int
    cores: int
    service: Callable[[random.Random], float]
    around: float = 0.0
    waiting: float = 0.0


def simulate(setup: Setup, rate: float, seconds: float, seed: int = 1) -> dict[str, Any]:
    """Simulates arrivals at a rate.

    Returns:
        ``latencies`` in seconds of the turns in order of their end, and the ``throughput`` in turns a second.
    """
    environment = simpy.Environment()
    cores = simpy.Resource(environment, setup.cores)
    servers = [simpy.Resource(environment, 1) for _ in range(setup.replicas)]
    source = random.Random(seed)
    latencies: list[float] = []

    def work(duration: float) -> Generator[Any, Any, None]:
        with cores.request() as core:
            yield core
            yield environment.timeout(duration)

    def turn(due: float) -> Generator[Any, Any, None]:
        yield environment.timeout(due)
        if setup.around:
            yield from work(setup.around)
        with source.choice(servers).request() as mine:
            yield mine
            yield from work(setup.service(source))
            if setup.waiting:
                yield environment.timeout(setup.waiting)
        latencies.append(environment.now - due)

    for due in arrivals(rate, seconds, seed):
        environment.process(turn(due))
    environment.run()
    return {"latencies": latencies, "throughput": len(latencies) / max(float(environment.now), seconds)}
