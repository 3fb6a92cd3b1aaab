"""Exporting the content to a file and importing a file that people changed: all of it, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from rrn.drafts import Drafts
from rrn.exchange.csv_table import from_csv, to_csv
from rrn.exchange.json_file import from_json, to_json
from rrn.exchange.rows import Read
from rrn.exchange.table_changes import with_entries
from rrn.exchange.workbook import from_workbook, to_workbook
from rrn.items import digest
from rrn.lint_content import Candidate, problems_of
from rrn.pieces import Piece, digest_of
from rrn.problems import Problem, ProblemsError
from rrn.sources import load_sources
from rrn.whole_files import place_folder, write_whole
from rrn.yaml_file import DataError

WRITERS = {".xlsx": to_workbook, ".csv": to_csv, ".json": to_json}


def export(drafts: Drafts, path: Path) -> int:
    """Writes the content with its drafts to a file, tables and all; returns how many answers and topics it holds.

    A file that is written over is kept beside it, with ``~`` after its name.

    Raises:
        DataError: The file's ending is not known, or a text does not fit into a cell.
    """
    _require_known(path)
    items = drafts.working()
    content = WRITERS[path.suffix.lower()](items, drafts.working_tables())
    if path.exists():
        shutil.copyfile(path, path.with_name(f"{path.name}~"))
    write_whole(path, content)
    return len(items)


def read(drafts: Drafts, path: Path) -> Read:
    """Returns the items of a file, and the entries of the tables.

    Raises:
        DataError: The file cannot be read, or its ending is not known.
    """
    _require_known(path)
    known = drafts.working()
    if path.suffix.lower() == ".json":
        return from_json(path, known)
    reader = from_csv if path.suffix.lower() == ".csv" else from_workbook
    return reader(path, known, load_sources(drafts.data / "sources"))


def import_file(drafts: Drafts, path: Path, held_out: Collection[str] = ()) -> list[str]:
    """Makes drafts of everything that a file changes; returns the ids of the items and tables. With one problem, nothing is changed at all.

    Args:
        drafts: The drafts to change.
        path: The file.
        held_out: The held-out questions in plain form, which must not be examples.

    Raises:
        DataError: The file cannot be read.
        ProblemsError: Something in it is wrong; the error holds everything that is.
    """
    found = read(drafts, path)
    working, before, published = drafts.working(), drafts.working_tables(), drafts.published_tables()
    # Entries are parts of whole tables, so nothing is made of them where one could not be read.
    tables, wrong, places = with_entries(() if found.problems else found.given, before, published)
    problems = [*found.problems, *_changed_by_others(found, drafts), *wrong]
    pieces: list[Piece] = [item for name, item in found.items.items() if name not in working or digest(item) != digest(working[name])]
    pieces += [table for name, table in tables.items() if digest_of(table) != digest_of(before[name])]
    changed = [piece.id for piece in pieces]
    items = {**working, **found.items}
    told = {(each.place, each.row) for each in problems}
    sound = [name for name in changed if found.places.get(name) not in told]  # what else is wrong with a row may come of what was told
    problems += problems_of(Candidate(drafts.data, items, tables, published, held_out, found.places, places), sound)
    if problems:
        raise ProblemsError(problems)
    if changed:
        _save_all(drafts, pieces)
    return changed


def _save_all(drafts: Drafts, items: Iterable[Piece]) -> None:
    """Saves drafts together: the folder of drafts is written again beside its place, and takes it whole."""
    folder = drafts.folder.resolve()
    incoming = folder.with_name(f".{folder.name}-incoming")
    shutil.rmtree(incoming, ignore_errors=True)
    if folder.exists():
        shutil.copytree(folder, incoming)
    drafts.beside(incoming).save_all(items)
    place_folder(incoming, folder)


def _changed_by_others(found: Read, drafts: Drafts) -> list[Problem]:
    """Returns a problem for each changed row whose item is another one now than when the file was exported."""
    working, waiting = drafts.working(), drafts.all()
    problems = []
    for name, item in found.items.items():
        now = working.get(name)
        if now is not None and digest(item) == digest(now):
            continue
        expected = {digest(now)} if now else {""}
        if name in waiting:
            expected.add(waiting[name].based_on)
        if found.codes[name] not in expected:
            place, row = found.places[name]
            problems.append(Problem(place, row, *_conflict(name, found.codes[name], now is not None)))
    return problems


def _conflict(name: str, code: str, there: bool) -> tuple[str, str, str]:
    """Returns the field, what is wrong and what to do where a row does not go with what there is."""
    if not there:
        do = "An ID never changes: put the old one back. For a new answer write a new row, and leave its last column empty."
        return "ID", f"the row was made from one with another ID, and there is no '{name}'", do
    if code:
        return "Leave as it is", f"'{name}' was changed since this file was exported", "Export again and make your change in the new file."
    return "Leave as it is", f"there is a '{name}' already", "Choose another ID, or change its own row."


def _require_known(path: Path) -> None:
    if path.suffix.lower() not in WRITERS:
        raise DataError(f"{path}: the name must end in .xlsx (Excel), .csv or .json.")
