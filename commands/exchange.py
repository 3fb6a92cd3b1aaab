"""``rrn content export`` and ``import``: the content as a file that people change."""

from __future__ import annotations

import argparse
import sys

from evaluation.held_out import questions
from rrn.differences import differences
from rrn.drafts import Drafts
from rrn.paths import HELD_OUT
from rrn.problems import ProblemsError
from rrn.table_differences import table_differences


def export_content(arguments: argparse.Namespace) -> int:
    """Writes the content with its drafts to a file."""
    from rrn.exchange.files import export  # openpyxl takes half a second to load

    count = export(Drafts(), arguments.file)
    print(f"{count} answers and topics, the settings, the decision table, the texts and the small talk are in {arguments.file}.")
    print(f"Change it, save it, then: rrn content import {arguments.file}")
    return 0


def import_content(arguments: argparse.Namespace) -> int:
    """Makes drafts of what a changed file changes; 1 where something in it is wrong, and nothing is changed then."""
    from rrn.exchange.files import import_file  # openpyxl takes half a second to load

    drafts = Drafts()
    before, tables = drafts.working(), drafts.working_tables()
    try:
        changed = import_file(drafts, arguments.file, questions(HELD_OUT))
    except ProblemsError as error:
        print(f"{error}\nNothing was changed. Put these right in {arguments.file.name} and import it again.", file=sys.stderr)
        return 1
    if not changed:
        print("The file changes nothing.")
        return 0
    print("\n\n".join([*differences(before, drafts.working()), *table_differences(tables, drafts.working_tables())]))
    print(f"\nThese are drafts now: {', '.join(changed)}. Next: rrn content preview {changed[0]}, rrn content review {changed[0]} --by ...")
    return 0
