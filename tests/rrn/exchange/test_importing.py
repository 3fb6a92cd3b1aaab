"""A file that people changed is imported as a whole or not at all, and everything that is wrong with it is told at once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from rrn.content import MIN_EXAMPLES
from rrn.drafts import Drafts
from rrn.exchange.columns import as_day
from rrn.exchange.csv_table import decoded, to_csv
from rrn.exchange.files import WRITERS, export, import_file
from rrn.exchange.json_file import to_json
from rrn.exchange.rows import settled
from rrn.problems import ProblemsError
from rrn.yaml_file import DataError
from tests.rrn.exchange.conftest import PUBLISHED, SOURCES, TABLES, cell, changed, column, problems_of


def test_a_change_in_a_workbook_becomes_a_draft(drafts, book):
    def change(opened):
        opened["Examples"].append(["contact", "by what number is the office reached"])
        cell(opened["Answers"], "contact", "Review by").value = dt.datetime(2027, 1, 31)

    changed(book, change)
    assert import_file(drafts, book) == ["contact"]
    item = drafts.draft("contact").item
    assert item.examples[-1] == "by what number is the office reached"
    assert item.review_by == dt.date(2027, 1, 31)
    assert item.text == PUBLISHED["contact"].text


def test_the_same_file_may_be_imported_again_after_another_correction(drafts, book):
    changed(book, lambda opened: opened["Examples"].append(["contact", "by what number is the office reached"]))
    import_file(drafts, book)
    changed(book, lambda opened: opened["Examples"].append(["contact", "which digits get me the office"]))
    assert import_file(drafts, book) == ["contact"]
    assert len(list((drafts.folder / "replaced").glob("contact.*.yml"))) == 1


def test_somebody_elses_change_is_not_overwritten(drafts, book):
    item = drafts.published()["contact"]
    drafts.save(replace(item, title="By which number is the office reached?"))
    drafts.discard(["contact"])
    (drafts.data / item.file).write_text(
        (drafts.data / item.file).read_text(encoding="utf-8").replace("    - phone number\n", "    - the phone number then\n"),
        encoding="utf-8",
    )
    changed(book, lambda opened: opened["Examples"].append(["contact", "which digits get me the office"]))
    (problem,) = problems_of(Drafts(drafts.folder, drafts.data), book)
    assert "changed since this file was exported" in problem.what


def test_without_its_first_column_a_csv_table_is_refused_for_that_alone(drafts, tmp_path):
    path = tmp_path / "content.csv"
    path.write_bytes(to_csv(PUBLISHED, TABLES).replace(b"Kind,", b"Sort,", 1))
    assert [(each.field, each.what) for each in problems_of(drafts, path)] == [
        ("Kind", "this column is missing"),
        ("Sort", "this column is not known"),
    ]


def test_an_empty_csv_table_is_refused(drafts, tmp_path):
    path = tmp_path / "content.csv"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(DataError, match="is empty"):
        import_file(drafts, path)


def test_every_problem_is_told_and_nothing_is_changed(drafts, book):
    drafts.save(replace(drafts.published()["nhs_only"], title="Only for the NHS?"))
    export(drafts, book)
    before = {path: path.read_bytes() for path in drafts.folder.rglob("*.yml")}

    def change(opened):
        answers, examples = opened["Answers"], opened["Examples"]
        cell(answers, "contact", "Quotes").value = "[1] Office: 01707 654318"
        cell(answers, "cqc_expectation", "Review by").value = "next spring"
        cell(answers, "nhs_mandate", "Answer").value = "It is mandatory."
        cell(answers, "what_is_rrn", "Question").value = "=A1"
        cell(answers, "why_introduced", "Asked next").value = "nowhere"
        examples.append(["no_such_answer", "a question"])
        examples.append(["contact", "how long does certification take"])
        examples.append(["nhs_only", dt.datetime(2021, 4, 1)])
        opened["Not covered"].append(["agency_staff", "Twice."])

    changed(book, change)
    problems = problems_of(drafts, book, {"is it for the nhs alone"})
    told = "\n".join(f"{each.place} {each.row} {each.field}: {each.what}" for each in problems)
    for expected in ("'next spring' is no day", "a formula", "no_such_answer", "2021-04-01", "'agency_staff' stands twice"):
        assert expected in told
    assert all(each.do for each in problems)
    assert {path: path.read_bytes() for path in drafts.folder.rglob("*.yml")} == before


def test_what_is_wrong_with_the_content_itself_is_told_with_its_row(drafts, book):
    def change(opened):
        answers = opened["Answers"]
        cell(answers, "contact", "Quotes").value = "[1] Office: 01707 654318"
        cell(answers, "nhs_mandate", "Answer").value = "It is mandatory from 2022. [1]"
        opened["Examples"].append(["cqc_expectation", PUBLISHED["contact"].examples[0]])
        opened["Examples"].append(["cqc_expectation", "what the cqc wants of us now"])
        answers.append(["new_one", "Is it new?", "It is.", "[1] This is a 12 month process.", "", "rrn-page"])

    changed(book, change)
    told = {(each.row, each.field): each.what for each in problems_of(drafts, book, {"what the cqc wants of us now"})}
    answers = openpyxl.load_workbook(book)["Answers"]
    row = {name: str(cell(answers, name, "ID").row) for name in ("contact", "nhs_mandate", "new_one")}
    assert "does not stand in the page" in told[row["contact"], "contact: Quotes"]
    assert row["nhs_mandate"] in {number for number, field in told if field == "nhs_mandate: Answer"}
    assert f"{MIN_EXAMPLES} are needed" in told[row["new_one"], "new_one: Examples"]
    assert any("also stands at" in what for what in told.values()) or any("questions that the gate asks" in what for what in told.values())


def test_blank_rows_and_moved_columns_do_no_harm(drafts, book):
    def change(opened):
        opened["Examples"].insert_rows(5, 3)
        sheet = opened["Not covered"]
        sheet.move_range(f"B1:B{sheet.max_row}", cols=6)

    changed(book, change)
    assert import_file(drafts, book) == []


def test_a_column_or_a_sheet_left_out_is_told(drafts, book):
    changed(book, lambda opened: opened["Answers"].delete_cols(column(opened["Answers"], "Quotes")))
    assert [each.field for each in problems_of(drafts, book)] == ["Quotes"]
    changed(book, lambda opened: opened.remove(opened["Examples"]))
    assert [each.field for each in problems_of(drafts, book)] == ["Examples"]


@pytest.mark.parametrize(
    ("changed_by_word", "page"),
    [
        ("Restraint Reduction Network Training Standards have been", "Restraint Reduction Network Training Standards\u00a0have been"),
        ("ensure people's human rights", "ensure people’s human rights"),
        ("called ’working towards", "called\u00a0‘working towards"),
        ("nowhere on the page", "nowhere on the page"),
        ("the", "the"),
    ],
)
def test_a_quote_that_a_word_processor_changed_gets_the_pages_own_characters(changed_by_word, page):
    assert settled(changed_by_word, SOURCES["rrn-page"]) == page


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";")])
def test_csv_as_spreadsheet_programs_write_it(drafts, tmp_path, encoding, separator):
    every_row = csv.reader(io.StringIO(to_csv(PUBLISHED, TABLES).decode("utf-8-sig"), newline=""))
    # An old encoding has no sign for everything that people write; a row that does not fit is left out, which changes nothing.
    rows = [row for row in every_row if "?" not in "".join(row).replace("?", "").encode(encoding, "replace").decode(encoding)]
    assert len(rows) > 10
    place = rows[0].index("Review by")
    for row in rows[1:]:
        if row[place]:
            year, month, day = row[place].split("-")
            row[place] = f"{day}/{month}/{year}"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([*rows, [""] * len(rows[0])])
    path = tmp_path / "content.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    assert import_file(drafts, path) == []


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-05-22", (2027, 5, 22)),
        ("22/05/2027", (2027, 5, 22)),
        ("22 May 2027", (2027, 5, 22)),
        (dt.datetime(2027, 5, 22), (2027, 5, 22)),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_in_britain_write_it(written, day):
    assert as_day(written) == (dt.date(*day) if day else None)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("content.ods", b"", "must end in"),
        ("content.xlsx", b"not a workbook", "not an Excel workbook"),
        ("content.json", b"{", "not JSON"),
        ("content.json", b"[]", "rrn-content"),
        ("content.csv", "Kind".encode("utf-16-le") + b"\xd8", "column"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_a_sentence(drafts, tmp_path, name, content, told):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((DataError, ProblemsError), match=told):
        import_file(drafts, path)


def test_json_with_wrong_values_is_told(drafts, tmp_path):
    path = tmp_path / "content.json"
    content = json.loads(to_json(PUBLISHED, TABLES))
    content["items"][0] |= {"as_of": "soon", "examples": "one", "colour": "blue", "supported_by": [["1"]]}
    path.write_text(json.dumps(content), encoding="utf-8")
    assert {each.field for each in problems_of(drafts, path)} == {"as_of", "examples", "colour", "supported_by"}


def test_a_missing_file_is_told(drafts, tmp_path):
    for ending in WRITERS:
        with pytest.raises(DataError, match="cannot be read"):
            import_file(drafts, tmp_path / f"none{ending}")
    with pytest.raises(DataError, match="cannot be read"):
        decoded(tmp_path / "none.csv")


def test_an_export_keeps_the_file_that_was_there(drafts, tmp_path):
    path = tmp_path / "content.csv"
    path.write_text("mine", encoding="utf-8")
    export(drafts, path)
    assert path.with_name("content.csv~").read_text(encoding="utf-8") == "mine"


def test_a_workbook_as_a_real_person_leaves_it(drafts, book):
    """Sorted, with spaces, blank rows, a note on a sheet of its own, columns moved, and words that a word processor has touched."""

    def change(opened):
        opened.create_sheet("My notes").append(["ask the office about this"])
        answers, texts = opened["Answers"], opened["Texts"]
        cell(answers, "contact", "Question").value = "  By which number is the office reached?\u00a0"
        quotes = cell(answers, "why_introduced", "Quotes")
        quotes.value = quotes.value.replace("'", "’").replace("\u00a0", " ")
        cell(answers, "contact", "Review by").value = dt.datetime(2027, 1, 31, 12, 30)
        answers.insert_rows(3, 2)
        answers.move_range(f"D1:D{answers.max_row}", cols=20)
        opened["Examples"].append([" contact ", " by what number   is the office reached "])
        opened["Examples"].append([None, None])
        rows = sorted((tuple(each.value for each in row) for row in texts.iter_rows(min_row=2) if row[0].value), reverse=True)
        for number, values in enumerate(rows, start=2):
            for place, value in enumerate(values, start=1):
                texts.cell(number, place).value = value

    changed(book, change)
    assert import_file(drafts, book) == ["contact"]
    item = drafts.draft("contact").item
    assert (item.title, item.review_by) == ("By which number is the office reached?", dt.date(2027, 1, 31))
    assert item.examples[-1] == "by what number is the office reached"


def test_what_is_wrong_with_the_words_of_one_row_is_told_with_what_cannot_be_read_in_another(drafts, book):
    def change(opened):
        cell(opened["Answers"], "contact", "Quotes").value = "[1] Office: 01707 654318"
        cell(opened["Answers"], "cqc_expectation", "Review by").value = "31/02/2027"
        opened["Examples"].append(["nobody_here", "who is there"])

    changed(book, change)
    said = " ".join(each.what for each in problems_of(drafts, book))
    for what in ("'31/02/2027' is no day", "'nobody_here' is the ID of no row", "quote 1 does not stand in the page"):
        assert what in said


def test_an_id_that_somebody_renamed_is_told_once(drafts, book):
    changed(book, lambda opened: cell(opened["Answers"], "contact", "ID").__setattr__("value", "contact_us"))
    one, other = problems_of(drafts, book)
    assert "'contact' is the ID of no row" in one.what
    assert (other.field, other.what) == ("ID", "the row was made from one with another ID, and there is no 'contact_us'")


def test_a_row_that_is_deleted_while_its_examples_stay_is_told_once(drafts, book):
    def change(opened):
        sheet = opened["Answers"]
        sheet.delete_rows(next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == "contact"))

    changed(book, change)
    (problem,) = problems_of(drafts, book)
    assert f"and so in {len(PUBLISHED['contact'].examples) - 1} further rows" in problem.what


def test_a_row_that_is_deleted_with_its_examples_changes_nothing(drafts, book):
    def change(opened):
        for name in ("Answers", "Examples"):
            for number in range(opened[name].max_row, 1, -1):
                if opened[name].cell(number, 1).value == "contact":
                    opened[name].delete_rows(number)

    changed(book, change)
    assert import_file(drafts, book) == []
