"""What is wrong with content that a person gave, all of it at once, and what to do about each thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tabulate import tabulate

#: Widths of the columns of the table, in characters.
_WIDTHS = [26, 6, 16, 44, 44]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        place: The file, and the sheet where it has several.
        row: Number of the row as a spreadsheet shows it, or empty.
        field: Name of the field or column, or empty.
        what: What is wrong.
        do: What to do about it.
    """

    place: str
    row: str
    field: str
    what: str
    do: str


class ProblemsError(ValueError):
    """Content cannot be taken as it is; the message is a table of everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(table(problems))
        self.problems = tuple(problems)


def table(problems: Sequence[Problem]) -> str:
    """Returns the problems as a table for a terminal."""
    rows = [[each.place, each.row, each.field, each.what, each.do] for each in problems]
    count = "1 problem" if len(rows) == 1 else f"{len(rows)} problems"
    headings = ["Where", "Row", "Field", "What is wrong", "What to do"]
    return f"{count}:\n" + tabulate(rows, headings, tablefmt="simple_grid", maxcolwidths=_WIDTHS, disable_numparse=True)
