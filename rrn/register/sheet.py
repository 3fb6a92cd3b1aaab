"""Reads a spreadsheet file (CSV or xlsx) into rows of text and days, past the traps that spreadsheets lay."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rrn.register.problems import ImportRefusedError, Problem

#: A cell as it is read: text without spaces around it, or a day where the spreadsheet says so.
Cell = str | dt.date

#: Largest file that is read, in bytes.
MAX_BYTES = 200 * 1024 * 1024
#: A cell that begins so runs as a formula in a spreadsheet program.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
_MARKS = ",;\t|"


@dataclass(frozen=True)
class Sheet:
    """The rows of a file.

    Attributes:
        file: Name of the file.
        rows: Row numbers as a spreadsheet counts them, and the cells; blank rows are left out. The first one is the header.
        problems: What the file itself is wrong in.
    """

    file: str
    rows: list[tuple[int, list[Cell]]]
    problems: list[Problem]


def read_sheet(path: Path) -> Sheet:
    """Returns the rows of a CSV or xlsx file.

    Raises:
        ImportRefusedError: The file cannot be read at all; the message says what to do.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"cannot be read ({error.strerror}).") from error
    if len(content) > MAX_BYTES:
        raise _refused(path, f"is larger than {MAX_BYTES // 2**20} MB; split it.")
    if content.startswith(b"PK\x03\x04"):
        return _read_xlsx(path, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(path, "is an old Excel file (.xls) or is locked by a password; save it as .xlsx without a password.")
    return _read_csv(path, content)


def _refused(path: Path, what: str, row: int = 0) -> ImportRefusedError:
    return ImportRefusedError([Problem(path.name, row, "", what)])


def _decoded(path: Path, content: bytes) -> str:
    """Returns the text of a CSV file: UTF-8, what Excel calls "Unicode text" (UTF-16), or the alphabet of Windows."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(path, "has letters in an alphabet that is not known; save it as 'CSV UTF-8' and try again.")


def _read_csv(path: Path, content: bytes) -> Sheet:
    text = _decoded(path, content)
    if "\0" in text:
        raise _refused(path, "is no text file; save the sheet as 'CSV UTF-8' or as .xlsx.")
    skipped, mark = 0, ""
    if named := re.match(r"sep=(.)\r?\n", text):  # Excel's own first line
        skipped, mark, text = 1, named[1], text[named.end() :]
    head = next((line for line in text.splitlines() if line.strip()), "")
    mark = mark or max(_MARKS, key=head.count)
    rows: list[tuple[int, list[Cell]]] = []
    number = skipped
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            number += 1
            if any(cell.strip() for cell in cells):
                rows.append((number, [_unguarded(cell) for cell in cells]))
    except csv.Error as error:
        what = f"cannot be read as CSV ({error}); look for a quotation mark that is not closed."
        raise _refused(path, what, number + 1) from error
    return Sheet(path.name, rows, [])


def _read_xlsx(path: Path, content: bytes) -> Sheet:
    from openpyxl import load_workbook  # takes half a second to load, and most look-ups need none of it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book["providers"] if "providers" in book.sheetnames else book.worksheets[0]
        rows, problems = _xlsx_rows(path, sheet)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            merged = re.findall(rb'<mergeCell ref="([A-Z0-9:]+)"', archive.read(sheet._worksheet_path))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        raise _refused(path, f"cannot be read as an Excel file ({error}); save it again as .xlsx.") from error
    for cells in merged:
        first = int(re.search(rb"\d+", cells)[0])  # type: ignore[index]
        problems.append(Problem(path.name, first, "", f"has merged cells ({cells.decode()}); unmerge them and fill in every row."))
    return Sheet(path.name, rows, problems)


def _xlsx_rows(path: Path, sheet: Any) -> tuple[list[tuple[int, list[Cell]]], list[Problem]]:
    rows: list[tuple[int, list[Cell]]] = []
    problems: list[Problem] = []
    sheet.reset_dimensions()  # some programs write a wrong size, and rows would be left out
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        read: list[Cell] = []
        for cell in cells:
            value = cell.value
            if value is not None and cell.data_type in "fe":
                kind = "a formula" if cell.data_type == "f" else f"an error of Excel's ({value})"
                problems.append(Problem(path.name, number, cell.column_letter, f"is {kind}; put the value itself in the cell."))
                value = None
            read.append(_xlsx_cell(value))
        while read and read[-1] == "":
            read.pop()
        if read:
            rows.append((number, read))
    return rows, problems


def _xlsx_cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date):
        return value
    return _unguarded(str(value))


def _unguarded(cell: str) -> str:
    """Returns a cell without the apostrophe that an export puts before what would run as a formula."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def guarded(text: str) -> str:
    """Returns a text as a cell that no spreadsheet program runs as a formula; reading it gives the text back."""
    return f"'{text}" if _FORMULA.match(text) else text
