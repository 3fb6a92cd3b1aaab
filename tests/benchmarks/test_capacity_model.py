import pytest

from benchmarks.capacity.model import LOG_BYTES, PLANNED_USE, REDIS_COMMANDS, Inputs, breaks_at, need

INPUTS = Inputs(replica_cpu=0.01, front_cpu=0.002, replica_mb=512, stored_bytes=2000, log_bytes=5000, redis_commands=4)


def test_needs_grow_with_the_rate():
    each = need(INPUTS, 1000)
    assert each.replicas == pytest.approx(10 / PLANNED_USE, abs=1)
    assert each.cores == pytest.approx(12 / PLANNED_USE)
    assert each.memory_gb == each.replicas / 2
    assert each.stored_gb_a_day == pytest.approx(172.8)
    assert each.redis_commands_a_second == 4000
    assert (each.databases, each.redis) == (1, 1)


def test_two_replicas_are_the_least():
    assert need(INPUTS, 0.1).replicas == 2


def test_engines_are_multiplied_where_one_is_full():
    each = need(INPUTS, 100_000)
    assert each.databases == 5
    assert each.redis == 8


def test_what_breaks_first_comes_first():
    assert list(breaks_at(INPUTS).values()) == [REDIS_COMMANDS / 4, LOG_BYTES / 5000]
    assert breaks_at(Inputs(0.01, 0, 1, 0, 0, 0)) == {}
