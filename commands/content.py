"""``rrn content``: what the people who own the content do with it."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from commands.publish import RefusedError, publish, releases_shown
from evaluation.held_out import questions
from rrn.applicability import decision_table
from rrn.clock import today
from rrn.content import MIN_EXAMPLES
from rrn.differences import differences, named
from rrn.drafts import Drafts
from rrn.due import due
from rrn.exchange.files import export, import_file
from rrn.items import Item, require_reviewed, said_digest, written
from rrn.lint import Surroundings, lint
from rrn.paths import HELD_OUT
from rrn.problems import ProblemsError, table
from rrn.register import opened_register
from rrn.reply import british_date
from rrn.sentences import sentences
from rrn.sources import load_sources
from rrn.whole_files import write_whole
from rrn.yaml_file import DataError

#: Days that a new answer may stand before somebody must look at it again.
REVIEW_AFTER = 182


def add_content_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``content`` and ``rollback`` to the command line."""
    steps = commands.add_parser("content", help="change what the assistant says, and publish it").add_subparsers(dest="step", required=True)
    steps.add_parser("list", help="the answers and topics, and which of them have drafts")
    new = steps.add_parser("new", help="make a draft of a new answer, or of a new topic that is not covered")
    new.add_argument("id", help="its short name, like course_length")
    new.add_argument("--title", default="", help="the question in plain words")
    new.add_argument("--not-covered", action="store_true", help="a topic that the page does not cover")
    steps.add_parser("edit", help="make a draft of an answer or a topic, and open it").add_argument("id")
    steps.add_parser("discard", help="throw a draft away (a copy is kept)").add_argument("id")
    steps.add_parser("lint", help="everything that is wrong with the content and the drafts")
    steps.add_parser("diff", help="what the drafts change, in words")
    preview = steps.add_parser("preview", help="how an answer looks, and which nearby questions it might take")
    preview.add_argument("id")
    preview.add_argument("--html", type=Path, metavar="FILE", help="also write a page that shows it as the chat widget does")
    review = steps.add_parser("review", help="say that you have read a draft and that it is right")
    review.add_argument("id")
    review.add_argument("--by", required=True, help="your name or your role")
    steps.add_parser("export", help="write the content to a file: .xlsx (Excel), .csv or .json").add_argument("file", type=Path)
    steps.add_parser("import", help="read a changed file in again; nothing is changed where something in it is wrong").add_argument(
        "file", type=Path
    )
    falling_due = steps.add_parser("due", help="what falls due for review; the exit code is 1 where anything does")
    falling_due.add_argument("--within", type=int, default=30, metavar="DAYS", help="days to look ahead (default: 30)")
    publishing = steps.add_parser("publish", help="train, ask the held-out questions, and serve the reviewed drafts if none got worse")
    publishing.add_argument("id", nargs="*", help="the drafts (default: all that are reviewed)")
    publishing.add_argument("--by", required=True, help="your name or your role")
    publishing.add_argument("--reason", default="", help="why; it is kept with the release")
    publishing.add_argument("--override", default="", metavar="REASON", help="publish although the gate refuses; the reason is kept")
    gate = steps.add_parser("gate", help="compare the content as it stands with the record of how each question was answered")
    gate.add_argument("--accept", default="", metavar="REASON", help="write the record again")
    steps.add_parser("releases", help="what was published when, and by whom")
    back = commands.add_parser("rollback", help="go back to the release before the current one")
    back.add_argument("--by", required=True, help="your name or your role")
    back.add_argument("--reason", default="", help="why; it is kept in the log")


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


def _list(_: argparse.Namespace) -> int:
    drafts = Drafts()
    published, waiting = drafts.published(), drafts.all()
    for name, item in drafts.working().items():
        state = waiting[name].state if name in waiting else "published"
        print(f"{name:24} {state:12} {item.title or item.text[:70]}{'' if name in published else '  (new)'}")
    return 0


def _new(arguments: argparse.Namespace) -> int:
    drafts = Drafts()
    if arguments.id in drafts.working():
        raise DataError(f"There is a '{arguments.id}' already. 'rrn content edit {arguments.id}' changes it.")
    if arguments.not_covered:
        text = "You are asking about ... The page that I answer from does not cover that."
        item = Item(kind="topic", id=arguments.id, text=text, examples=())
    else:
        source = max(load_sources(drafts.data / "sources").values(), key=lambda each: each.supplied)
        item = Item(
            kind="answer",
            id=arguments.id,
            title=arguments.title,
            text="",
            examples=(),
            source=source.id,
            version=source.supplied,
            as_of=source.supplied,
            review_by=today() + dt.timedelta(days=REVIEW_AFTER),
        )
    return _opened(drafts, item)


def _edit(arguments: argparse.Namespace) -> int:
    drafts = Drafts()
    item = drafts.working().get(arguments.id)
    if item is None:
        raise DataError(f"There is no '{arguments.id}'. 'rrn content list' shows what there is.")
    return _opened(drafts, item)


def _opened(drafts: Drafts, item: Item) -> int:
    if item.id not in drafts.all():
        drafts.save(item)
    path, editor = drafts.path(item), os.environ.get("VISUAL") or os.environ.get("EDITOR")
    print(f"The draft is {path}")
    if editor and sys.stdin.isatty():
        subprocess.run([*shlex.split(editor), str(path)], check=False)
    print(f"An answer needs its quotes and {MIN_EXAMPLES} examples or more. Then: rrn content lint, rrn content preview {item.id}")
    return 0


def _discard(arguments: argparse.Namespace) -> int:
    drafts = Drafts()
    drafts.discard([arguments.id])
    print(f"The draft of '{arguments.id}' is gone; a copy is in {drafts.folder / 'replaced'}.")
    return 0


def _lint(_: argparse.Namespace) -> int:
    drafts = Drafts()
    problems = lint(Surroundings.of(drafts.data, drafts.working(), questions(HELD_OUT)))
    if problems:
        raise ProblemsError(problems)
    print(f"Nothing is wrong with the content and its {len(drafts.all())} drafts.")
    return 0


def _diff(_: argparse.Namespace) -> int:
    drafts = Drafts()
    changes = differences(drafts.published(), drafts.working())
    print("\n\n".join(changes) or "The drafts change nothing.")
    return 0


def _preview(arguments: argparse.Namespace) -> int:
    from commands.preview import preview  # loads the encoder

    preview(arguments.id, arguments.html)
    return 0


def _review(arguments: argparse.Namespace) -> int:
    drafts = Drafts()
    if arguments.id not in drafts.all():
        return _review_in_place(drafts, arguments)
    problems = lint(Surroundings.of(drafts.data, drafts.working(), questions(HELD_OUT)), {arguments.id})
    if problems:
        print("This cannot be reviewed yet.\n" + table(problems), file=sys.stderr)
        return 1
    _show_proof(drafts.working()[arguments.id])
    draft = drafts.review(arguments.id, arguments.by)
    print(f"'{arguments.id}' is {draft.state}. Next: rrn content publish --by ...")
    return 0


def _review_in_place(drafts: Drafts, arguments: argparse.Namespace) -> int:
    """Reviews a file of the content that was changed by hand, as those do who keep it under version control."""
    item = drafts.published().get(arguments.id)
    if item is None:
        raise DataError(f"There is no '{arguments.id}'. 'rrn content list' shows what there is.")
    try:
        require_reviewed(item, item.file)
    except DataError:
        _show_proof(item)
        reviewed = replace(item, reviewer=arguments.by, reviewed_on=today(), reviewed_text=said_digest(item))
        write_whole(drafts.data / item.file, written(reviewed))
        print(f"'{item.id}' is reviewed by {arguments.by}.")
    else:
        print(f"'{item.id}' has no draft, and was reviewed by {item.reviewer} as it stands.")
    return 0


def _show_proof(item: Item) -> None:
    print(f"{named(item)} says:")
    for number, sentence in enumerate(sentences(item.text)):
        print(f"  {sentence}")
        for place in item.supported_by[number] if number < len(item.supported_by) else ():
            print(f"      the page: {item.quotes[place - 1]}")
    print()


def _export(arguments: argparse.Namespace) -> int:
    count = export(Drafts(), arguments.file)
    print(f"{count} answers and topics are in {arguments.file}. Change it, save it, then: rrn content import {arguments.file}")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    drafts = Drafts()
    before = drafts.working()
    try:
        changed = import_file(drafts, arguments.file, questions(HELD_OUT))
    except ProblemsError as error:
        print(f"{error}\nNothing was changed. Put these right in {arguments.file.name} and import it again.", file=sys.stderr)
        return 1
    if not changed:
        print("The file changes nothing.")
        return 0
    print("\n\n".join(differences(before, drafts.working())))
    print(f"\nThese are drafts now: {', '.join(changed)}. Next: rrn content preview {changed[0]}, rrn content review {changed[0]} --by ...")
    return 0


def _due(arguments: argparse.Namespace) -> int:
    until = today() + dt.timedelta(days=arguments.within)
    found = due(until, Drafts().published().values(), decision_table(), opened_register().entries())
    for each in found:
        late = " (late)" if each.review_by < today() else ""
        print(f"{british_date(each.review_by)}{late}: {each.what}")
    if not found:
        print(f"Nothing falls due for review until {british_date(until)}.")
    return 1 if found else 0


def _publish(arguments: argparse.Namespace) -> int:
    publish(arguments.id, arguments.by, arguments.reason, arguments.override)
    return 0


def _gate(arguments: argparse.Namespace) -> int:
    from commands.evaluate import answer  # loads Rasa
    from evaluation.held_out import load_cases
    from evaluation.record import accept, compare
    from evaluation.report import faults

    results, _ = answer([case for path in sorted(HELD_OUT.glob("*.yml")) for case in load_cases(path)])
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


def _releases(_: argparse.Namespace) -> int:
    print(releases_shown())
    return 0


_STEPS = {
    "list": _list,
    "new": _new,
    "edit": _edit,
    "discard": _discard,
    "lint": _lint,
    "diff": _diff,
    "preview": _preview,
    "review": _review,
    "export": _export,
    "import": _import,
    "due": _due,
    "publish": _publish,
    "gate": _gate,
    "releases": _releases,
}
