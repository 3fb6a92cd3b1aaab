"""The command line ``rrn``."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from pathlib import Path

from rrn_privacy.overwriting import StillInUseError

from commands import ask as asking
from commands import erase as erasing
from commands import explain as explaining
from commands import feedback as opinions
from commands import record as recording
from commands import replay as replaying
from commands import source
from commands.as_at import moment, replay
from commands.content import add_content_commands, run_content
from commands.evaluate import evaluate
from commands.inbox import InboxError
from commands.model import NoModelError, TrainingError, current_model, ensure_model, trained_model
from commands.providers import add_parser as add_providers
from commands.providers import providers
from commands.rollback import add_parser as add_rollback
from commands.rollback import roll_back
from commands.run import run, serve
from commands.serve import ServeError
from rrn.clock import ClockError
from rrn.paths import HELD_OUT
from rrn.record.one_turn import TurnNotFoundError
from rrn.record.store import RecordUnavailableError
from rrn.register import ImportRefusedError, NewerRegisterError, RegisterUnavailableError
from rrn.register.problems import table_of
from rrn.releases import ReleaseError, Releases
from rrn.source_store import SourceError
from rrn.yaml_file import DataError
from serving.conversation_removal import ConversationsUnavailableError
from serving.tensorflow_stand_in import leave_tensorflow_out

#: Commands that answer questions; the others train, or run Rasa's default pipeline.
WITHOUT_TENSORFLOW = frozenset({"ask", "chat", "serve"})
#: Errors whose message says what to do.
SAID = (
    *(asking.InputError, ClockError, DataError, NoModelError, ReleaseError, ServeError, SourceError, TrainingError),
    *(NewerRegisterError, RecordUnavailableError, RegisterUnavailableError, TurnNotFoundError),
    *(ConversationsUnavailableError, StillInUseError, InboxError),
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rrn", description="Questions and answers about the RRN Training Standards.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("ask", help="answer one question, or a batch of conversations")
    one.add_argument("question", nargs="?", help="the question")
    one.add_argument("--json", action="store_true", help="print the reply object")
    one.add_argument("--jsonl", metavar="FILE", help="answer the conversations of a file, '-' for standard input")
    talk = commands.add_parser("chat", help="hold a conversation in the terminal")
    for each in (one, talk):
        each.add_argument("--as-at", type=moment, metavar="DATE", help="answer as of a day or a moment, with the content served then")
    commands.add_parser("train", help="train the model of the content as it stands, where there is none")
    commands.add_parser("model", help="print where the model of the content as it stands is")
    commands.add_parser("run", help="start the front and Rasa on loopback")
    serving = commands.add_parser("serve", help="start Rasa alone, on loopback: one replica")
    serving.add_argument("--model", type=Path, help="the trained model (default: that of the content as it stands)")
    source.add_parser(commands)
    explaining.add_arguments(commands.add_parser("explain", help="show why a turn was answered as it was"))
    replaying.add_arguments(commands.add_parser("replay", help="answer recorded turns anew and show what differs"))
    recording.add_arguments(commands.add_parser("record", help="look after the record of turns"))
    erasing.add_parsers(commands)
    opinions.add_parser(commands)
    judged = commands.add_parser("evaluate", help="answer the held-out questions and report how well")
    judged.add_argument(
        "--questions", type=Path, nargs="+", default=sorted(HELD_OUT.glob("*.yml")), help="files of questions (default: all)"
    )
    judged.add_argument("--out", type=Path, help="folder of the report; without it, only figures and faults are printed")
    judged.add_argument("--no-baseline", action="store_true", help="leave Rasa's default pipeline out; it trains for many minutes")
    add_providers(commands)
    add_content_commands(commands)
    add_rollback(commands)
    return parser


def main() -> int:
    """Runs the command.

    Returns:
        0 where it did what was asked; 2 where something must be put right first, with a sentence on standard error.
    """
    parser = _parser()
    arguments = parser.parse_args()
    if arguments.command in WITHOUT_TENSORFLOW:
        leave_tensorflow_out()
    try:
        Releases().finish_what_was_cut_short()
        if getattr(arguments, "as_at", None):
            replay(arguments.as_at)
        if arguments.command == "source":
            return source.run(arguments)
        if arguments.command == "content":
            return run_content(arguments)
        if arguments.command == "rollback":
            roll_back(arguments.by, arguments.reason, arguments.override)
        elif arguments.command == "model":
            print(current_model())
        elif arguments.command == "explain":
            return explaining.explain(arguments)
        elif arguments.command == "replay":
            return replaying.replay(arguments)
        elif arguments.command == "record":
            return recording.record(arguments)
        elif arguments.command == "erase":
            erasing.erase(arguments)
        elif arguments.command == "purge":
            erasing.purge(arguments)
        elif arguments.command == "feedback":
            opinions.feedback(arguments)
        elif arguments.command == "evaluate":
            evaluate(arguments)
        elif arguments.command == "providers":
            providers(arguments)
        elif arguments.command == "train":
            print(f"The model is {ensure_model()}.")
        elif arguments.command == "run":
            run()
        elif arguments.command == "serve":
            serve(arguments.model or trained_model())
        elif arguments.command == "chat":
            asking.chat()
        elif arguments.jsonl:
            _batch(arguments.jsonl)
        elif arguments.question is not None:
            asking.ask(arguments.question, arguments.json)
        else:
            parser.error("give a question, or --jsonl FILE")
    except ImportRefusedError as error:
        print(f"rrn: nothing was imported; put this right first.\n{table_of(error.problems)}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        raise  # told where the command starts
    except OSError as error:
        # A folder's copy tells of its files' errors in words only.
        full = any(error.errno == code or os.strerror(code) in str(error) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
        print(f"rrn: {error}.{' Make room on the disk and try again; nothing that was there is lost.' if full else ''}", file=sys.stderr)
        return 2
    except SAID as error:
        print(f"rrn: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        if arguments.command != "run":
            return 130
        print("\nStopped.")  # Ctrl-C is how the servers are stopped
    return 0


def _batch(name: str) -> None:
    if name == "-":
        asking.ask_batch(sys.stdin, sys.stdout)
        return
    with Path(name).open(encoding="utf-8") as lines:
        asking.ask_batch(lines, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
