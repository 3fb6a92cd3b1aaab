"""A spreadsheet program cuts long cells: none of ours is so long, and one that was cut is refused."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from rrn.exchange.columns import MAX_CELL
from rrn.exchange.csv_table import EXAMPLES, KIND, MORE, from_csv, to_csv
from rrn.items import read_items
from rrn.paths import DATA
from rrn.sources import load_sources
from rrn.tables import read_tables

SOURCES = load_sources(DATA / "sources")
CONTACT = read_items(DATA)["contact"]
TABLES = read_tables(DATA)
LONG = replace(CONTACT, examples=tuple(f"{'the telephone number, please, since ' * 20}{number}" for number in range(100)))


def rows_of(items):
    return list(csv.DictReader(io.StringIO(to_csv(items, TABLES).decode("utf-8-sig"), newline="")))


def rows_of_item(item):
    return [row for row in rows_of({item.id: item}) if row["ID"] == item.id and row[KIND.heading] in ("answer", MORE)]


def read_back(path, rows, known=None):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return from_csv(path, known or {CONTACT.id: CONTACT}, SOURCES)


def test_no_cell_of_the_published_content_is_cut():
    rows = rows_of(read_items(DATA))
    assert max(len(value) for row in rows for value in row.values()) < MAX_CELL
    assert any(row[KIND.heading] == MORE for row in rows)


@pytest.mark.parametrize("ordered", [list, reversed])
def test_examples_in_further_rows_come_back(tmp_path, ordered):
    rows = rows_of_item(LONG)
    assert [row[KIND.heading] for row in rows] == ["answer", *[MORE] * (len(rows) - 1)]
    assert len(rows) == 3
    read = read_back(tmp_path / "content.csv", list(ordered(rows)))
    assert not read.problems
    assert set(read.items[LONG.id].examples) == set(LONG.examples)


def test_a_cell_that_was_cut_is_a_problem(tmp_path):
    (row,) = rows_of_item(CONTACT)
    read = read_back(tmp_path / "content.csv", [{**row, EXAMPLES.heading: "\n".join(LONG.examples)[:MAX_CELL]}])
    assert [(each.row, each.field) for each in read.problems] == [("2", EXAMPLES.heading)]
    assert "cut off" in read.problems[0].what


def test_examples_of_no_row_are_a_problem(tmp_path):
    rows = rows_of_item(LONG)
    read = read_back(tmp_path / "content.csv", [rows[0], {**rows[1], "ID": "nobody_knows"}])
    assert [(each.row, each.field) for each in read.problems] == [("3", "ID")]
