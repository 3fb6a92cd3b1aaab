"""The report of a run in Markdown with plots. Each number comes from the results; none is typed here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl

from benchmarks.capacity.report import write_capacity
from benchmarks.ratios import RATIOS, meets

mpl.use("Agg")
from matplotlib import pyplot as plt  # the drawing to files is chosen first

_NAMES = {
    "front": "this assistant, at the front",
    "front_known": "this assistant, at the front, wording asked before",
    "private": "this assistant, at Rasa's channel",
    "stock": "Rasa's default configuration",
}


def write_report(results: dict[str, Any], folder: Path) -> None:
    """Writes ``report.md`` and its plots to a folder, and the capacity guide beside it where its part was measured."""
    lines = ["# Benchmarks", "", *_machine(results), *_ratios(results), *_turn(results), *_load(results, folder), *_others(results, folder)]
    (folder / "report.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    if "capacity" in results:
        write_capacity(results, folder)


def _machine(results: dict[str, Any]) -> list[str]:
    here = results["machine"]
    lines = [
        f"Measured on {here['measured_at']} at version {here['version']}: {here['cpu']}, {here['cores']} cores, {here['memory_gb']} GB,"
        f" {here['system']}, Python {here['python']}. Load average of the machine at the start {here['load_average']}, at the end"
        f" {here.get('load_average_at_end', '-')}. The load generator runs on the same machine. `make bench` makes this page;"
        " [the decision](../adr/0011-how-it-is-measured.md) says how it measures.",
        "",
    ]
    if results["not_measured"]:
        lines += ["Not measured in this run:", *(f"- {name}: {why}" for name, why in results["not_measured"].items()), ""]
    return lines


def _ratios(results: dict[str, Any]) -> list[str]:
    lines = ["## Ratios", "| ratio | what is divided | value | bar | |", "|---|---|---|---|---|"]
    for name, value in results["ratios"].items():
        ratio = RATIOS[name]
        bar = f"{'at most' if ratio.smaller_is_better else 'at least'} {ratio.bar:.4g}"
        if value is None:
            lines.append(f"| `{name}` | {ratio.meaning} | not measured | {bar} | |")
        else:
            lines.append(f"| `{name}` | {ratio.meaning} | {value:.3f} | {bar} | {'met' if meets(name, value) else '**not met**'} |")
    training = results.get("training", {})
    if training:
        when = "in this run" if training["stock_trained_in_this_run"] else "in an earlier run on this machine and kept"
        lines += [
            "",
            f"`training_vs_stock` is at most what it would be: our whole training beside {training['stock_epochs']} epochs of the default"
            f" configuration, which has 100. The default configuration was trained {when}. Its latency, memory and start-up do not"
            " depend on the epochs; its accuracy does, and is not compared here.",
        ]
    return [*lines, ""]


def _turn(results: dict[str, Any]) -> list[str]:
    turn = results.get("turn")
    if not turn:
        return []
    lines = ["## A turn of one person", "Milliseconds; median of the rounds, lowest to highest in brackets.", ""]
    lines += ["| | p50 | p95 | p99 |", "|---|---|---|---|"]
    names = {**_NAMES, "echo": "floor: a bare echo", "encoder": "floor: the encoder alone"}
    lines += [f"| {said} | {' | '.join(_spread(turn[name][key]) for key in ('p50', 'p95', 'p99'))} |" for name, said in names.items()]
    return [*lines, "", f"Share of repeated wording in all rows but that one: {turn['repeated_wording']:.1%}.", ""]


def _load(results: dict[str, Any], folder: Path) -> list[str]:
    load = results.get("load")
    if not load:
        return []
    lines = [
        "## Under load",
        f"People who each send a message every {load['seconds_between_messages']:.0f} s on average, whatever became of the others (an open"
        f" loop), {load['level_seconds']:.0f} s a round; then 20 people who send without pause. Latency in ms counts from the moment a"
        f" message was due. Share of repeated wording, where it was not asked before: {load['repeated_wording']:.1%}.",
        "",
        "| | people | answered a second | p50 | p95 | p99 | refused (503) | failed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    measured = {name: said for name, said in _NAMES.items() if name in load}
    for name, said in measured.items():
        for level, figures in load[name].items():
            if isinstance(figures, dict) and "p50" in figures:
                cells = [_spread(figures[key]) for key in ("throughput", "p50", "p95", "p99", "refused", "failed")]
                lines.append(f"| {said} | {level if level != 'busy' else '20 without pause'} | {' | '.join(cells)} |")
    lines += ["", *(f"Turns a second of processor time, {_NAMES[name]}: {_spread(load[name]['per_core'])}." for name in measured)]
    figure, axes = plt.subplots(figsize=(7, 4))
    for name in ("front", "stock"):
        levels = [level for level in load[name] if level.isdigit()]
        axes.plot([int(level) for level in levels], [load[name][level]["p99"]["median"] for level in levels], "o-", label=_NAMES[name])
    axes.set(xscale="log", yscale="log", xlabel="people", ylabel="p99 of a turn, ms")
    _save(figure, folder / "load.png")
    return [*lines, "", "![p99 by people](load.png)", ""]


def _others(results: dict[str, Any], folder: Path) -> list[str]:
    lines: list[str] = []
    if "startup" in results:
        lines += ["## Start, memory, training", "| | this assistant | Rasa's default configuration |", "|---|---|---|"]
        lines.append(f"| seconds to the first answer | {_spread(results['startup']['ours'])} | {_spread(results['startup']['stock'])} |")
    if "memory" in results:
        memory = results["memory"]
        lines += [] if "startup" in results else ["", "| | this assistant | Rasa's default configuration |", "|---|---|---|"]
        lines.append(
            f"| resident MB after 200 turns | {memory['replica']:.0f} (with its front {memory['with_front']:.0f}) | {memory['stock']:.0f} |"
        )
    if "training" in results:
        training = results["training"]
        lines += (
            [] if {"startup", "memory"} & set(results) else ["", "| | this assistant | Rasa's default configuration |", "|---|---|---|"]
        )
        lines.append(f"| seconds of training | {training['ours']:.0f} | {training['stock']:.0f} ({training['stock_epochs']} epochs) |")
        lines.append(f"| MB of the model | {training['model_mb']['ours']:.1f} | {training['model_mb']['stock']:.1f} |")
    for part, title in (
        ("flat", "Turns of one conversation"),
        ("questions", "Questions"),
        ("providers", "Providers"),
        ("replicas", "Replicas"),
    ):
        if part in results:
            lines += ["", f"## {title}", *_growth(part, results[part], folder)]
    return lines


def _growth(part: str, figures: dict[str, Any], folder: Path) -> list[str]:
    if part == "flat":
        checkpoints = list(figures["front"])
        lines = ["p50 in ms at that turn.", "", f"| | {' | '.join(checkpoints)} |", "|---" * (len(checkpoints) + 1) + "|"]
        for name, values in figures.items():
            lines.append(
                f"| {_NAMES[name]} | {' | '.join('not measured' if each is None else f'{each:.1f}' for each in values.values())} |"
            )
        figure, axes = plt.subplots(figsize=(7, 4))
        for name, values in figures.items():
            points = [(int(turn), value) for turn, value in values.items() if value is not None]
            axes.plot(*zip(*points, strict=True), "o-", label=_NAMES[name])
        axes.set(xscale="log", xlabel="turn of the conversation", ylabel="p50, ms", ylim=(0, None))
        _save(figure, folder / "flat.png")
        return [*lines, "", "![p50 by turn](flat.png)"]
    columns = ["throughput", "p50", "p95", "p99"] if part == "replicas" else ["p50", "p95", "p99"]
    lines = [f"| {part} | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    return [*lines, *(f"| {int(size):,} | {' | '.join(f'{values[each]:.1f}' for each in columns)} |" for size, values in figures.items())]


def _save(figure: Any, path: Path) -> None:
    figure.axes[0].grid(alpha=0.3)
    figure.axes[0].legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _spread(figures: dict[str, Any]) -> str:
    return f"{figures['median']:.1f} ({figures['lowest']:.1f} to {figures['highest']:.1f})"
