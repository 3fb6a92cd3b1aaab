"""The content as one CSV table: one row an answer, a topic or an entry of a table; examples stand one a line in their cell."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from rrn.exchange.columns import ANSWER_COLUMNS, CODE, STATE, TOPIC_COLUMNS, Cell, Column, as_line, as_text
from rrn.exchange.rows import Read, Row, cells_of, items_of, known_kind, settled_entries, wrong_headings
from rrn.exchange.table_sheets import SHEETS, cells_by_sheet, given_of
from rrn.items import Item
from rrn.problems import Problem
from rrn.sources import Source
from rrn.tables import Table
from rrn.yaml_file import DataError

_KINDS = {sheet.named: sheet for sheet in SHEETS}
KIND = Column(
    "Kind", f"One of: answer, not covered, {', '.join(_KINDS)}.", lambda item: "answer" if item.kind == "answer" else "not covered"
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
        cells = {KIND.heading: KIND.write(item), **cells_of(item), EXAMPLES.heading: EXAMPLES.write(item)}
        writer.writerow({heading: guarded(_written(value)) for heading, value in cells.items()})
    rows = cells_by_sheet(tables)
    for sheet in SHEETS:
        for row in rows[sheet.kind]:
            writer.writerow({KIND.heading: sheet.named, **{heading: guarded(_written(value)) for heading, value in row.items()}})
    return out.getvalue().encode("utf-8-sig")


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
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    headings = [heading.strip() for heading in table[0]] if table else []
    problems = wrong_headings(path.name, headings, COLUMNS)
    rows, given = [], []
    for number, values in enumerate(table[1:], start=2):
        cells: dict[str, Cell] = {heading: unguarded(value) for heading, value in zip(headings, values, strict=False)}
        if not any(str(value).strip() for value in cells.values()):
            continue
        if len(values) > len(headings) and any(value.strip() for value in values[len(headings) :]):
            what = f"it has {len(values)} cells, and there are {len(headings)} columns"
            problems.append(Problem(path.name, str(number), "", what, "Put texts with commas in quotation marks, or use the workbook."))
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
        lines = (as_line(line) for line in as_text(cells.get(EXAMPLES.heading)).split("\n"))
        rows.append(Row(path.name, number, cells, kind, tuple(line for line in lines if line)))
    return replace(items_of(rows, known, sources, problems), given=settled_entries(given, sources))


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
