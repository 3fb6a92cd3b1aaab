"""The sheets of the tables: settings, statements, rows of the decision table, texts, small talk; their columns and how a cell is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rrn.exchange.columns import CODE as ITEM_CODE
from rrn.exchange.columns import Cell, CellError, Column, as_day, as_line, as_place, as_quote, as_text, fields_of
from rrn.exchange.table_changes import Given
from rrn.problems import Problem
from rrn.sentences import NO_FACT
from rrn.table_entries import Entry, code_of, entries_of
from rrn.tables import Table

_YES = {"true": "yes", "false": "no"}


@dataclass(frozen=True)
class Sheet:
    """A sheet of entries of one kind.

    Attributes:
        kind: What its rows are: ``setting``, ``statement``, ``row``, ``text`` or ``small_talk``.
        title: Its name in a workbook.
        named: Its kind in a CSV table.
        columns: Its columns.
    """

    kind: str
    title: str
    named: str
    columns: Sequence[Column]


def _listed(cell: Cell) -> list[str]:
    return [name for name in map(str.strip, re.split(r"[,;\n]+", as_text(cell))) if name]


def _lines(cell: Cell) -> list[str]:
    return [line for line in (as_line(each) for each in as_text(cell).split("\n")) if line]


def _plain(name: str, heading: str, explained: str, width: int = 24) -> Column:
    return Column(heading, explained, lambda entry: entry[name], lambda cell: {name: as_line(cell)}, width)


def _names(name: str, heading: str, explained: str, width: int = 30) -> Column:
    return Column(heading, explained, lambda entry: ", ".join(entry[name]), lambda cell: {name: _listed(cell)}, width)


def _facts(name: str, heading: str) -> Column:
    def write(entry: Entry) -> Cell:
        return ", ".join(_YES.get(value, value) for value in entry[name])

    def read(cell: Cell) -> dict[str, Any]:
        back = {word: value for value, word in _YES.items()}
        return {name: [back.get(each.lower(), each.lower()) for each in _listed(cell)]}

    return Column(heading, "Any of: yes, no, open (not said yet), unsure, and for the NHS funded; with commas.", write, read, 24)


def _day(name: str, heading: str, explained: str, wanted: bool = True) -> Column:
    return Column(heading, explained, lambda entry: entry[name], lambda cell: {name: as_day(cell)}, 14, wanted)


def _known_facts(cell: Cell) -> dict[str, Any]:
    facts = {}
    for line in _lines(cell):
        name, parted, value = line.partition(":")
        if not parted or value.strip().lower() not in ("yes", "no"):
            raise CellError(f"'{line}' is no fact", "Write it like 'nhs_commissioned: yes', one a line.")
        facts[name.strip()] = value.strip().lower() == "yes"
    return {"facts": facts}


def _which(cell: Cell) -> dict[str, Any]:
    pairs = [line.partition(":") for line in _lines(cell)]
    return {
        "which": [name.strip() for name, _, _ in pairs],
        "which_titles": {name.strip(): title.strip() for name, _, title in pairs if title.strip()},
    }


def _which_lines(entry: Entry) -> Cell:
    titles = entry["which_titles"]
    return "\n".join(f"{name}: {titles[name]}" if name in titles else name for name in entry["which"])


def _place(cell: Cell) -> dict[str, Any]:
    return {"offered": as_place(cell, "Write 1 for the first button, 2 for the next, or leave it empty.")}


def _rests_on(cell: Cell) -> dict[str, Any]:
    return {"rests_on": [[] if line.lower() == NO_FACT else _listed(line) for line in _lines(cell)]}


KEY = Column("ID", "A short name in small letters. It never changes.", lambda entry: entry["id"], lambda cell: {"id": as_line(cell)}, 24)
CODE = replace(ITEM_CODE, write=code_of)
SETTING = Sheet(
    "setting",
    "Settings",
    "setting",
    (
        KEY,
        _plain("label", "Label", "How a sentence names it: 'a care home'.", 36),
        _plain("title", "Title", "The words on a button.", 36),
        _plain(
            "class", "Class", "out: the page excludes it. asks: the NHS and CQC facts decide. silent: the page says nothing. which: asks."
        ),
        Column("Names", "What people call it, one a line.", lambda entry: "\n".join(entry["names"]), lambda c: {"names": _lines(c)}, 50),
        Column(
            "Known facts",
            "What the name alone tells, one a line: 'nhs_commissioned: yes'.",
            lambda entry: "\n".join(f"{name}: {'yes' if value else 'no'}" for name, value in entry["facts"].items()),
            _known_facts,
            24,
        ),
        Column(
            "Which", "For the class 'which': the settings to choose from, one a line: 'ID: words on the button'.", _which_lines, _which, 40
        ),
        _plain("question", "Asked back", "For the class 'which': the question.", 40),
        Column(
            "Place among buttons",
            "1 for the first button where no setting was named; empty where it is no button.",
            lambda entry: str(entry["offered"] or ""),
            _place,
            10,
        ),
        CODE,
    ),
)
STATEMENT = Sheet(
    "statement",
    "Statements",
    "statement",
    (
        KEY,
        _plain("about", "About", "Those of whom it speaks.", 36),
        _plain("says", "Says", "What the page says, in plain words.", 60),
        _plain("source", "Source", "Which document the quote stands in.", 12),
        Column("Quote", "The words of the page, to the letter.", lambda e: e["quote"], lambda c: {"quote": as_quote(c)}, 60),
        _day("version", "Source version", "The day of the version of the document that the quote was taken from."),
        _day("as_of", "As of", "The day on which the page said so."),
        _day("valid_from", "Holds from", "Only where the quote names the day.", wanted=False),
        _day("valid_to", "Holds to", "Only where the quote names the day.", wanted=False),
        _day("review_by", "Review by", "The day by which somebody must look at it again."),
        CODE,
    ),
)
ROW = Sheet(
    "row",
    "Decision table",
    "decision",
    (
        replace(KEY, explained="The rule's name, which a verdict carries. Several rows may be of one rule.", width=8),
        _names("setting", "Setting", "Classes of settings, and none (no setting named), unsure (cannot be named); with commas."),
        _facts("nhs", "NHS commissioned"),
        _facts("cqc", "CQC regulated"),
        _plain("outcome", "Outcome", "mandatory, expected, not_applicable, not_stated, conflict or clarify (asks back)."),
        _plain("force", "Force", "mandatory for the outcome mandatory, regulator_expectation for expected, else none."),
        _names("statements", "Rests on", "IDs of the statements that are given."),
        _names("when_cqc_true", "And where CQC regulated", "IDs of further statements where the CQC regulates it."),
        _names("conditions", "Conditions", "IDs of the statements whose condition is spelled out."),
        _plain("caveat", "Caveat", "ID of the statement that is added at the end."),
        _plain("ask", "Asks for", "For clarify: nhs_commissioned, cqc_regulated, setting or which."),
        CODE,
    ),
)
TEXT = Sheet(
    "text",
    "Texts",
    "text",
    (
        KEY,
        Column(
            "Text", "What is said. Words in braces are filled in; leave them.", lambda e: e["text"], lambda c: {"text": as_text(c)}, 100
        ),
        Column(
            "Sentences rest on",
            "For a verdict: one line a sentence with the IDs of the statements that state it, or 'no fact'.",
            lambda entry: "\n".join(", ".join(names) or NO_FACT for names in entry["rests_on"]),
            _rests_on,
            36,
        ),
        CODE,
    ),
)
SMALL_TALK = Sheet(
    "small_talk",
    "Small talk",
    "small talk",
    (
        replace(KEY, explained="What somebody says, such as a greeting; the assistant knows these and no others."),
        replace(TEXT.columns[1], explained="What is said back. Words in braces are filled in; leave them."),
        CODE,
    ),
)
SHEETS = (SETTING, STATEMENT, ROW, TEXT, SMALL_TALK)


def given_of(sheet: Sheet, place: tuple[str, str], cells: Mapping[str, Cell]) -> tuple[Given, list[Problem]]:
    """Returns the entry of a row, with everything in it that cannot be read."""
    fields, problems = fields_of(sheet.columns, cells, place)
    return Given(sheet.kind, fields, str(fields.pop("code", "")), place), problems


def cells_by_sheet(tables: Mapping[str, Table]) -> dict[str, list[dict[str, Cell]]]:
    """Returns the cells of all entries by heading, by the kind of their sheet."""
    entries = entries_of(tables)
    return {
        sheet.kind: [{column.heading: column.write(entry) for column in sheet.columns} for entry in entries[sheet.kind].values()]
        for sheet in SHEETS
    }
