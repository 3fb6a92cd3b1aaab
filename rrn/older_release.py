"""Content of an older release, made to fit the software that is to serve it now.

A release is never changed. A copy has the answers, topics, settings, texts and sources of the release, and everything that only
developers change as it is now. A text that came later is added to it, and a table that bears no review, or was added to, is marked: nobody
is on record as having reviewed it as it stands.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from rrn.clock import today
from rrn.exchange.table_changes import Given, with_entries
from rrn.items import FOLDERS
from rrn.pieces import copied_with
from rrn.table_entries import Entry, entries_of
from rrn.tables import NOBODY_YET, TEXTS, read_tables, reviewed
from rrn.whole_files import write_whole

#: Folders of the content that its owners change.
_OWNED_FOLDERS = (*FOLDERS.values(), "sources")


def lacking(data: Path, present: Path) -> list[str]:
    """Returns what content lacks of that which the software wants, in words.

    Args:
        data: The older content.
        present: The content that is served, which has everything.
    """
    tables = read_tables(data)
    return [
        *(f"the file '{path.name}'" for path in sorted(present.glob("*.yml")) if not (data / path.name).exists()),
        *(f"the text '{entry['id']}'" for entry in _missing_texts(data, present) if entry["id"] not in tables[TEXTS].texts),
        *(f"a review of '{table.id}'" for table in tables.values() if not table.review),
    ]


def make_fitting(data: Path, present: Path, folder: Path) -> None:
    """Makes a copy of older content that has all that it lacks.

    Args:
        data: The older content.
        present: The content that is served, which what it lacks is taken from.
        folder: Where the copy is made; nothing else may stand beside it.
    """
    copied_with(present, folder, ())
    for name in _OWNED_FOLDERS:
        shutil.rmtree(folder / name)
        shutil.copytree(data / name, folder / name)
    for table in read_tables(data).values():
        shutil.copyfile(data / table.file, folder / table.file)
    before = read_tables(folder)
    given = [Given("text", entry, "", ("", "")) for entry in _missing_texts(data, present)]
    tables, _, _ = with_entries(given, before, before)
    for name, table in tables.items():
        if not table.review or table != before[name]:
            write_whole(folder / table.file, reviewed(table, NOBODY_YET, today()).source)


def _missing_texts(data: Path, present: Path) -> list[Entry]:
    """Returns the texts that are not there, and those of the same wording of which it is not said there what they rest on."""
    older, newer = (entries_of(read_tables(folder))["text"] for folder in (data, present))
    unsaid = [name for name, entry in older.items() if not entry["rests_on"] and entry["text"] == newer.get(name, entry)["text"]]
    return [entry for name, entry in newer.items() if name not in older or (name in unsaid and entry["rests_on"])]
