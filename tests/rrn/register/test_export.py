"""Exports: what was written can be imported again, with nothing lost."""

from __future__ import annotations

import csv

import pytest
from openpyxl import load_workbook

from rrn.register import Register
from rrn.yaml_file import DataError
from tests.rrn.register.conftest import row

ROWS = [
    row(
        "Test Alpha Ltd", "working_towards", aliases="Test A|Alpha, the Test", from_="2020-01-01", to="2020-12-31", quote='words; "quoted"'
    ),
    row("Test Alpha Ltd", "certified", from_="2021-01-01", quote=" words\u00a0with their spaces "),
    row('=HYPERLINK("http://test")', aliases="@Test|+44 Test|'=Test"),
    row("Тест Тренинг"),
    row("北京 Test", "lapsed", to="2022-01-01"),
    row("J Tester t/a Test Hands", "withdrawn"),
    row("'Tis Test"),
]


def content_of(register):
    return [(record.name, list(record.aliases), record.statuses) for record in register._records()]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_nothing_is_lost_on_the_way_out_and_in(empty, tmp_path, write_csv, ending):
    empty.import_file(write_csv(*ROWS), "test")
    path = tmp_path / f"out.{ending}"
    assert empty.export_file(path) == 6
    again = Register(f"sqlite:///{tmp_path / 'again.db'}")
    again.migrate()
    again.import_file(path, "test")
    assert content_of(again) == content_of(empty)
    assert empty.import_file(path, "test").differences == ()


def test_no_cell_runs_as_a_formula(small, tmp_path, write_csv):
    small.import_file(write_csv(*ROWS), "test")
    small.export_file(tmp_path / "out.csv")
    small.export_file(tmp_path / "out.xlsx")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for cells in csv.reader(file) for cell in cells]
    sheet = load_workbook(tmp_path / "out.xlsx").active
    cells += [str(cell.value) for cells in sheet.iter_rows() for cell in cells if cell.value is not None]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "f" not in {cell.data_type for cells in sheet.iter_rows() for cell in cells}


def test_days_are_real_days_in_excel(small, tmp_path, write_csv):
    small.import_file(write_csv(*ROWS), "test")
    small.export_file(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert all(sheet.cell(number, 6).is_date for number in range(2, 9))


def test_another_ending_is_refused(small, tmp_path):
    with pytest.raises(DataError, match=r"\.csv or \.xlsx"):
        small.export_file(tmp_path / "out.ods")


def test_a_folder_that_is_not_there(small, tmp_path):
    with pytest.raises(DataError, match="cannot be written"):
        small.export_file(tmp_path / "none" / "out.csv")
