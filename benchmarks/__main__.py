"""``make bench``: runs the parts, one after the other, and writes the results, the table and the plots."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import growth, parts
from benchmarks.capacity import measured
from benchmarks.machine import machine
from benchmarks.ratios import RATIOS, meets, ratios
from benchmarks.report import write_report
from rrn.paths import ROOT

#: The parts in their order. The keys of the results are these names.
PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "training": parts.training,
    "startup": parts.startup,
    "turn": parts.turn,
    "memory": parts.memory,
    "load": parts.load,
    "flat": growth.flat,
    "questions": growth.many_questions,
    "providers": growth.many_providers,
    "replicas": growth.many_replicas,
    "capacity": measured.capacity,
}
#: Where results go; ``--out`` names another place for a rehearsal.
OUT = ROOT / "docs" / "benchmarks"


def run(names: list[str]) -> dict[str, Any]:
    """Runs parts; one that fails is left out with its reason, and the others go on."""
    results: dict[str, Any] = {"machine": machine(), "not_measured": {}, "part_seconds": {}}
    for name in PARTS:
        if name not in names:
            results["not_measured"][name] = "this part was not asked for"
            continue
        print(f"{name}:", flush=True)
        began = time.perf_counter()
        try:
            results[name] = PARTS[name]()
        except Exception as error:  # one part's fault must not cost the others their figures
            results["not_measured"][name] = f"{type(error).__name__}: {error}"
            traceback.print_exc()
        results["part_seconds"][name] = round(time.perf_counter() - began, 1)
        print(f"  took {results['part_seconds'][name]:.0f} s", flush=True)
    results["machine"]["load_average_at_end"] = machine()["load_average"]
    results["ratios"], results["ratios_not_measured"] = ratios(results)
    return results


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures the assistant beside stock Rasa and the floor.")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"some of: {','.join(PARTS)} (default: all)")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the results (default: docs/benchmarks)")
    arguments = parser.parse_args()
    names = [each for each in arguments.parts.split(",") if each] or list(PARTS)
    if unknown := set(names) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended also then
    results = run(names)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "latest.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    write_report(results, arguments.out)
    for name, value in results["ratios"].items():
        said = "not measured: " + results["ratios_not_measured"][name] if value is None else f"{value:.3f} ({RATIOS[name].meaning})"
        print(f"{name:30} {said}{'' if value is None or meets(name, value) else '  MISSES ITS BAR'}")
    print(f"Results: {arguments.out}")


if __name__ == "__main__":
    main()
