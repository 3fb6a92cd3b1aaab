"""What is wrong with a file of providers, row by row, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rrn.yaml_file import DataError


@dataclass(frozen=True)
class Problem:
    """One thing to put right before a file is imported.

    Attributes:
        file: Name of the file.
        row: Row as a spreadsheet counts them, from 1; 0 where the whole file is meant.
        field: The column; empty where the whole row is meant.
        what: What is wrong and what to do.
    """

    file: str
    row: int
    field: str
    what: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row else self.file
        return f"{place}: '{self.field}' {self.what}" if self.field else f"{place}: {self.what}"


class ImportRefusedError(DataError):
    """A file is not imported; nothing of it was.

    Attributes:
        problems: Everything that is wrong with it.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


def table_of(problems: Sequence[Problem]) -> str:
    """Returns the problems as a table: file, row, field, what to do."""
    head = ("file", "row", "field", "what to do")
    rows = [(each.file, str(each.row or ""), each.field, each.what) for each in problems]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(3)]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in [head, *rows])
