"""Writes the register to a file that can be imported again, with nothing lost."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from rrn.register.rows import ALIAS_MARK, COLUMNS, ProviderRecord
from rrn.register.sheet import Cell, guarded
from rrn.yaml_file import DataError

FORMATS = (".csv", ".xlsx")


def write_providers(path: Path, records: Iterable[ProviderRecord]) -> None:
    """Writes providers to a CSV or xlsx file; a file that was there is replaced only by a whole one.

    Raises:
        DataError: The name of the file ends in neither ``.csv`` nor ``.xlsx``, or it cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise DataError(f"{path}: give the file a name that ends in {' or '.join(FORMATS)}.")
    partial = path.with_name(f".{path.name}.partial")
    try:
        (_write_csv if path.suffix.lower() == ".csv" else _write_xlsx)(partial, records)
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise DataError(f"{path}: cannot be written ({error.strerror}).") from error


def _rows(records: Iterable[ProviderRecord]) -> Iterator[list[Cell]]:
    for record in records:
        aliases = ALIAS_MARK.join(record.aliases)
        for entry in record.statuses:
            days: list[Cell] = [day or "" for day in (entry.valid_from, entry.valid_to, entry.as_of, entry.review_by)]
            yield [guarded(record.name), guarded(aliases), entry.status, *days, guarded(entry.source), guarded(entry.quote)]


def _write_csv(path: Path, records: Iterable[ProviderRecord]) -> None:
    # With a byte order mark Excel reads the file as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(records))


def _write_xlsx(path: Path, records: Iterable[ProviderRecord]) -> None:
    from openpyxl import Workbook  # takes half a second to load, and most look-ups need none of it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("providers")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHI", (40, 40, 16, 12, 12, 12, 12, 20, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    head = [WriteOnlyCell(sheet, value=name) for name in COLUMNS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in _rows(records):
        sheet.append(row)
    book.save(path)
