import statistics

import pytest

from benchmarks.capacity.simulation import Setup, simulate


@pytest.mark.parametrize("use", [0.3, 0.6, 0.8])
def test_one_server_with_a_fixed_time_is_an_md1_queue(use):
    service = 0.01
    run = simulate(Setup(1, 1, lambda source: service), use / service, 3000)
    # Pollaczek-Khinchine for M/D/1: the mean wait is use * service / (2 * (1 - use)).
    assert statistics.mean(run["latencies"]) == pytest.approx(service + use * service / (2 * (1 - use)), rel=0.05)


def test_one_server_with_exponential_times_is_an_mm1_queue():
    run = simulate(Setup(1, 1, lambda source: source.expovariate(100)), 60, 3000)
    assert statistics.mean(run["latencies"]) == pytest.approx(1 / (100 - 60), rel=0.06)


def test_past_what_it_can_do_throughput_stays_at_the_capacity():
    run = simulate(Setup(1, 2, lambda source: 0.01), 200, 100)
    assert run["throughput"] == pytest.approx(100, rel=0.02)


def test_replicas_help_until_the_cores_are_full():
    def latency(replicas: int, cores: int) -> float:
        return statistics.mean(simulate(Setup(replicas, cores, lambda source: 0.01), 150, 60)["latencies"])

    assert latency(2, 2) < latency(1, 2) / 10
    assert latency(4, 1) > latency(4, 4) * 10


def test_work_around_a_replica_takes_cores_too():
    alone = simulate(Setup(1, 1, lambda source: 0.005), 50, 200)
    shared = simulate(Setup(1, 1, lambda source: 0.005, around=0.005, waiting=0.002), 50, 200)
    assert statistics.mean(shared["latencies"]) > statistics.mean(alone["latencies"]) + 0.007
