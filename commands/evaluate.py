"""``rrn evaluate``: how the assistant does on questions that it has never seen."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from pathlib import Path

from commands.assistant import Assistant
from evaluation.held_out import Case, Result, judge, load_cases
from evaluation.report import faults, figures, write_report
from rrn.record.settings import SWITCH_VARIABLE


def evaluate(arguments: argparse.Namespace) -> None:
    """Prints figures and faults, and writes the report where a folder is given."""
    cases = [case for path in arguments.questions for case in load_cases(path)]
    results, milliseconds = answer(cases)
    print(figures(results))
    print(f"\nMedian time of a turn: {milliseconds:.1f} ms\n")
    print(faults(results))
    if arguments.out:
        baseline = None if arguments.no_baseline else _baseline(cases)
        write_report(arguments.out, [path.name for path in arguments.questions], results, baseline, milliseconds)
        print(f"\nThe report is in {arguments.out}.")


def answer(cases: list[Case]) -> tuple[list[Result], float]:
    """Returns what came of each case, and the median time of a turn in milliseconds."""
    os.environ[SWITCH_VARIABLE] = "off"  # these are nobody's questions
    assistant = Assistant()
    times: list[float] = []

    async def run() -> list[Result]:
        results = []
        for case in cases:
            started = time.perf_counter()
            replies = await assistant.conversation(list(case.turns))
            times.append((time.perf_counter() - started) / len(case.turns) * 1000)
            results.append(judge(case, replies))
        return results

    return asyncio.run(run()), statistics.median(times)


def _baseline(cases: list[Case]) -> list[Result]:
    from evaluation.baseline import answer_with_default_pipeline  # imports Rasa's trainers

    return answer_with_default_pipeline(cases, Path("results") / "baseline")
