"""Puts every question of the gate to the content of ``RRN_DATA`` and writes the answers: ``python -m commands.put_questions FILE``.

A process of its own for each version of the content, since the assistant reads its content once per process.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from commands.assistant import Assistant
from evaluation.gate import exact_cases
from evaluation.held_out import cases_of, judge
from rrn.applicability import CQC_FACTS, NHS_FACTS, Service, decision_table
from rrn.items import read_items
from rrn.paths import DATA, HELD_OUT
from rrn.whole_files import write_whole
from rrn.yaml_file import DataError


def answers() -> dict[str, Any]:
    """Returns the content's answers: replies by held-out case, replies to its own questions, verdicts by case of the table."""
    held_out = cases_of(HELD_OUT)
    own = exact_cases(read_items(DATA))
    assistant = Assistant()

    async def run() -> tuple[dict[str, Any], dict[str, Any]]:
        asked = {case.id: await assistant.conversation(list(case.turns)) for case in held_out}
        return asked, {case.id: await assistant.conversation(list(case.turns)) for case in own}

    replies, exact = asyncio.run(run())
    return {
        "replies": {name: [_without_trace(reply) for reply in given] for name, given in replies.items()},
        "exact_replies": {name: [_without_trace(reply) for reply in given] for name, given in exact.items()},
        "exact": {case.turns[0]: judge(case, exact[case.id]).right for case in own},
        "verdicts": verdicts(),
    }


def _without_trace(reply: dict[str, Any]) -> dict[str, Any]:
    return {**reply, "trace": {}, "also": [_without_trace(further) for further in reply["also"]]}


def verdicts() -> dict[str, dict[str, Any]]:
    """Returns the verdict of every case of the decision table, or what is wrong with the case."""
    table = decision_table()
    found: dict[str, dict[str, Any]] = {}
    for sector in ("", "unsure", *table.settings):
        for nhs in NHS_FACTS:
            for cqc in CQC_FACTS:
                case = f"{sector or 'no setting'}, NHS {nhs}, CQC {cqc}"
                try:
                    verdict = table.decide(Service(sector, nhs, cqc)).verdict()
                except DataError as error:
                    found[case] = {"fault": str(error)}
                else:
                    quotes = [reason["quote"] for reason in verdict["reasons"]]
                    found[case] = {"rule": verdict["rule"], "outcome": verdict["outcome"] or "asks back", "quotes": quotes}
    return found


if __name__ == "__main__":
    write_whole(Path(sys.argv[1]), json.dumps(answers(), ensure_ascii=False))
