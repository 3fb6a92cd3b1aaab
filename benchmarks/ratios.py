"""The ratios of a run, and which way each goes. A figure that was not measured gives null and a reason, never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ratio:
    """One quotient of two figures of the results.

    Attributes:
        above, below: Paths into the results, with dots.
        bar: What it should be at most, or at least.
        smaller_is_better: Whether the bar is an upper one.
        meaning: What is divided by what.
    """

    above: str
    below: str
    bar: float
    smaller_is_better: bool
    meaning: str


RATIOS = {
    "turn_p50_vs_stock": Ratio("turn.front.p50.median", "turn.stock.p50.median", 1 / 5, True, "p50 of a turn at our front / at stock Rasa"),
    "turn_p50_vs_floor": Ratio("turn.front.p50.median", "turn.floor.p50.median", 3, True, "p50 of a turn at our front / echo + encoder"),
    "p99_at_20_vs_stock": Ratio(
        "load.front.busy.p99.median",
        "load.stock.busy.p99.median",
        1 / 8,
        True,
        "p99 with 20 conversations that are served at a time, ours / stock",
    ),
    "throughput_per_core_vs_stock": Ratio(
        "load.front.per_core.median", "load.stock.per_core.median", 6, False, "turns a second of CPU time, ours with its front / stock"
    ),
    "turn_1000_vs_1": Ratio("flat.front.1000", "flat.front.1", 1.2, True, "p50 of turn 1,000 of a conversation / of turn 1"),
    "questions_2000_vs_12": Ratio("questions.2000.p50", "questions.12.p50", 1.5, True, "p50 of a turn with 2,000 questions / with 12"),
    "providers_100k_vs_1": Ratio("providers.100000.p50", "providers.1.p50", 1.2, True, "p50 of a status turn, 100,000 providers / 1"),
    "replicas_2_vs_1": Ratio("replicas.2.throughput", "replicas.1.throughput", 1.7, False, "turns a second of two replicas / of one"),
    "rss_vs_stock": Ratio("memory.replica", "memory.stock", 0.7, True, "resident memory under load, our replica / stock Rasa"),
    "training_vs_stock": Ratio("training.ours", "training.stock", 1 / 4, True, "seconds of training, ours / stock with fewer epochs"),
    "startup_vs_stock": Ratio(
        "startup.ours.median", "startup.stock.median", 1 / 2, True, "start to first answer, ours with its front / stock"
    ),
}


def figure(results: dict[str, Any], path: str) -> float | None:
    """Returns the figure at a path of the results, None where there is none."""
    node: Any = results
    for step in path.split("."):
        if not isinstance(node, dict) or step not in node:
            return None
        node = node[step]
    return float(node) if isinstance(node, int | float) and not isinstance(node, bool) else None


def ratios(results: dict[str, Any]) -> tuple[dict[str, float | None], dict[str, str]]:
    """Returns the ratios of the results, and the reason for each that is null."""
    values: dict[str, float | None] = {}
    reasons: dict[str, str] = {}
    for name, ratio in RATIOS.items():
        above, below = figure(results, ratio.above), figure(results, ratio.below)
        values[name] = round(above / below, 3) if above is not None and below else None
        if values[name] is None:
            part = ratio.above.partition(".")[0]
            missing = results.get("not_measured", {})
            reasons[name] = missing.get(part) or f"{ratio.above if above is None else ratio.below} was not measured in this run"
    return values, reasons


def meets(name: str, value: float) -> bool:
    """Says whether a ratio is within its bar."""
    ratio = RATIOS[name]
    return value <= ratio.bar if ratio.smaller_is_better else value >= ratio.bar
