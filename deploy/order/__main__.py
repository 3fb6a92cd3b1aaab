"""``python -m order``: sends messages to replicas that come and go, and compares what was sent with what is kept everywhere."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from order.faults import LOST
from order.run import Result, run
from order.stock import run_stock


def main() -> int:
    """Runs the check; 1 where something is lost, doubled, changed or out of order. Of stock Rasa, 1 where nothing is lost."""
    parser = argparse.ArgumentParser(prog="python -m order", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="number of messages (default: 10,000)")
    parser.add_argument("--undisturbed", action="store_true", help="no replica leaves or is killed meanwhile")
    parser.add_argument("--stock", action="store_true", help="ask two processes of stock Rasa instead, which lose messages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rrn-order-") as folder:
        if arguments.stock:
            result = asyncio.run(run_stock(Path(folder), arguments.messages))
        else:
            result = run(Path(folder), arguments.messages, disturbed=not arguments.undisturbed)
    report(result)
    lost = any(each.kind == LOST for each in result.faults)
    return int(not lost if arguments.stock else bool(result.faults))


def report(result: Result) -> None:
    """Prints what was found."""
    statuses = Counter(status for each in result.ledger for status in each.statuses)
    answered = sum(each.answered_at is not None for each in result.ledger)
    print(f"{len(result.ledger):,} messages, {answered:,} acknowledged, in {result.seconds:.0f} s.")
    print("Attempts by status: " + ", ".join(f"{status or 'no answer'}: {number:,}" for status, number in sorted(statuses.items())) + ".")
    for line in result.events:
        print(line)
    for place, number in result.kept.items():
        of_place = Counter(each.kind for each in result.faults if each.place == place)
        print(f"{place}: {number:,} kept; " + (", ".join(f"{number} {kind}" for kind, number in of_place.items()) or "no fault") + ".")


if __name__ == "__main__":
    sys.exit(main())
