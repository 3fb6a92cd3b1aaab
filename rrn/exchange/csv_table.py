"""The content as one CSV table: one row an answer, a topic or an entry of a table; examples stand one a line in their cell.

A spreadsheet program cuts what a cell cannot hold, so examples beyond that stand in further rows with the same ID.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rrn.exchange.columns import ANSWER_COLUMNS, CODE, ID, MAX_CELL, STATE, TOPIC_COLUMNS, Cell, Column, as_line, as_text
from rrn.exchange.rows import Read, Row, cells_of, items_of, known_kind, settled_entries, wrong_headings
from rrn.exchange.table_sheets import SHEETS, cells_by_sheet, given_of
from rrn.items import Item
from rrn.problems import Problem
from rrn.sources import Source
from rrn.tables import Table
from rrn.yaml_file import DataError

_KINDS = {sheet.named: sheet for sheet in SHEETS}
#: Kind of a row that holds more examples of the answer or topic with its ID.
MORE = "more examples"
KIND = Column(
    "Kind", f"One of: answer, not covered, {MORE}, {', '.join(_KINDS)}.", lambda item: "answer" if item.kind == "answer" else "not covered"
)
EXAMPLES = Column("Examples", "Questions as people might ask them, one a line.", lambda item: "\n".join(item.examples))
_OWN = [*ANSWER_COLUMNS, *(column for column in TOPIC_COLUMNS if column not in ANSWER_COLUMNS)]
_ITEMS = (KIND, *(column for column in _OWN if column not in (STATE, CODE)), EXAMPLES, STATE, CODE)
_OF_TABLES = {column.heading: replace(column, wanted=False) for sheet in SHEETS for column in sheet.columns}
COLUMNS = (*_ITEMS, *(column for heading, column in _OF_TABLES.items() if heading not in {each.heading for each in _ITEMS}))
#: What a spreadsheet program would take for a formula, and the apostrophe that we put before it.
_FORMULA, _GUARDED = re.compile(r"'*[=+\-@\t\r]"), re.compile(r"'+[=+\-@\t\r]")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def to_csv(items: Mapping[str, Item], tables: Mapping[str, Table]) -> bytes:
    """Returns a CSV table of the items and the tables in UTF-8, with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [column.heading for column in COLUMNS])
    writer.writeheader()
    for item in items.values():
        first, *further = _in_cells(item.examples)
        cells: dict[str, Cell] = {KIND.heading: KIND.write(item), **cells_of(item), EXAMPLES.heading: first}
        more: list[dict[str, Cell]] = [{KIND.heading: MORE, ID.heading: item.id, EXAMPLES.heading: examples} for examples in further]
        writer.writerows({heading: guarded(_written(value)) for heading, value in row.items()} for row in (cells, *more))
    rows = cells_by_sheet(tables)
    for sheet in SHEETS:
        for row in rows[sheet.kind]:
            writer.writerow({KIND.heading: sheet.named, **{heading: guarded(_written(value)) for heading, value in row.items()}})
    return out.getvalue().encode("utf-8-sig")


def _in_cells(examples: Sequence[str]) -> list[str]:
    """Returns examples one a line, in as many texts as a spreadsheet's cells need to hold them."""
    cells = [""]
    for example in examples:
        longer = f"{cells[-1]}\n{example}" if cells[-1] else example
        # One less than a cell holds: a cell that is full was cut. Another is for the apostrophe of a guarded text.
        if len(longer) < MAX_CELL - 1:
            cells[-1] = longer
        else:
            cells.append(example)
    return cells


def guarded(text: str) -> str:
    """Returns a text with an apostrophe in front where a spreadsheet program would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Returns a text without the apostrophe that :func:`guarded` put in front."""
    return text[1:] if _GUARDED.match(text) else text


def _written(value: Cell) -> str:
    return value if isinstance(value, str) else value.isoformat() if value else ""


def from_csv(path: Path, known: Mapping[str, Item], sources: Mapping[str, Source]) -> Read:
    """Returns the items and entries of a CSV table, with everything that is wrong with it.

    Commas, semicolons and tabs are understood, and the encodings that Excel writes.

    Raises:
        DataError: The file cannot be read.
    """
    text = decoded(path)
    if not text.strip():
        raise DataError(f"{path}: is empty. 'rrn content export' writes a file to start from.")
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    headings = [heading.strip() for heading in table[0]] if table else []
    problems = wrong_headings(path.name, headings, COLUMNS)
    if KIND.heading not in headings:  # no row can be read then
        return items_of([], known, sources, problems)
    rows, given = [], []
    more: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for number, values in enumerate(table[1:], start=2):
        cells: dict[str, Cell] = {heading: unguarded(value) for heading, value in zip(headings, values, strict=False)}
        if not any(str(value).strip() for value in cells.values()):
            continue
        if len(values) > len(headings) and any(value.strip() for value in values[len(headings) :]):
            what = f"it has {len(values)} cells, and there are {len(headings)} columns"
            problems.append(Problem(path.name, str(number), "", what, "Put texts with commas in quotation marks, or use the workbook."))
        problems += _cut(path.name, number, dict(zip(headings, values, strict=False)))
        if as_line(cells.get(KIND.heading)).lower() == MORE:
            more[as_line(cells.get(ID.heading))].append((number, _examples(cells)))
            continue
        sheet = _KINDS.get(as_line(cells.get(KIND.heading)).lower())
        if sheet:
            entry, wrong = given_of(sheet, (path.name, str(number)), cells)
            given.append(entry)
            problems += wrong
            continue
        kind = known_kind(cells.get(KIND.heading))
        if kind is None:
            problems.append(Problem(path.name, str(number), KIND.heading, "it is none of the kinds", KIND.explained))
            continue
        rows.append(Row(path.name, number, cells, kind, _examples(cells)))
    further = {name: tuple(example for _, examples in found for example in examples) for name, found in more.items()}
    rows = [replace(row, examples=row.examples + further.pop(as_line(row.cells.get(ID.heading)), ())) for row in rows]
    problems += [
        Problem(
            path.name,
            str(number),
            ID.heading,
            f"no answer or topic has the ID '{name}'",
            "Give the ID of the row that these examples belong to.",
        )
        for name in further
        for number, _ in more[name]
    ]
    return replace(items_of(rows, known, sources, problems), given=settled_entries(given, sources))


def _examples(cells: Mapping[str, Cell]) -> tuple[str, ...]:
    lines = (as_line(line) for line in as_text(cells.get(EXAMPLES.heading)).split("\n"))
    return tuple(line for line in lines if line)


def _cut(place: str, number: int, cells: Mapping[str, str]) -> Iterator[Problem]:
    """Finds cells that a spreadsheet program cut: those that are as long as one can be."""
    for heading, value in cells.items():
        if len(value) == MAX_CELL:
            what = f"it has {MAX_CELL:,} characters, the most that a cell of a spreadsheet holds, so its end was cut off"
            yield Problem(place, str(number), heading, what, "Export again and use the workbook or JSON, or divide the text into rows.")


def decoded(path: Path) -> str:
    """Returns the text of a file in whichever encoding a spreadsheet program wrote it: UTF-8, UTF-16, or Windows-1252.

    Raises:
        DataError: It cannot be read, or is in none of these.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(f"{path}: is in an encoding that is not known. Save it as 'CSV UTF-8' and try again.")
