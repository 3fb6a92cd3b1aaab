"""From items to rows and back: what a spreadsheet or a CSV file gives becomes items, or a list of everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rrn.exchange.columns import ANSWER_COLUMNS, TOPIC_COLUMNS, Cell, Column, as_line, fields_of
from rrn.exchange.table_changes import Given
from rrn.items import Item, Kind
from rrn.problems import Problem
from rrn.sources import Source

COLUMNS: dict[Kind, Sequence[Column]] = {"answer": ANSWER_COLUMNS, "topic": TOPIC_COLUMNS}


@dataclass(frozen=True)
class Row:
    """A row as it was read.

    Attributes:
        place: The file, and its sheet.
        number: Its number as a spreadsheet shows it.
        cells: Its cells by heading.
        kind: What it is a row of.
        examples: Its examples, where they stand in the row itself.
    """

    place: str
    number: int
    cells: Mapping[str, Cell]
    kind: Kind
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """What a file gave.

    Attributes:
        items: The items by id.
        codes: For each the code of the version that its row was made from, empty for a new one.
        places: For each the file and sheet, and the row, that it stands in.
        problems: Everything that could not be read; with any, the items are not to be used.
        given: The entries of the tables.
    """

    items: dict[str, Item]
    codes: dict[str, str]
    places: dict[str, tuple[str, str]]
    problems: tuple[Problem, ...] = ()
    given: tuple[Given, ...] = ()


def cells_of(item: Item) -> dict[str, Cell]:
    """Returns the cells of an item's row by heading."""
    return {column.heading: column.write(item) for column in COLUMNS[item.kind]}


def items_of(rows: Iterable[Row], known: Mapping[str, Item], sources: Mapping[str, Source], found: Sequence[Problem] = ()) -> Read:
    """Returns the items of rows.

    Args:
        rows: The rows.
        known: The items there are; what a row has no column for is taken from them.
        sources: The documents by id; a quote with other spaces or quotation marks than the page's gets the page's own.
        found: Problems that were seen already.
    """
    items: dict[str, Item] = {}
    codes: dict[str, str] = {}
    places: dict[str, tuple[str, str]] = {}
    problems = list(found)
    for row in rows:
        fields, wrong = fields_of(COLUMNS[row.kind], row.cells, (row.place, str(row.number)))
        problems += wrong
        name = str(fields.get("id", ""))
        if not name:
            problems.append(Problem(row.place, str(row.number), "ID", "it is empty", "Give the row an ID, or clear the whole row."))
            continue
        if name in items:
            problems.append(Problem(row.place, str(row.number), "ID", f"'{name}' stands twice", "Keep one of the two rows."))
            continue
        codes[name] = str(fields.pop("code", ""))
        places[name] = (row.place, str(row.number))
        if "quotes" in fields and fields.get("source", "") in sources:
            fields["quotes"] = tuple(settled(quote, sources[fields["source"]]) for quote in fields["quotes"])
        base = known.get(name)
        if base is not None and base.kind != row.kind:
            problems.append(Problem(row.place, str(row.number), "ID", f"'{name}' is an id of the other sheet", "Choose another ID."))
            continue
        fields["examples"] = row.examples
        items[name] = replace(base, **fields) if base else Item(**{"kind": row.kind, "text": "", **fields})
    return Read(items, codes, places, tuple(problems))


def wrong_headings(place: str, headings: Sequence[str], columns: Sequence[Column]) -> list[Problem]:
    """Returns what is wrong with the headings of a sheet."""
    known = {column.heading for column in columns}
    problems = [
        Problem(place, "1", column.heading, "this column is missing", "Put it back; 'rrn content export' writes all of them.")
        for column in columns
        if column.wanted and column.heading not in headings
    ]
    for heading in headings:
        if heading and heading not in known:
            problems.append(Problem(place, "1", heading, "this column is not known", "Take it out, or correct its heading."))
        elif heading and headings.count(heading) > 1:
            problems.append(Problem(place, "1", heading, "this column stands twice", "Take one of the two out."))
    return list(dict.fromkeys(problems))


def settled(quote: str, source: Source) -> str:
    """Returns the page's own characters for a quote that differs from it in kinds of spaces, dashes or quotation marks alone.

    A word processor changes such characters by itself, and nobody sees it. Where the quote stands at no place or at several,
    it is returned as it is.
    """
    if not quote or quote in source.text:
        return quote
    text, wanted = _plain(source.text), _plain(quote)
    if text.count(wanted) != 1:
        return quote
    start = text.index(wanted)
    return source.text[start : start + len(wanted)]


def settled_entries(given: Iterable[Given], sources: Mapping[str, Source]) -> tuple[Given, ...]:
    """Returns entries of the tables with the page's own characters in the quotes of statements, as :func:`settled` does it."""
    return tuple(
        replace(each, entry={**each.entry, "quote": settled(each.entry["quote"], sources[each.entry["source"]])})
        if "quote" in each.entry and each.entry.get("source") in sources
        else each
        for each in given
    )


#: One character for one, so that places stay the same.
_PLAIN = str.maketrans(
    {"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"}
)


def _plain(text: str) -> str:
    return text.translate(_PLAIN)


def known_kind(value: Cell) -> Kind | None:
    """Returns the kind that a cell names, or None."""
    names: dict[str, Kind] = {"answer": "answer", "not covered": "topic"}
    return names.get(as_line(value).lower())
