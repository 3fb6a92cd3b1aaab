"""The capacity guide (``docs/capacity.md``), made from the results; none of its numbers is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl

from benchmarks.capacity.model import LOG_BYTES, PLANNED_USE, REDIS_COMMANDS, Inputs, breaks_at, need

mpl.use("Agg")
from matplotlib import pyplot as plt  # the drawing to files is chosen first

RATES = (10, 1_000, 100_000)


def inputs_of(results: dict[str, Any]) -> Inputs:
    """Returns the model's inputs; the front's share is its throughput's difference from Rasa's channel, where both were measured."""
    measured, load = results["capacity"]["inputs"], results.get("load")
    front = max(0.0, 1 / load["front"]["per_core"]["median"] - 1 / load["private"]["per_core"]["median"]) if load else 0.0
    return Inputs(
        replica_cpu=measured["replica_cpu_seconds"],
        front_cpu=front,
        replica_mb=measured["replica_mb"],
        stored_bytes=max(0.0, measured["stored_bytes"]),
        log_bytes=max(0.0, measured["log_bytes"]),
        redis_commands=max(0.0, measured["redis_commands"]),
    )


def errors(curve: dict[str, Any]) -> dict[str, float]:
    """Returns by how much the simulation is off the measurement, as shares of the measurement."""
    return {key: curve["simulated"][key] / curve["measured"][key] - 1 for key in ("p50", "p99", "throughput")}


def write_capacity(results: dict[str, Any], folder: Path) -> None:
    """Writes ``capacity.md`` and its plot; into ``docs/`` where the folder is ``docs/benchmarks``."""
    inputs, curves = inputs_of(results), results["capacity"]["curves"]
    lines = [
        "# Capacity",
        "",
        f"What a rate of turns needs, from inputs measured on {results['machine']['measured_at']} ({results['machine']['cpu']},"
        f" {results['machine']['cores']} cores) over {results['capacity']['inputs']['turns']} turns. `make bench` makes this page.",
        "",
        "## Inputs",
        "| for one turn | measured |",
        "|---|---|",
        f"| time of a core in a replica | {inputs.replica_cpu * 1000:.1f} ms, so {1 / inputs.replica_cpu:.0f} turns a second a core |",
        f"| time of a core in the front | {inputs.front_cpu * 1000:.1f} ms{'' if 'load' in results else ' (not measured in this run)'} |",
        f"| stays in PostgreSQL (conversations alone) | {inputs.stored_bytes:,.0f} bytes |",
        f"| write-ahead log of PostgreSQL | {inputs.log_bytes:,.0f} bytes |",
        f"| commands of Redis | {inputs.redis_commands:.1f} |",
        f"| resident memory of a replica | {inputs.replica_mb:.0f} MB |",
        "",
        "The write-ahead log is that of the whole PostgreSQL server while the turns ran, so other work there counts too. The front's inbox"
        " and the record of turns write rows of their own, which are not in these figures.",
        "",
        "## What a rate needs",
        f"Cores are planned for {PLANNED_USE:.0%} use. A replica serves one turn at a time; two are the least.",
        "",
        "| turns a second | cores (replicas and front) | replicas | memory of replicas | PostgreSQL grows a day | its log a second"
        " | primaries | Redis commands a second | Redis servers |",
        "|---" * 9 + "|",
    ]
    for rate in RATES:
        each = need(inputs, rate)
        lines.append(
            f"| {rate:,} | {each.cores:,.1f} | {each.replicas:,} | {each.memory_gb:,.1f} GB | {each.stored_gb_a_day:,.1f} GB |"
            f" {each.log_mb_a_second:,.2f} MB | {each.databases:,} | {each.redis_commands_a_second:,.0f} | {each.redis:,} |"
        )
    lines += [
        "",
        f"Assumed, not measured: one PostgreSQL primary takes {LOG_BYTES / 1e6:.0f} MB of log a second, one Redis {REDIS_COMMANDS:,}"
        " commands a second, and conversations can be divided among databases and Redis servers by their ids, since no turn touches two.",
        "",
        "## What breaks first",
        f"One replica is full at {1 / inputs.replica_cpu:,.0f} turns a second; more replicas are the remedy. The engines that all share"
        " come next:",
        "",
        *(f"- {name}: at about {rate:,.0f} turns a second" for name, rate in breaks_at(inputs).items()),
        "",
        "## The simulation beside the measurement",
        "Poisson arrivals, each conversation on one replica, measured times of single turns, a core for each replica as far as there are"
        f" any ({results['machine']['cores']}), and on these same cores the load generator and the engines. Latency in ms; the error is the"
        " simulation against the measurement.",
        "",
        "| replicas | offered a second | p50 measured | simulated | error | p99 measured | simulated | error | answered a second"
        " | simulated | error | refused |",
        "|---" * 12 + "|",
    ]
    for curve in curves:
        real, foretold, off = curve["measured"], curve["simulated"], errors(curve)
        cells = [f"{real[key]:.1f} | {foretold[key]:.1f} | {off[key]:+.0%}" for key in ("p50", "p99", "throughput")]
        lines.append(f"| {curve['replicas']} | {curve['rate']:.0f} | {' | '.join(cells)} | {real['refused']:.0f} |")
    lines += ["", "![p50 by load, measured and simulated](benchmarks/capacity.png)"]
    _plot(curves, folder / "capacity.png")
    guide = folder.parent / "capacity.md" if folder.name == "benchmarks" and folder.parent.name == "docs" else folder / "capacity.md"
    guide.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _plot(curves: list[dict[str, Any]], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(7, 4))
    for place, count in enumerate(sorted({curve["replicas"] for curve in curves})):
        mine = [curve for curve in curves if curve["replicas"] == count]
        for kind, style in (("measured", "o-"), ("simulated", "x--")):
            label = f"{count} replicas, {kind}"
            axes.plot(
                [each[kind]["throughput"] for each in mine], [each[kind]["p50"] for each in mine], style, color=f"C{place}", label=label
            )
    axes.set(yscale="log", xlabel="turns a second", ylabel="p50, ms")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
