"""What a number of turns a second needs, by arithmetic over measured inputs."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Highest use of a core that is planned for; beyond it a queue grows quickly (the simulation shows how).
PLANNED_USE = 0.6
SECONDS_A_DAY = 86_400
#: Commands a second that one Redis is planned for on one core, of those its makers' benchmark shows without pipelining.
REDIS_COMMANDS = 50_000
#: Bytes of write-ahead log a second that one PostgreSQL primary is planned for (a common SSD's sustained writes, halved).
LOG_BYTES = 100e6


@dataclass(frozen=True)
class Inputs:
    """What was measured, all for one turn but the memory.

    Attributes:
        replica_cpu: Seconds of a core in a replica.
        front_cpu: Seconds of a core in the front.
        replica_mb: Resident memory of a replica.
        stored_bytes: Bytes of tables and indexes that stay in PostgreSQL.
        log_bytes: Bytes of its write-ahead log.
        redis_commands: Commands of Redis.
    """

    replica_cpu: float
    front_cpu: float
    replica_mb: float
    stored_bytes: float
    log_bytes: float
    redis_commands: float


@dataclass(frozen=True)
class Need:
    """What a rate of turns needs."""

    rate: float
    replicas: int
    cores: float
    memory_gb: float
    stored_gb_a_day: float
    log_mb_a_second: float
    redis_commands_a_second: float
    databases: int
    redis: int


def need(inputs: Inputs, rate: float) -> Need:
    """Returns what so many turns a second need.

    A replica serves one turn at a time, so it uses at most one core. Two replicas are the least, so that one may be away.

    Args:
        inputs: What was measured.
        rate: Turns a second at the busiest time, around the clock.
    """
    replicas = max(2, math.ceil(rate * inputs.replica_cpu / PLANNED_USE))
    return Need(
        rate=rate,
        replicas=replicas,
        cores=rate * (inputs.replica_cpu + inputs.front_cpu) / PLANNED_USE,
        memory_gb=replicas * inputs.replica_mb / 1024,
        stored_gb_a_day=rate * inputs.stored_bytes * SECONDS_A_DAY / 1e9,
        log_mb_a_second=rate * inputs.log_bytes / 1e6,
        redis_commands_a_second=rate * inputs.redis_commands,
        databases=max(1, math.ceil(rate * inputs.log_bytes / LOG_BYTES)),
        redis=max(1, math.ceil(rate * inputs.redis_commands / REDIS_COMMANDS)),
    )


def breaks_at(inputs: Inputs) -> dict[str, float]:
    """Returns the turns a second at which one of each shared engine is full, the smallest first."""
    limits = {}
    if inputs.log_bytes > 0:
        limits["one PostgreSQL primary (write-ahead log)"] = LOG_BYTES / inputs.log_bytes
    if inputs.redis_commands > 0:
        limits["one Redis (commands)"] = REDIS_COMMANDS / inputs.redis_commands
    return dict(sorted(limits.items(), key=lambda each: each[1]))
