"""``rrn content review``: a person says that what is said is right, after seeing each sentence with its proof."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from evaluation.held_out import questions
from rrn.clock import today
from rrn.differences import named
from rrn.drafts import Drafts
from rrn.items import Item, require_reviewed, said_digest, written
from rrn.lint import Surroundings, lint
from rrn.paths import HELD_OUT
from rrn.problems import table
from rrn.sentences import sentences
from rrn.whole_files import write_whole
from rrn.yaml_file import DataError


def review(arguments: argparse.Namespace) -> int:
    """Marks a draft, or a file that was changed by hand, as reviewed; 1 where something is wrong with it."""
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
    if item.withdrawn_on:
        print(f"{named(item)} is withdrawn, and nothing of this is said:")
    else:
        print(f"{named(item)} says:")
    for number, sentence in enumerate(sentences(item.text)):
        print(f"  {sentence}")
        for place in item.supported_by[number] if number < len(item.supported_by) else ():
            print(f"      the page: {item.quotes[place - 1]}")
    print()
