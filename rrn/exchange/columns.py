"""The columns of the sheets: their headings in plain words, what they hold, and how a cell is written and read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rrn.items import Item, digest
from rrn.problems import Problem
from rrn.sentences import marked, unmarked

#: What stands in a cell.
Cell = str | dt.date | None
#: Longest text that a cell of a spreadsheet holds, in characters.
MAX_CELL = 32_767

_QUOTE = re.compile(r"(?:^|\n)\[(\d+)\] ?")
_BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


class CellError(ValueError):
    """A cell cannot be read; ``what`` is wrong with it, and ``do`` about it."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what = what
        self.do = do


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        heading: What stands on top of it.
        explained: What it holds, for the sheet that explains.
        write: Returns the cell of an item or an entry.
        read: Returns the fields that a cell gives; None for a column that is only shown.
        width: Its width in characters.
        wanted: Whether the column must be there.
    """

    heading: str
    explained: str
    write: Callable[[Any], Cell]
    read: Callable[[Cell], dict[str, Any]] | None = None
    width: int = 20
    wanted: bool = True


def _text(name: str) -> Callable[[Cell], dict[str, Any]]:
    return lambda cell: {name: as_text(cell)}


def as_text(cell: Cell) -> str:
    """Returns a cell as text, without spaces around it and with plain line ends.

    Raises:
        CellError: It holds a day.
    """
    if isinstance(cell, dt.date):
        raise CellError(f"it holds the day {cell.isoformat()}, and words are expected", "Type it with an apostrophe in front: '1/4/2021")
    text = (cell or "").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def as_line(cell: Cell) -> str:
    """Returns a cell as a line of text; what looks like a space becomes one."""
    return " ".join(as_text(cell).split())


def _line(name: str) -> Callable[[Cell], dict[str, Any]]:
    return lambda cell: {name: as_line(cell)}


def as_day(cell: Cell) -> dt.date | None:
    """Returns the day of a cell, None where it is empty.

    Raises:
        CellError: It holds something else.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = as_line(cell)
    if not text:
        return None
    british = _BRITISH.fullmatch(text)
    try:
        if british:
            return dt.date(int(british[3]), int(british[2]), int(british[1]))
        return dt.date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return dt.datetime.strptime(text, "%d %B %Y").date()
    except ValueError as error:
        raise CellError(f"'{text}' is no day", "Write a day like 2026-11-22 or 22 November 2026.") from error


def _day(name: str) -> Callable[[Cell], dict[str, Any]]:
    return lambda cell: {name: as_day(cell)}


def _answer(cell: Cell) -> dict[str, Any]:
    text, marks = unmarked(as_text(cell))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    if all(mark is None for mark in marks):
        return {"text": text, "supported_by": ()}
    if None in marks:
        raise CellError(
            f"sentence {marks.index(None) + 1} of {len(marks)} has no mark",
            "Put the number of its quote after each sentence, like [1], or [no fact] where it states no fact of the page.",
        )
    return {"text": text, "supported_by": tuple(marks)}


def as_quote(cell: Cell) -> str:
    """Returns words of the page as they stand in a cell, without the spaces around them."""
    return (cell if isinstance(cell, str) else as_text(cell)).replace("\r\n", "\n").replace("\r", "\n").strip("\n ")


def as_place(cell: Cell, do: str) -> int | None:
    """Returns a place in an order; None where the cell is empty.

    Raises:
        CellError: It is no place; ``do`` says what to write.
    """
    text = as_line(cell)
    if text and not text.isdigit():
        raise CellError(f"'{text}' is no place", do)
    return int(text) if text else None


def fields_of(columns: Iterable[Column], cells: Mapping[str, Cell], place: tuple[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Returns the fields of a row, with everything in it that cannot be read; ``place`` is its file and number."""
    fields: dict[str, Any] = {}
    problems = []
    for column in columns:
        if column.read is None or column.heading not in cells:
            continue
        try:
            fields |= column.read(cells[column.heading])
        except CellError as error:
            problems.append(Problem(*place, column.heading, error.what, error.do))
    return fields, problems


def _quotes(cell: Cell) -> dict[str, Any]:
    text = as_quote(cell)
    if not text:
        return {"quotes": ()}
    pieces = _QUOTE.split(text)
    if pieces[0].strip():
        raise CellError("it does not begin with a number", "Begin each quote on a new line with its number, like [1].")
    numbers, quotes = pieces[1::2], pieces[2::2]
    if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
        raise CellError(f"the quotes are numbered {', '.join(numbers)}", "Number them 1, 2, 3 and so on, in order.")
    return {"quotes": tuple(quote.strip("\n ") for quote in quotes)}


def _related(cell: Cell) -> dict[str, Any]:
    return {"related": tuple(re.findall(r"[^\s,;]+", as_text(cell)))}


def _offered(cell: Cell) -> dict[str, Any]:
    return {"offered": as_place(cell, "Write a whole number, 0 for not at all, or leave it empty.")}


def _state(item: Item) -> Cell:
    if item.withdrawn_on:
        return f"Withdrawn by {item.withdrawn_by}, {item.withdrawn_on}"
    return f"Reviewed by {item.reviewer}, {item.reviewed_on}" if item.reviewed_text else "Draft"


ID = Column("ID", "A short name in small letters, like course_length. It never changes.", lambda item: item.id, _line("id"), 24)
CODE = Column(
    "Leave as it is",
    "Says from which version the row was made, so that nobody's change is overwritten. Empty for a new row.",
    digest,
    _line("code"),
    16,
)
STATE = Column("State", "Only shown: who reviewed it and when.", _state, None, 24, wanted=False)

ANSWER_COLUMNS = (
    ID,
    Column("Question", "The question in plain words. It is shown on buttons.", lambda item: item.title, _line("title"), 36),
    Column(
        "Answer",
        "What the assistant says. After each sentence, the number of the quote it rests on, like [1] or [1, 3]; [no fact] after a "
        "sentence that states nothing from the page.",
        lambda item: marked(item.text, item.supported_by),
        _answer,
        80,
    ),
    Column(
        "Quotes",
        "The words of the page, to the letter, each on a new line after its number: [1] ...",
        lambda item: "\n".join(f"[{number}] {quote}" for number, quote in enumerate(item.quotes, start=1)),
        _quotes,
        80,
    ),
    Column("Asked next", "IDs of answers that people ask for next, with commas.", lambda item: ", ".join(item.related), _related, 28),
    Column("Source", "Which document the quotes stand in.", lambda item: item.source, _line("source"), 12),
    Column(
        "Source version",
        "The day of the version of the document that the quotes were taken from.",
        lambda item: item.version,
        _day("version"),
        14,
        wanted=False,
    ),
    Column("As of", "The day on which the page said so.", lambda item: item.as_of, _day("as_of"), 14),
    Column("Holds from", "Only where the page names the day.", lambda item: item.valid_from, _day("valid_from"), 14, wanted=False),
    Column("Holds to", "Only where the page names the day.", lambda item: item.valid_to, _day("valid_to"), 14, wanted=False),
    Column("Review by", "The day by which somebody must look at it again.", lambda item: item.review_by, _day("review_by"), 14),
    Column(
        "Place among what is offered",
        "What can be asked is offered in the order of these numbers. Empty: at the end. 0: it is not offered.",
        lambda item: "" if item.offered is None else str(item.offered),
        _offered,
        12,
        wanted=False,
    ),
    STATE,
    CODE,
)
TOPIC_COLUMNS = (
    ID,
    Column(
        "What is said", "Names what was asked about and says that the page does not cover it.", lambda item: item.text, _text("text"), 80
    ),
    Column("Who can usually tell", "Empty where only the office is named.", lambda item: item.ask, _line("ask"), 36),
    STATE,
    CODE,
)
