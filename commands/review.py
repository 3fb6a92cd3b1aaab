"""``rrn content review``: a person says that what is said is right, after seeing each sentence with its proof."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from commands.drafting import working
from rrn.clock import today
from rrn.differences import named
from rrn.drafts import Drafts
from rrn.items import Item, require_reviewed
from rrn.lint_content import problems_of
from rrn.pieces import file_text, stamped
from rrn.problems import table as problem_table
from rrn.sentences import sentences
from rrn.table_differences import table_differences
from rrn.table_entries import entries_of
from rrn.tables import SETTINGS, SMALL_TALK, Table
from rrn.whole_files import write_whole
from rrn.yaml_file import DataError


def review(arguments: argparse.Namespace) -> int:
    """Marks a draft, or a file that was changed by hand, as reviewed; 1 where something is wrong with it."""
    drafts = Drafts()
    if arguments.id not in drafts.all():
        return _review_in_place(drafts, arguments)
    if _is_wrong(drafts, arguments.id):
        return 1
    piece = drafts.draft(arguments.id).item
    if isinstance(piece, Table):
        _show_changes(drafts.published_tables(), drafts.working_tables(), piece)
    else:
        _show_proof(piece)
    draft = drafts.review(arguments.id, arguments.by)
    print(f"'{arguments.id}' is {draft.state}. Next: rrn content publish --by ...")
    return 0


def _review_in_place(drafts: Drafts, arguments: argparse.Namespace) -> int:
    """Reviews a file of the content that was changed by hand, as those do who keep it under version control."""
    if arguments.id in drafts.published_tables():
        return _review_table_in_place(drafts, drafts.published_tables()[arguments.id], arguments.by)
    item = drafts.published().get(arguments.id)
    if item is None:
        raise DataError(f"There is no '{arguments.id}'. 'rrn content list' shows what there is.")
    try:
        require_reviewed(item, item.file)
    except DataError:
        _show_proof(item)
        write_whole(drafts.data / item.file, file_text(stamped(item, arguments.by, today())))
        print(f"'{item.id}' is reviewed by {arguments.by}.")
    else:
        print(f"'{item.id}' has no draft, and was reviewed by {item.reviewer} as it stands.")
    return 0


def _review_table_in_place(drafts: Drafts, table: Table, by: str) -> int:
    if table.has_reviewer and table.is_as_reviewed:
        print(f"'{table.id}' has no draft, and was reviewed by {table.review['reviewer']} as it stands.")
        return 0
    if _is_wrong(drafts, table.id):
        return 1
    said = "\n".join(f"  {name}: {text}" for name, text in table.replies.items()) if table.id == SMALL_TALK else table.source
    print(f"{table.title}:\n{said}")
    write_whole(drafts.data / table.file, file_text(stamped(table, by, today())))
    print(f"'{table.id}' is reviewed by {by}.")
    return 0


def _is_wrong(drafts: Drafts, name: str) -> bool:
    """Says what is wrong with a piece, and whether anything is."""
    problems = problems_of(working(drafts), {name})
    if problems:
        print("This cannot be reviewed yet.\n" + problem_table(problems), file=sys.stderr)
    return bool(problems)


def _show_changes(before: Mapping[str, Table], after: Mapping[str, Table], table: Table) -> None:
    """Shows what a draft of a table changes, with the words of the page that each changed statement rests on."""
    print("\n\n".join(table_differences({**after, table.id: before[table.id]}, after)))
    old, new = entries_of(before)["statement"], entries_of(after)["statement"]
    for name, statement in new.items() if table.id == SETTINGS else ():
        if statement != old.get(name):
            print(f"\n  {statement['says']}\n      the page: {statement['quote']}")
    print()


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
