"""``rrn content list``, ``new``, ``edit``, ``discard``, ``lint`` and ``diff``: drafts, before anybody reviews them."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shlex
import subprocess
import sys

from evaluation.held_out import questions
from rrn.clock import today
from rrn.content import MIN_EXAMPLES
from rrn.differences import differences
from rrn.drafts import Drafts
from rrn.items import Item
from rrn.lint import ID
from rrn.lint_content import Candidate, problems_of
from rrn.paths import HELD_OUT
from rrn.pieces import Piece
from rrn.problems import ProblemsError
from rrn.reply import british_date
from rrn.sources import load_sources
from rrn.table_differences import table_differences
from rrn.yaml_file import DataError

#: Days that a new answer may stand before somebody must look at it again.
REVIEW_AFTER = 182


def list_items(_: argparse.Namespace) -> int:
    """Prints the answers, the topics and the tables, and which of them have drafts."""
    drafts = Drafts()
    published, waiting = drafts.published(), drafts.all()
    for name, item in drafts.working().items():
        state = waiting[name].state if name in waiting else "published"
        if item.withdrawn_on:
            since = f"on {british_date(item.withdrawn_on)} by {item.withdrawn_by}"
            why = f": {item.withdrawn_why}" if item.withdrawn_why else ""
            state = f"withdrawn {since}{why}" + (" (not published yet)" if name in waiting else "") + " "
        print(f"{name:24} {state:12} {item.title or item.text[:70]}{'' if name in published else '  (new)'}")
    for table in drafts.working_tables().values():
        published_as = "published" if table.has_reviewer else "published, and nobody has reviewed it yet"
        print(f"{table.id:24} {waiting[table.id].state if table.id in waiting else published_as:12} {table.title}")
    return 0


def new(arguments: argparse.Namespace) -> int:
    """Makes a draft of a new answer or topic."""
    drafts = Drafts()
    if not ID.fullmatch(arguments.id):
        raise DataError(f"'{arguments.id}' is no id. Use small letters, digits and underscores, for example 'course_length'.")
    if arguments.id in {**drafts.working(), **drafts.working_tables()}:
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


def edit(arguments: argparse.Namespace) -> int:
    """Makes a draft of what there is, and opens it."""
    drafts = Drafts()
    item = drafts.working().get(arguments.id) or drafts.working_tables().get(arguments.id)
    if item is None:
        raise DataError(f"There is no '{arguments.id}'. 'rrn content list' shows what there is.")
    return _opened(drafts, item)


def _opened(drafts: Drafts, item: Piece) -> int:
    if item.id not in drafts.all():
        drafts.save(item)
    path, editor = drafts.path(item), os.environ.get("VISUAL") or os.environ.get("EDITOR")
    print(f"The draft is {path}")
    if editor and sys.stdin.isatty():
        subprocess.run([*shlex.split(editor), str(path)], check=False)
    if isinstance(item, Item):
        print(f"An answer needs its quotes and {MIN_EXAMPLES} examples or more. Then: rrn content lint, rrn content preview {item.id}")
    else:
        print("Then: rrn content lint, rrn content diff")
    return 0


def discard(arguments: argparse.Namespace) -> int:
    """Throws a draft away; a copy is kept."""
    drafts = Drafts()
    drafts.discard([arguments.id])
    print(f"The draft of '{arguments.id}' is gone; a copy is in {drafts.folder / 'replaced'}.")
    return 0


def lint(_: argparse.Namespace) -> int:
    """Lists everything that is wrong with the content and the drafts."""
    drafts = Drafts()
    problems = problems_of(working(drafts))
    if problems:
        raise ProblemsError(problems)
    print(f"Nothing is wrong with the content and its {len(drafts.all())} drafts.")
    return 0


def working(drafts: Drafts) -> Candidate:
    """Returns the content with all drafts, to be checked."""
    return Candidate(drafts.data, drafts.working(), drafts.working_tables(), drafts.published_tables(), questions(HELD_OUT))


def diff(_: argparse.Namespace) -> int:
    """Prints what the drafts change, in words."""
    drafts = Drafts()
    changes = differences(drafts.published(), drafts.working())
    changes += table_differences(drafts.published_tables(), drafts.working_tables())
    print("\n\n".join(changes) or "The drafts change nothing.")
    return 0
