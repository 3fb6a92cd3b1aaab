"""The published content in a workbook, as people change it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import openpyxl
import pytest

from rrn.content import MIN_EXAMPLES
from rrn.drafts import Drafts
from rrn.exchange.files import export, import_file
from rrn.items import read_items, written
from rrn.paths import DATA
from rrn.problems import ProblemsError
from rrn.sources import load_sources
from rrn.tables import read_tables

#: The published content with fewer examples, since a workbook of all of them takes seconds to open.
PUBLISHED = {name: replace(item, examples=item.examples[:MIN_EXAMPLES]) for name, item in read_items(DATA).items()}
TABLES = read_tables(DATA)
SOURCES = load_sources(DATA / "sources")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    for item in PUBLISHED.values():
        (folder / item.file).write_text(written(item), encoding="utf-8")
    return folder


@pytest.fixture
def drafts(tmp_path, published):
    shutil.copytree(published, tmp_path / "data")
    return Drafts(tmp_path / "drafts", tmp_path / "data")


@pytest.fixture
def book(drafts, tmp_path):
    path = tmp_path / "content.xlsx"
    export(drafts, path)
    return path


def column(sheet, heading):
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def cell(sheet, name, heading):
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == name)
    return row[column(sheet, heading) - 1]


def changed(path, change):
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)


def problems_of(drafts, path, held_out=()):
    with pytest.raises(ProblemsError) as error:
        import_file(drafts, path, held_out)
    return error.value.problems


def row_of(sheet, number):
    return {cell.value: sheet.cell(number, cell.column) for cell in sheet[1]}
