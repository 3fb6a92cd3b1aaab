"""Tables and texts that people changed in a file are imported together, or not at all."""

from __future__ import annotations

import datetime as dt
import json

import openpyxl
import pytest

from rrn.applicability import DecisionTable, Service
from rrn.drafts import Drafts
from rrn.exchange.files import import_file
from rrn.exchange.json_file import to_json
from rrn.pieces import file_text
from rrn.sources import load_documents, load_sources
from rrn.table_differences import table_differences
from rrn.table_entries import entries_of
from rrn.tables import read_table
from rrn.yaml_file import DataError
from tests.rrn.exchange.conftest import PUBLISHED, TABLES, cell, changed, problems_of, row_of


def test_tables_that_people_changed_become_drafts_together(drafts, book):
    def change(opened):
        cell(opened["Texts"], "yes", "Text").value = "  Yes, it is "
        cell(opened["Settings"], "police", "Names").value += "\n Test Constabulary".lower() + " "
        cell(opened["Statements"], "not_schools", "Review by").value = "1 March 2027"

        cell(opened["Small talk"], "thanks", "Text").value = "My pleasure."

    changed(book, change)
    assert import_file(drafts, book) == ["settings", "texts", "small_talk"]
    tables = drafts.working_tables()
    assert tables["small_talk"].replies["thanks"] == "My pleasure."
    assert tables["texts"].texts["yes"] == "Yes, it is"
    assert entries_of(tables)["setting"]["police"]["names"][-1] == "test constabulary"
    assert tables["settings"].content["statements"]["not_schools"]["review_by"] == dt.date(2027, 3, 1)
    assert not any(draft.reviewed for draft in drafts.all().values())
    assert drafts.working() == drafts.published()
    assert import_file(drafts, book) == []


def test_a_decision_table_with_a_gap_is_refused_with_the_case(drafts, book):
    changed(book, lambda opened: opened["Decision table"].delete_rows(4))
    told = problems_of(drafts, book)
    assert "falls in no row" in told[0].what
    assert "as 'school' is, NHS 'false', CQC 'false'" in "".join(each.what for each in told)
    assert {each.place for each in told} == {"content.xlsx, Decision table"}
    assert drafts.all() == {}


def test_a_fact_that_is_left_empty_is_told(drafts, book):
    changed(book, lambda opened: row_of(opened["Decision table"], 2)["NHS commissioned"].__setattr__("value", None))
    assert any("it is empty" in each.what for each in problems_of(drafts, book))
    assert drafts.all() == {}


def test_one_wrong_text_keeps_everything_from_being_imported(drafts, book):
    def change(opened):
        cell(opened["Answers"], "contact", "Question").value = "Which number?"
        cell(opened["Texts"], "verdict_office", "Text").value = "Ring {offise}."
        row_of(opened["Decision table"], 5)["Outcome"].value = "=A1"

    changed(book, change)
    assert {(each.place, each.field) for each in problems_of(drafts, book)} == {("content.xlsx, Decision table", "Outcome")}
    changed(book, lambda opened: row_of(opened["Decision table"], 5)["Outcome"].__setattr__("value", "mandatory"))
    (problem,) = problems_of(drafts, book)
    assert (problem.place, problem.field) == ("content.xlsx, Texts", "verdict_office")
    assert "{office}" in problem.do
    assert drafts.all() == {}


@pytest.mark.parametrize(("kind", "heading", "to"), [("Texts", "Text", "Yes, it is"), ("Decision table", "ID", "R77")])
def test_a_table_that_somebody_else_changed_is_not_written_over(drafts, book, kind, heading, to):
    other = book.with_name("other.xlsx")
    other.write_bytes(book.read_bytes())
    changed(other, lambda opened: row_of(opened["Decision table"], 2)["ID"].__setattr__("value", "R99"))
    changed(other, lambda opened: cell(opened["Texts"], "yes", "Text").__setattr__("value", "Aye"))
    import_file(drafts, other)
    for name in ("settings", "texts"):
        drafts.review(name, "the tests")
        (drafts.data / f"{name}.yml").write_text(file_text(drafts.draft(name).stamped()), encoding="utf-8")
    published = Drafts(drafts.folder.with_name("none"), drafts.data)
    number = next(row[0].row for row in openpyxl.load_workbook(book)[kind].iter_rows(min_row=2) if row[0].value in ("yes", "R1"))
    changed(book, lambda opened: row_of(opened[kind], number)[heading].__setattr__("value", to))
    assert any("was changed since this file was exported" in each.what for each in problems_of(published, book))


def test_a_missing_sheet_an_unknown_text_and_a_number_as_telephone_are_told(drafts, book):
    changed(book, lambda opened: opened["Texts"].append(["a_new_text", "Something"]))
    changed(book, lambda opened: cell(opened["Texts"], "office", "Text").__setattr__("value", 1707654317))
    assert {each.field for each in problems_of(drafts, book)} == {"a_new_text", "office"}
    changed(book, lambda opened: opened.remove(opened["Texts"]))
    assert [each.field for each in problems_of(drafts, book)] == ["Texts"]


def test_json_with_wrong_entries_is_told(drafts, tmp_path):
    path = tmp_path / "content.json"
    content = json.loads(to_json(PUBLISHED, TABLES))
    content["tables"]["setting"][0] |= {"names": "one", "offered": "first", "colour": "blue"}
    content["tables"]["statement"][0] |= {"as_of": "soon"}
    content["tables"]["verses"] = []
    path.write_text(json.dumps(content), encoding="utf-8")
    assert {each.field for each in problems_of(drafts, path)} == {"names", "offered", "colour", "as_of", "verses"}


def new_statement(**cells):
    """Returns the cells of a new row of the sheet 'Statements', by heading."""
    return {
        "ID": "twelve_months",
        "About": "organisations that seek certification",
        "Says": "Certification is a 12 month process.",
        "Source": "rrn-page",
        "Quote": "This is a 12 month process.",
        "Source version": dt.date(2026, 11, 22),
        "As of": dt.date(2026, 11, 22),
        "Review by": dt.date(2027, 5, 22),
        **cells,
    }


def add_statement(book, **cells):
    def change(opened):
        sheet = opened["Statements"]
        given = new_statement(**cells)
        sheet.append([given.get(cell.value) for cell in sheet[1]])

    changed(book, change)


def test_a_new_statement_is_a_draft_that_a_person_reviews_and_is_served_with_their_name(drafts, book):
    add_statement(book)
    changed(book, lambda opened: cell(opened["Decision table"], "R4", "Rests on").__setattr__("value", "nhs_mandate, twelve_months"))
    assert import_file(drafts, book) == ["settings"]
    (said,) = table_differences(drafts.published_tables(), drafts.working_tables())
    assert "statement 'twelve_months' is new:" in said
    assert not drafts.draft("settings").reviewed
    served = drafts.data / "settings.yml"
    before = served.read_text(encoding="utf-8")
    served.write_text(drafts.draft("settings").item.source, encoding="utf-8")
    with pytest.raises(DataError, match="changed since"):
        DecisionTable(served, load_documents(drafts.data / "sources"))
    served.write_text(file_text(drafts.review("settings", "Dr O'Neill: content owner").stamped()), encoding="utf-8")
    table = DecisionTable(served, load_documents(drafts.data / "sources"))
    assert table.statements["twelve_months"].citation.quote == "This is a 12 month process."
    assert [each.id for each in table.decide(Service("hospital", "true")).statements] == ["nhs_mandate", "twelve_months"]
    statements = read_table(served).content["statements"]
    assert {name: each["reviewer"] for name, each in statements.items()} == {
        **dict.fromkeys(("nhs_mandate", "cqc_expectation", "not_schools"), "content owner, Intelligensa"),
        "twelve_months": "Dr O'Neill: content owner",
    }
    kept = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in served.read_text(encoding="utf-8").splitlines() if line.startswith("#")] == kept
    assert "\n\n# The whole decision." in served.read_text(encoding="utf-8")


def test_nobody_stands_behind_a_statement_that_was_changed_before_somebody_reviewed_it(drafts, book):
    changed(book, lambda opened: cell(opened["Statements"], "not_schools", "About").__setattr__("value", "schools"))
    import_file(drafts, book)
    statements = drafts.working_tables()["settings"].content["statements"]
    assert [name for name, each in statements.items() if "reviewer" not in each] == ["not_schools"]
    stamped = drafts.review("settings", "the tests").stamped()
    assert stamped.content["statements"]["not_schools"]["reviewer"] == "the tests"
    assert stamped.content["statements"]["nhs_mandate"]["reviewer"] == "content owner, Intelligensa"


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"ID": "Twelve Months"}, "is no id"),
        ({"Quote": "These words stand nowhere."}, "These words stand nowhere."),
        ({"Source": None}, "'source' is missing"),
        ({"Review by": None}, "'review_by' is missing"),
        ({"ID": "not_schools"}, "stands twice"),
    ],
)
def test_what_is_wrong_with_a_new_statement_is_told_with_its_row(drafts, book, cells, what):
    add_statement(book, **cells)
    told = problems_of(drafts, book)
    assert [(each.place, each.row) for each in told] == [("content.xlsx, Statements", "5")]
    assert what in told[0].what
    assert drafts.all() == {}


def test_a_statement_may_be_quoted_with_ordinary_characters(drafts, book):
    page = load_sources(drafts.data / "sources")["rrn-page"].text
    (sentence,) = [line for line in page.splitlines() if "’" in line][:1]
    add_statement(book, Says="So it says.", Quote=sentence.replace("’", "'").replace("\u00a0", " "))
    import_file(drafts, book)
    assert drafts.working_tables()["settings"].content["statements"]["twelve_months"]["quote"] == sentence
