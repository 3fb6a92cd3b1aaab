"""The content as an Excel workbook: a sheet that explains, one row an answer or a topic, one an example, one an entry of a table."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from rrn.exchange.columns import ANSWER_COLUMNS, ID, MAX_CELL, TOPIC_COLUMNS, Cell, CellError, Column, as_line
from rrn.exchange.rows import Read, Row, cells_of, items_of, settled_entries, wrong_headings
from rrn.exchange.table_changes import Given
from rrn.exchange.table_sheets import ROW, SETTING, SHEETS, SMALL_TALK, STATEMENT, TEXT, cells_by_sheet, given_of
from rrn.items import Item, Kind
from rrn.problems import Problem
from rrn.sources import Source
from rrn.tables import Table
from rrn.yaml_file import DataError

ANSWERS, TOPICS, EXAMPLES, HELP = "Answers", "Not covered", "Examples", "How to use this"
EXAMPLE = Column(
    "Example", "A question as somebody might ask it. To add one, write it in a new row with its ID.", lambda _: None, lambda _: {}, 100
)
_SHEETS: dict[str, Kind] = {ANSWERS: "answer", TOPICS: "topic"}
_KINDS: dict[Kind, Sequence[Column]] = {"answer": ANSWER_COLUMNS, "topic": TOPIC_COLUMNS}
#: Larger files are not opened: no content is as large, and a small file can unpack to a very large one.
MAX_BYTES, MAX_UNPACKED = 20 * 1024 * 1024, 200 * 1024 * 1024

_SHADED = PatternFill("solid", fgColor="E6ECF2")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
#: How Excel writes a character that XML cannot hold, and a text that only looks like one.
_ESCAPE, _LOOKS_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_"), re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HELP_LINES = (
    "This workbook holds what the assistant says. Change it here, save it, and read it in again with: rrn content import FILE",
    f"Sheet '{ANSWERS}': one row an answer. Sheet '{TOPICS}': one row a topic that people ask about and the page does not cover.",
    f"Sheet '{EXAMPLES}': one row a question as somebody might ask it, with the ID of the answer or topic that it leads to.",
    "A new answer is a new row with a new ID, and at least fifteen examples. A row that you take out changes nothing.",
    "An example that you take out is taken out. Each example may stand once only.",
    f"Sheets '{SETTING.title}', '{STATEMENT.title}' and '{ROW.title}': to which services the Standards apply. Every case must fall in "
    f"exactly one row of '{ROW.title}'; a row that you take out there is gone.",
    f"A new statement is a new row of '{STATEMENT.title}' with a new ID; a verdict rests on it once a row of '{ROW.title}' names it.",
    f"Sheet '{SMALL_TALK.title}': what is said back to a greeting, to thanks and the like.",
    f"Sheet '{TEXT.title}': everything else that the assistant says.",
    "Nothing that you change here is served before somebody reviewed it and it was published.",
)


def to_workbook(items: Mapping[str, Item], tables: Mapping[str, Table]) -> bytes:
    """Returns an Excel workbook of the items and the tables.

    Raises:
        DataError: A text is longer than a cell of Excel can be, or has a character that Excel cannot hold.
    """
    book = Workbook()
    book.remove(book.active)
    _write_help(book.create_sheet(HELP))
    for title, kind in _SHEETS.items():
        _write(book.create_sheet(title), _KINDS[kind], [cells_of(item) for item in items.values() if item.kind == kind])
    rows = [{ID.heading: item.id, EXAMPLE.heading: example} for item in items.values() for example in item.examples]
    _write(book.create_sheet(EXAMPLES), (ID, EXAMPLE), rows)
    cells = cells_by_sheet(tables)
    for sheet in SHEETS:
        _write(book.create_sheet(sheet.title), sheet.columns, cells[sheet.kind])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_help(sheet: Worksheet) -> None:
    lines: list[tuple[str, str]] = [("", line) for line in _HELP_LINES]
    own: list[tuple[str, Sequence[Column]]] = [(ANSWERS, ANSWER_COLUMNS), (TOPICS, TOPIC_COLUMNS), (EXAMPLES, (ID, EXAMPLE))]
    for title, columns in (*own, *((each.title, each.columns) for each in SHEETS)):
        lines += [("", ""), (f"Sheet '{title}'", ""), *((column.heading, column.explained) for column in columns)]
    for number, (name, words) in enumerate(lines, start=1):
        _set(sheet, number, 1, name)
        _set(sheet, number, 2, words)
        sheet.cell(number, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 110


def _write(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Mapping[str, Cell]]) -> None:
    for place, column in enumerate(columns, start=1):
        _set(sheet, 1, place, column.heading)
        sheet.cell(1, place).font, sheet.cell(1, place).fill = Font(bold=True), _SHADED
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for number, cells in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            _set(sheet, number, place, cells[column.heading])
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(2, sheet.max_row)}"


def _set(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row, column)
    cell.alignment = _WRAPPED
    if isinstance(value, dt.date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif value:
        if len(value) > MAX_CELL or ILLEGAL_CHARACTERS_RE.search(value):
            raise DataError(f"Excel cannot hold this text, which is too long or has a control character: '{value[:60]} ...'. Use JSON.")
        # Text it is, also where it begins like a formula: nothing that somebody wrote is ever calculated.
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", value)
        cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", value[0] in "=+-@'"


def from_workbook(path: Path, known: Mapping[str, Item], sources: Mapping[str, Source]) -> Read:
    """Returns the items and entries of an Excel workbook, with everything that is wrong with it.

    Raises:
        DataError: The file cannot be opened as a workbook.
    """
    book = _opened(path)
    problems = [
        Problem(path.name, "", title, "this sheet is missing", "Put it back; 'rrn content export' writes all of them.")
        for title in (*_SHEETS, EXAMPLES, *(sheet.title for sheet in SHEETS))
        if title not in book.sheetnames
    ]
    if problems:
        return Read({}, {}, {}, tuple(problems))
    rows: list[Row] = []
    for title, kind in _SHEETS.items():
        place, found, wrong = _rows(path, book[title], _KINDS[kind])
        problems += wrong
        rows += [Row(place, number, cells, kind) for number, cells in found]
    examples, wrong = _examples(path, book[EXAMPLES], {as_line_or_empty(row.cells.get(ID.heading)) for row in rows})
    named = [replace(row, examples=tuple(examples.get(as_line_or_empty(row.cells.get(ID.heading)), ()))) for row in rows]
    problems += wrong
    given: list[Given] = []
    for sheet in SHEETS:
        place, found, wrong = _rows(path, book[sheet.title], sheet.columns)
        read = [given_of(sheet, (place, str(number)), cells) for number, cells in found]
        given += [entry for entry, _ in read]
        problems += [*wrong, *(problem for _, faults in read for problem in faults)]
    return replace(items_of(named, known, sources, problems), given=settled_entries(given, sources))


def as_line_or_empty(cell: Cell) -> str:
    """Returns a cell as a line of text; a day, which has its own message, as an empty one."""
    return "" if isinstance(cell, dt.date) else as_line(cell)


def _opened(path: Path) -> Workbook:
    try:
        if path.stat().st_size > MAX_BYTES or sum(part.file_size for part in zipfile.ZipFile(path).infolist()) > MAX_UNPACKED:
            raise DataError(f"{path}: is larger than any workbook of this assistant can be.")
        return load_workbook(path)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path}: is not an Excel workbook. Save it as 'Excel workbook (.xlsx)' and try again.") from error


def _rows(path: Path, sheet: Worksheet, columns: Sequence[Column]) -> tuple[str, list[tuple[int, dict[str, Cell]]], list[Problem]]:
    place = f"{path.name}, {sheet.title}"
    first = next(sheet.iter_rows(min_row=1, max_row=1), ())
    headings = [str(cell.value or "").strip() for cell in first]
    problems = wrong_headings(place, headings, columns)
    found = []
    for row in sheet.iter_rows(min_row=2):
        cells: dict[str, Cell] = {}
        for heading, cell in zip(headings, row, strict=False):
            try:
                if heading:
                    cells[heading] = _value(cell)
            except CellError as error:
                problems.append(Problem(place, str(cell.row), heading, error.what, error.do))
                cells[heading] = "?"
        if any(value not in (None, "") for value in cells.values()):
            found.append((row[0].row, cells))
    return place, found, problems


def _value(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        raise CellError("it holds a formula", "Type the words themselves; put an apostrophe in front where they begin with '='.")
    if cell.data_type == "e":
        raise CellError(f"it holds the error {value}", "Type the words themselves.")
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if isinstance(value, str) else text


def _examples(path: Path, sheet: Worksheet, ids: set[str]) -> tuple[dict[str, list[str]], list[Problem]]:
    place, rows, problems = _rows(path, sheet, (ID, EXAMPLE))
    examples: dict[str, list[str]] = defaultdict(list)
    nowhere: dict[str, list[int]] = defaultdict(list)
    unread = {each.row for each in problems}
    for number, cells in rows:
        if str(number) in unread:
            continue  # what else is wrong with the row may come of that
        try:
            name, example = as_line(cells.get(ID.heading)), as_line(cells.get(EXAMPLE.heading))
        except CellError as error:
            problems.append(Problem(place, str(number), EXAMPLE.heading, error.what, error.do))
            continue
        if name not in ids:
            nowhere[name].append(number)
        elif example:
            examples[name].append(example)
    for name, numbers in nowhere.items():
        what = f"'{name}' is the ID of no row of '{ANSWERS}' or '{TOPICS}'" if name else "there is an example without an ID"
        what += f", and so in {len(numbers) - 1} further rows" if len(numbers) > 1 else ""
        problems.append(Problem(place, str(numbers[0]), ID.heading, what, "Put the row with that ID back, or correct the ID."))
    return examples, problems
