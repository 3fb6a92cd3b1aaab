"""The command line ``rrn``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from commands import ask as asking
from commands.assistant import NoModelError
from rrn.yaml_file import DataError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rrn", description="Questions and answers about the RRN Training Standards.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("ask", help="answer one question, or a batch of conversations")
    one.add_argument("question", nargs="?", help="the question")
    one.add_argument("--json", action="store_true", help="print the reply object")
    one.add_argument("--jsonl", metavar="FILE", help="answer the conversations of a file, '-' for standard input")
    commands.add_parser("chat", help="hold a conversation in the terminal")
    return parser


def main() -> int:
    """Runs the command.

    Returns:
        0 where it did what was asked; 2 where something must be put right first, with a sentence on standard error.
    """
    parser = _parser()
    arguments = parser.parse_args()
    try:
        if arguments.command == "chat":
            asking.chat()
        elif arguments.jsonl:
            _batch(arguments.jsonl)
        elif arguments.question is not None:
            asking.ask(arguments.question, arguments.json)
        else:
            parser.error("give a question, or --jsonl FILE")
    except (NoModelError, DataError, asking.InputError, OSError) as error:
        print(f"rrn: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _batch(name: str) -> None:
    if name == "-":
        asking.ask_batch(sys.stdin, sys.stdout)
        return
    with Path(name).open(encoding="utf-8") as lines:
        asking.ask_batch(lines, sys.stdout)
