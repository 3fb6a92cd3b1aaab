"""``rrn content``: what the people who own the content do with it. Each step has its home beside this; here they are put together."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from commands import drafting, due
from commands.exchange import export_content, import_content
from commands.gate_record import compare_with_record
from commands.publish import RefusedError, publish, releases_shown
from commands.review import review
from commands.withdraw import restore, withdraw
from rrn.problems import ProblemsError


def add_content_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``content`` to the command line."""
    steps = commands.add_parser("content", help="change what the assistant says, and publish it").add_subparsers(dest="step", required=True)
    steps.add_parser("list", help="the answers, the topics, the settings, the texts and the small talk, and which of them have drafts")
    new = steps.add_parser("new", help="make a draft of a new answer, or of a new topic that is not covered")
    new.add_argument("id", help="its short name, like course_length")
    new.add_argument("--title", default="", help="the question in plain words")
    new.add_argument("--not-covered", action="store_true", help="a topic that the page does not cover")
    steps.add_parser("edit", help="make a draft of what there is, and open it").add_argument("id")
    steps.add_parser("discard", help="throw a draft away (a copy is kept)").add_argument("id")
    steps.add_parser("lint", help="everything that is wrong with the content and the drafts")
    steps.add_parser("diff", help="what the drafts change, in words")
    preview = steps.add_parser("preview", help="how an answer looks, and which nearby questions it might take")
    preview.add_argument("id")
    preview.add_argument("--html", type=Path, metavar="FILE", help="also write a page that shows it as the chat widget does")
    review = steps.add_parser("review", help="say that you have read a draft and that it is right")
    review.add_argument("id")
    review.add_argument("--by", required=True, help="your name or your role")
    withdrawing = steps.add_parser("withdraw", help="an answer that must not be given any more, from the next publishing on")
    withdrawing.add_argument("id")
    withdrawing.add_argument("--by", required=True, help="your name or your role")
    withdrawing.add_argument("--reason", default="", help="why; it is kept with the answer")
    steps.add_parser("restore", help="take a withdrawal back").add_argument("id")
    steps.add_parser("export", help="write the content to a file: .xlsx (Excel), .csv or .json").add_argument("file", type=Path)
    steps.add_parser("import", help="read a changed file in again; nothing is changed where something in it is wrong").add_argument(
        "file", type=Path
    )
    due.add_arguments(steps.add_parser("due", help="what falls due for review", description=due.DESCRIPTION))
    publishing = steps.add_parser("publish", help="train, ask the held-out questions, and serve the reviewed drafts if none got worse")
    publishing.add_argument("id", nargs="*", help="the drafts (default: all that are reviewed)")
    publishing.add_argument("--by", required=True, help="your name or your role")
    publishing.add_argument("--reason", default="", help="why; it is kept with the release")
    publishing.add_argument("--override", default="", metavar="REASON", help="publish although the gate refuses; the reason is kept")
    gate = steps.add_parser("gate", help="compare the content as it stands with the record of how each question was answered")
    gate.add_argument("--accept", default="", metavar="REASON", help="write the record again")
    steps.add_parser("releases", help="what was published when, and by whom")


def run_content(arguments: argparse.Namespace) -> int:
    """Runs a step.

    Returns:
        0; 1 where problems were found, the gate refused, or something falls due.
    """
    try:
        return _STEPS[arguments.step](arguments)
    except (ProblemsError, RefusedError) as error:
        print(error, file=sys.stderr)
        return 1


def _preview(arguments: argparse.Namespace) -> int:
    from commands.preview import preview  # loads the encoder

    preview(arguments.id, arguments.html)
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    publish(arguments.id, arguments.by, arguments.reason, arguments.override)
    return 0


def _releases(_: argparse.Namespace) -> int:
    print(releases_shown())
    return 0


_STEPS = {
    "list": drafting.list_items,
    "new": drafting.new,
    "edit": drafting.edit,
    "discard": drafting.discard,
    "lint": drafting.lint,
    "diff": drafting.diff,
    "preview": _preview,
    "review": review,
    "withdraw": withdraw,
    "restore": restore,
    "export": export_content,
    "import": import_content,
    "due": due.list_due,
    "publish": _publish,
    "gate": compare_with_record,
    "releases": _releases,
}
