"""``rrn explain``: why the assistant said what it said. It has 200 ms, so it loads neither the model nor the content."""

from __future__ import annotations

import argparse
import json
import sys

from rrn.record.one_turn import TurnNotFoundError, one_turn
from rrn.record.page import page
from rrn.record.settings import record_url


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what the command takes."""
    parser.add_argument("turn", help="id of the turn: the reply's trace.turn, which is also the front's message_id")
    parser.add_argument("--json", action="store_true", help="print the record as JSON")


def explain(arguments: argparse.Namespace) -> int:
    """Prints the page of a turn.

    Returns:
        0, or 1 where the record has no such turn.
    """
    try:
        turn = one_turn(record_url(), arguments.turn)
    except TurnNotFoundError as error:
        print(f"rrn: {error}", file=sys.stderr)
        return 1
    print(json.dumps(vars(turn), ensure_ascii=False, indent=2, default=str) if arguments.json else page(turn))
    return 0


def main(given: list[str]) -> int:
    """Runs ``rrn explain`` with the arguments given."""
    parser = argparse.ArgumentParser(prog="rrn explain", description="Explain why a turn was answered as it was.")
    add_arguments(parser)
    return explain(parser.parse_args(given))
