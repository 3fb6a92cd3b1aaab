"""The traps of spreadsheets, each with a real file."""

from __future__ import annotations

import datetime as dt

import pytest
from openpyxl import Workbook

from rrn.register import ImportRefusedError
from rrn.register.rows import COLUMNS, read_providers
from rrn.register.sheet import guarded, read_sheet

HEAD = ",".join(COLUMNS)
ROW = "Test Älpha Ltd,,certified,2024-01-01,,2026-01-01,2099-01-01,letter (test data),"


def problems(path):
    with pytest.raises(ImportRefusedError) as refused:
        read_providers(path)
    return [(each.row, each.field, each.what) for each in refused.value.problems]


def written(tmp_path, content):
    path = tmp_path / "providers.csv"
    path.write_bytes(content)
    return path


@pytest.fixture
def book(tmp_path):
    """Writes an xlsx file from rows of cells."""

    def write(*rows, prepare=None):
        workbook = Workbook()
        sheet = workbook.active
        for cells in rows:
            sheet.append(cells)
        if prepare:
            prepare(workbook, sheet)
        workbook.save(tmp_path / "providers.xlsx")
        return tmp_path / "providers.xlsx"

    return write


DAYS = (dt.datetime(2024, 1, 1), None, dt.datetime(2026, 1, 1), dt.datetime(2099, 1, 1))
CELLS = ("Test Älpha Ltd", None, "certified", *DAYS, "letter (test data)", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_alphabets_that_spreadsheets_write(tmp_path, encoding, end):
    (record,) = read_providers(written(tmp_path, end.join([HEAD, ROW, ""]).encode(encoding)))
    assert record.name == "Test Älpha Ltd"


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_marks_than_the_comma(tmp_path, mark):
    (record,) = read_providers(written(tmp_path, f"{HEAD}\n{ROW}\n".replace(",", mark).encode()))
    assert record.statuses[0].valid_from == dt.date(2024, 1, 1)


def test_excels_own_first_line(tmp_path):
    (record,) = read_providers(written(tmp_path, f"sep=;\r\n{HEAD}\r\n{ROW}\r\n".replace(",", ";").encode()))
    assert (record.name, record.row) == ("Test Älpha Ltd", 3)


@pytest.mark.parametrize(
    ("day", "read"),
    [("2024-02-03", dt.date(2024, 2, 3)), ("03/02/2024", dt.date(2024, 2, 3)), ("3.2.2024", dt.date(2024, 2, 3))],
)
def test_days_as_text(tmp_path, day, read):
    (record,) = read_providers(written(tmp_path, f"{HEAD}\n{ROW}".replace("2024-01-01", day).encode()))
    assert record.statuses[0].valid_from == read


@pytest.mark.parametrize("day", ["02/13/2024", "3/2/24", "February 2024", "45000", "2024-02-30", "2024-2-3x"])
def test_days_that_cannot_be_read(tmp_path, day):
    ((number, field, what),) = problems(written(tmp_path, f"{HEAD}\n{ROW}".replace("2024-01-01", day).encode()))
    assert (number, field) == (2, "from")
    assert "2026-11-22" in what
    assert ("format of a date" in what) == (day == "45000")


def test_real_days_of_excel(book):
    (record,) = read_providers(book(COLUMNS, CELLS))
    assert record.statuses[0].valid_from == dt.date(2024, 1, 1)
    assert record.statuses[0].valid_to is None


def test_blank_rows_are_passed_over_and_counted(book, tmp_path):
    (record,) = read_providers(book([None], COLUMNS, [None, "", " "], CELLS))
    assert record.row == 4
    (record,) = read_providers(written(tmp_path, f"\n{HEAD}\n,,,,,,,,\n\n{ROW}".encode()))
    assert record.row == 5


def test_a_line_break_in_a_cell_counts_as_one_row(tmp_path):
    content = f'{HEAD}\n"Test\nBeta Ltd",,certified,,,2026-01-01,2099-01-01,letter (test data),\n{ROW}\n'
    assert [(record.name, record.row) for record in read_providers(written(tmp_path, content.encode()))][1] == ("Test Älpha Ltd", 3)


def test_merged_cells_are_refused(book):
    path = book(COLUMNS, CELLS, [None, *CELLS[1:]], prepare=lambda _, sheet: sheet.merge_cells("A2:A3"))
    assert (2, "has merged cells (A2:A3); unmerge them and fill in every row.") in [(row, what) for row, _, what in problems(path)]


def test_formulas_and_errors_are_refused(book):
    path = book(COLUMNS, ["=A1", *CELLS[1:]], ["#N/A", *CELLS[1:]])
    assert [(row, field) for row, field, _ in problems(path) if field == "A"] == [(2, "A"), (3, "A")]


def test_the_sheet_of_providers_is_read_where_there_are_several(book):
    def other_first(workbook, sheet):
        sheet.title = "providers"
        workbook.create_sheet("notes", 0).append(["something else"])

    assert [record.name for record in read_providers(book(COLUMNS, CELLS, prepare=other_first))] == ["Test Älpha Ltd"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no rows"),
        (HEAD.encode(), "no providers"),
        (b"PK\x03\x04 not a workbook", "save it again as .xlsx"),
        (b"\xd0\xcf\x11\xe0 old", "save it as .xlsx"),
        (f'{HEAD}\n"Test Alpha,,certified'.encode(), "quotation mark"),
        (f"{HEAD}\nTest\0Alpha,,,,,,,,".encode(), "CSV UTF-8"),
        (b"\xff\xfeA", "CSV UTF-8"),
        (b"name,state\nTest,certified\n", "The columns are provider"),
        (f"{HEAD},status\n{ROW},certified\n".encode(), "twice"),
        (f"{HEAD.replace('as_of,', '')}\n{ROW}\n".encode(), "missing in the header"),
        (f"{HEAD}\n{ROW},more\n".encode(), "more cells than the header"),
        (f"{HEAD}\n{ROW.replace('Test Älpha', 'x' * 301)}\n".encode(), "has 305 characters; it may have 300"),
        (f"{HEAD}\n{ROW.replace('Test Älpha', 'Test' + chr(0x202E))}\n".encode(), "cannot be seen"),
        (f"{HEAD}\n{ROW.replace('Test Älpha Ltd', '***')}\n".encode(), "a letter or a digit"),
    ],
)
def test_files_that_cannot_be_read_say_what_to_do(tmp_path, content, says):
    assert any(says in what for _, _, what in problems(written(tmp_path, content)))


def test_a_file_that_is_not_there(tmp_path):
    ((row, _, what),) = problems(tmp_path / "none.csv")
    assert (row, "cannot be read" in what) == (0, True)


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    rows = [
        ROW,
        ROW.replace("certified", "approved").replace("Älpha", "Beta"),
        ROW.replace("2026-01-01,2099", "2999-01-01,2999").replace("Älpha", "Gamma"),
        ROW.replace("2024-01-01,", "2024-01-01,2023-01-01").replace("Älpha", "Delta"),
        ROW.replace("2099-01-01", "2020-01-01").replace("Älpha", "Epsilon"),
        ROW.replace("letter (test data)", "").replace("Älpha", "Zeta"),
        ROW,
        ROW.replace("Test Älpha", "TEST ÄLPHA").replace("Ltd", "LTD"),
    ]
    found = problems(written(tmp_path, "\n".join([HEAD, *rows]).encode()))
    assert [(row, field) for row, field, _ in found] == [
        (3, "status"),
        (4, "as_of"),
        (5, "to"),
        (6, "review_by"),
        (7, "source"),
        (8, "from"),
        (9, "provider"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@Home Test", "'=1", "''@x", "＝1"])
def test_what_would_run_as_a_formula_is_guarded_and_read_back(text, tmp_path):
    assert guarded(text).startswith("'")
    path = written(tmp_path, f"{HEAD}\n{ROW.replace('Test Älpha Ltd', guarded(text))}".encode())
    assert read_sheet(path).rows[1][1][0] == text


@pytest.mark.parametrize("text", ["Test", "'Tis Test", "1-2"])
def test_other_texts_stand_as_they_are(text):
    assert guarded(text) == text
