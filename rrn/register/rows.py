"""The rows of a file of providers: one status of one provider a row, checked before anything is written."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rrn.clock import today
from rrn.register.history import STATUSES, StatusEntry, overlap
from rrn.register.known_from import KnownFrom
from rrn.register.names import MAX_NAME, exact_form
from rrn.register.problems import ImportRefusedError, Problem
from rrn.register.sheet import Cell, Sheet, read_sheet
from rrn.reply import british_date

COLUMNS = ("provider", "aliases", "status", "from", "to", "as_of", "review_by", "source", "quote")
NEEDED = ("provider", "status", "as_of", "review_by", "source")
#: What stands between the aliases in a cell.
ALIAS_MARK = "|"
#: Control characters, and those that make a text look like another.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: Longest text of a column, in characters.
LONGEST = {"provider": MAX_NAME, "source": 100, "quote": 1000}


@dataclass
class ProviderRecord:
    """What a file says of one provider.

    Attributes:
        name: The provider's name.
        row: First row that names it.
        aliases: Other names it goes by.
        entries: Its statuses, with their rows.
    """

    name: str
    row: int
    aliases: dict[str, None] = field(default_factory=dict)
    entries: list[tuple[int, StatusEntry]] = field(default_factory=list)

    @property
    def statuses(self) -> list[StatusEntry]:
        """Its statuses."""
        return [entry for _, entry in self.entries]


def read_providers(path: Path) -> list[ProviderRecord]:
    """Returns what a CSV or xlsx file says of each provider, in the order of the file.

    Raises:
        ImportRefusedError: The file cannot be read or is not sound; it carries every problem.
    """
    return _Reader(read_sheet(path)).records()


class _Reader:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._problems = list(sheet.problems)
        self._found: dict[str, ProviderRecord] = {}
        self._today = today()
        self._known_from = KnownFrom()

    def _problem(self, row: int, name: str, what: str) -> None:
        self._problems.append(Problem(self._sheet.file, row, name, what))

    def records(self) -> list[ProviderRecord]:
        if not self._sheet.rows:
            self._problem(0, "", f"has no rows. The first row names the columns: {', '.join(COLUMNS)}.")
            raise ImportRefusedError(self._problems)
        (head_row, head), *rows = self._sheet.rows
        columns = self._columns(head_row, head)
        if not columns:
            raise ImportRefusedError(self._problems)
        if not rows:
            self._problem(0, "", "has no providers below its header.")
        for number, cells in rows:
            self._row(number, columns, cells)
        self._check_together()
        if self._problems:
            raise ImportRefusedError(sorted(self._problems, key=lambda each: each.row))
        return list(self._found.values())

    def _columns(self, row: int, head: Sequence[Cell]) -> list[str]:
        names = [re.sub(r"[\s-]+", "_", str(cell).casefold()) for cell in head]
        while names and not names[-1]:
            names.pop()
        unknown = [str(cell) for cell, name in zip(head, names, strict=False) if name not in COLUMNS]
        for cell in unknown:
            what = f"is no column of this file. The columns are {', '.join(COLUMNS)}; the first row must name them."
            self._problem(row, cell or "(no name)", what)
        for name in COLUMNS:
            if names.count(name) > 1:
                self._problem(row, name, "stands twice in the header; keep one of the two.")
            if name in NEEDED and name not in names and not unknown:
                self._problem(row, name, "is missing in the header; add the column.")
        return names if not self._problems or (names.count("provider") == 1 and not unknown) else []

    def _row(self, number: int, columns: Sequence[str], cells: Sequence[Cell]) -> None:
        if len(cells) > len(columns) and any(cell != "" for cell in cells[len(columns) :]):
            self._problem(number, "", "has more cells than the header; put a text that holds commas in quotation marks.")
            return
        before = len(self._problems)
        row = {name: cells[place] if place < len(cells) else "" for place, name in enumerate(columns)}
        name = self._text(number, row, "provider", "is empty; give the provider's name.")
        aliases = [_plain(alias) for alias in self._cell(number, row, "aliases").split(ALIAS_MARK)]
        for alias in aliases:
            if len(alias) > MAX_NAME:
                self._problem(number, "aliases", f"has a name of {len(alias)} characters; the longest may have {MAX_NAME}.")
        for each in (name, *aliases):
            if each and not any(map(str.isalnum, each)):
                self._problem(number, "provider" if each == name else "aliases", f"is {each!r}; a name needs a letter or a digit.")
        status = re.sub(r"[\s-]+", "_", self._text(number, row, "status", "is empty; give the status.").casefold())
        if status and status not in STATUSES:
            self._problem(number, "status", f"is {row['status']!r}; it must be one of {', '.join(STATUSES)}.")
        days = {column: self._day(number, row, column) for column in ("from", "to", "as_of", "review_by")}
        source = self._text(number, row, "source", "is empty; say where this is known from.")
        quote = self._text(number, row, "quote", "")
        if wrong := self._known_from.problem_of_source(source) if source else "":
            self._problem(number, "source", wrong)
        for each in aliases:
            if _UNSEEN.search(each):
                self._problem(number, "aliases", f"has a character in {each!r} that cannot be seen; type the name anew.")
        bad = {problem.field for problem in self._problems[before:]}
        as_of, review_by = days["as_of"] or self._today, days["review_by"] or self._today
        if not bad & {"as_of", "review_by"}:
            self._check_days(number, days["from"], days["to"], as_of, review_by)
            if wrong := self._known_from.problem_of_quote(source, quote, as_of):
                self._problem(number, "quote", wrong)
        if bad & {"provider", "aliases", "status", "from", "to"}:
            return  # the rest of a row with a problem is still compared with other rows, so that all problems are told at once
        entry = StatusEntry(status, days["from"], days["to"], as_of, review_by, source, quote)
        record = self._found.setdefault(name, ProviderRecord(name, number))
        record.aliases.update({alias: None for alias in aliases if alias and alias != name})
        record.entries.append((number, entry))

    def _cell(self, number: int, row: dict[str, Cell], name: str) -> str:
        value = row.get(name, "")
        if not isinstance(value, str):
            self._problem(number, name, f"is a day ({british_date(value)}) where a text is expected.")
            return ""
        return value

    def _text(self, number: int, row: dict[str, Cell], name: str, if_empty: str) -> str:
        cell = self._cell(number, row, name)
        text = cell if name == "quote" else _plain(cell)  # a quote is kept to the letter
        if _UNSEEN.search(text):
            self._problem(number, name, "has a character that cannot be seen (a control or a change of direction); type the text anew.")
        if not text and if_empty:
            self._problem(number, name, if_empty)
        if len(text) > LONGEST.get(name, 100):
            self._problem(number, name, f"has {len(text)} characters; it may have {LONGEST.get(name, 100)}. Shorten it.")
        return text

    def _day(self, number: int, row: dict[str, Cell], name: str) -> dt.date | None:
        value = row.get(name, "")
        if isinstance(value, dt.date):
            return value
        if not value:
            if name in NEEDED:
                meaning = {"as_of": "when this was known to be so", "review_by": "when to look again"}[name]
                self._problem(number, name, f"is empty; give the day, {meaning}, as 2026-11-22.")
            return None
        day = _day_of(value)
        if day is None:
            hint = " It looks like Excel's number of a day: give the column the format of a date." if value.isdigit() else ""
            self._problem(number, name, f"is {value!r}; write a day as 2026-11-22 or 22/11/2026, the day before the month.{hint}")
        return day

    def _check_days(self, number: int, first: dt.date | None, last: dt.date | None, as_of: dt.date, review_by: dt.date) -> None:
        if first and last and first > last:
            self._problem(number, "to", f"is {british_date(last)}, before 'from', {british_date(first)}; put the later day last.")
        if as_of > self._today:
            self._problem(number, "as_of", f"is {british_date(as_of)}, which is to come; give the day on which this was known to be so.")
        if review_by < as_of:
            self._problem(number, "review_by", f"is {british_date(review_by)}, before 'as_of', {british_date(as_of)}; give a later day.")

    def _check_together(self) -> None:
        spelt: dict[str, list[ProviderRecord]] = defaultdict(list)
        for record in self._found.values():
            spelt[exact_form(record.name)].append(record)
            clash = overlap(record.statuses)
            if clash:
                row = next(number for number, entry in record.entries if entry is clash[1])
                earlier = next(number for number, entry in record.entries if entry is clash[0])
                self._problem(row, "from", overlap_text(record.name, clash, f"that of row {earlier}"))
        for first, *others in spelt.values():
            for other in others:
                what = (
                    f"is {other.name!r}, which differs from {first.name!r} of row {first.row} only in capitals or spaces; use one of them."
                )
                self._problem(other.row, "provider", what)


def problem_of_name(name: str) -> str:
    """Returns what is wrong with a provider's name that was typed; empty where nothing is."""
    if not any(map(str.isalnum, name)):
        return f"is {name!r}; a name needs a letter or a digit."
    if len(name) > MAX_NAME:
        return f"has {len(name)} characters; it may have {MAX_NAME}."
    return "has a character that cannot be seen; type it anew." if _UNSEEN.search(name) or name != _plain(name) else ""


def overlap_text(name: str, clash: tuple[StatusEntry, StatusEntry], other: str) -> str:
    """Returns what to do about two statuses of a provider that overlap."""
    older, newer = clash
    return (
        f"gives {name!r} the status {newer.status!r} ({_span(newer)}) that overlaps with {other}, {older.status!r} ({_span(older)}). "
        "A day has one status: end the older one with 'to' on the day before the newer one begins, and give the newer one its 'from'."
    )


def _span(entry: StatusEntry) -> str:
    first = british_date(entry.valid_from) if entry.valid_from else "no 'from'"
    return f"{first} to {british_date(entry.valid_to) if entry.valid_to else 'no end'}"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=10_000)
def _day_of(text: str) -> dt.date | None:
    british = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: 00:00(?::00)?)?", text)
    try:
        if british:
            return dt.date(int(british[3]), int(british[2]), int(british[1]))
        return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None
