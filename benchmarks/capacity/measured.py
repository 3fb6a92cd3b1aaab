"""Measures the inputs of the capacity model, and the curves that its simulation has to foretell."""

from __future__ import annotations

from typing import Any

from benchmarks import servers
from benchmarks.capacity.simulation import Setup, simulate
from benchmarks.cores import bind, cores_for, on
from benchmarks.figures import latency, percentile
from benchmarks.parts import answered, say
from benchmarks.schedule import arrivals
from benchmarks.shared_engines import shared_engines
from benchmarks.wording import Wordings, questions

REPLICAS = (1, 2, 4)
#: Load, as shares of what one replica can do alone.
SHARES = (0.2, 0.5, 0.8, 1.2)
SECONDS = 8.0
PEOPLE = 40


def capacity() -> dict[str, Any]:
    """Measures inputs and curves for 1, 2 and 4 replicas, and simulates the same.

    Raises:
        RuntimeError: This version has no ``rrn serve``, or an engine is missing.
    """
    if not servers.can_serve_replicas():
        raise RuntimeError("this version cannot serve a replica by itself ('rrn serve')")
    wordings = Wordings(questions())
    inputs: dict[str, Any] = {}
    services: list[float] = []
    curves: list[dict[str, Any]] = []
    for count in REPLICAS:
        with on(cores_for(count)), shared_engines() as engines, servers.replicas(count, engines.environment) as served:
            target = served.targets["replicas"]
            base = {"target": target, "watch": served.pids}
            if not inputs:
                inputs, services = _inputs(base, engines, served, wordings)
            else:
                servers.generate([{**base, "name": "warm-up", "messages": wordings.take(200), "conversations": 8, "count": 200}])
            bind(engines.connections(), cores_for(count))
            for share in SHARES:
                rate = share / inputs["service_seconds"]
                say(f"{count} replicas at {rate:.0f} turns a second")
                moments = arrivals(rate, SECONDS, seed=7)
                step = {**base, "name": "open", "messages": wordings.take(len(moments)), "conversations": PEOPLE, "arrivals": moments}
                result = servers.generate([step])[0]
                measured = {**answered(result), "throughput": len(result["turns"]) / max(result["seconds"], SECONDS)}
                curves.append(
                    {"replicas": count, "rate": rate, "measured": measured, "simulated": _simulated(inputs, services, count, rate)}
                )
    return {"inputs": inputs, "curves": curves}


def _inputs(base: dict[str, Any], engines: Any, served: servers.Served, wordings: Wordings) -> tuple[dict[str, Any], list[float]]:
    say("inputs of the capacity model")
    count = 400
    warm_up = {**base, "name": "warm-up", "messages": wordings.take(100), "conversations": 1, "count": 100, "turns_each": 10}
    servers.generate([warm_up])
    before = engines.counters()
    step = {**base, "name": "alone", "messages": wordings.take(count), "conversations": 1, "count": count, "turns_each": 10}
    result = servers.generate([step])[0]
    after = engines.counters()
    a_turn = {name: (after[name] - before[name]) / count for name in before}
    taken = [milliseconds / 1000 for _, milliseconds, status in result["turns"] if status == 200]
    inputs = {
        "turns": count,
        "replica_cpu_seconds": result["cpu_seconds"] / count,
        "generator_cpu_seconds": result["generator_cpu_seconds"] / count,
        "service_seconds": sum(taken) / len(taken),
        "replica_mb": served.memory()["all"],
        **a_turn,
    }
    return inputs, taken


def _simulated(inputs: dict[str, Any], services: list[float], count: int, rate: float) -> dict[str, float]:
    """Simulates with the measured times of single turns: their processor time needs a core, the rest is waiting."""
    share = min(1.0, inputs["replica_cpu_seconds"] / inputs["service_seconds"])
    setup = Setup(
        replicas=count,
        cores=len(cores_for(count)),
        service=lambda source: source.choice(services) * share,
        around=inputs["generator_cpu_seconds"],
        waiting=inputs["service_seconds"] * (1 - share),
    )
    runs = [simulate(setup, rate, SECONDS, seed) for seed in range(7, 17)]
    milliseconds = [each * 1000 for run in runs for each in run["latencies"]]
    return {**latency(milliseconds), "throughput": percentile([run["throughput"] for run in runs], 0.5)}
