"""``rrn content gate``: the content as it stands beside the record of how each held-out question was answered."""

from __future__ import annotations

import argparse

from rrn.items import read_items, withdrawn_ids
from rrn.paths import DATA, HELD_OUT


def compare_with_record(arguments: argparse.Namespace) -> int:
    """Answers the held-out questions and compares; 1 where one is answered worse than the record says."""
    from commands.evaluate import answer  # loads Rasa
    from evaluation.held_out import cases_of, without
    from evaluation.record import accept, compare
    from evaluation.report import faults

    withdrawn = withdrawn_ids(read_items(DATA))
    results, _ = answer([without(case, withdrawn) for case in cases_of(HELD_OUT)])
    if arguments.accept:
        accept(results, arguments.accept)
        print("The record is written again.")
        return 0
    compared = compare(results)
    print(f"{len(results)} questions: {len(compared.better)} better, {len(compared.worse)} worse, {len(compared.new)} new.")
    if compared.worse:
        print(faults(list(compared.worse)))
    if compared.worse and not compared.same_arithmetic:
        print("The record was written on a processor that rounds otherwise, so this alone refuses nothing.")
        return 0
    return 1 if compared.worse else 0
