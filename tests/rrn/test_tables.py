"""The settings, the decision table and the texts: nothing of them is served that was changed and that nobody reviewed."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from rrn.applicability import DecisionTable
from rrn.content import load_content
from rrn.drafts import Drafts
from rrn.exchange.table_changes import Given, with_entries
from rrn.lint_content import Candidate, problems_of
from rrn.paths import DATA
from rrn.pieces import file_text
from rrn.sources import load_documents
from rrn.table_differences import changed_verdicts, table_differences
from rrn.table_entries import code_of, entries_of
from rrn.tables import NOBODY_YET, read_table, read_tables, require_table_reviewed, reviewed
from rrn.yaml_file import DataError

TABLES = read_tables(DATA)
ENTRIES = entries_of(TABLES)


def changed(kind, key, **fields):
    """Returns the tables with one entry changed."""
    given = [Given(kind, {**ENTRIES[kind][key], **fields}, code_of(ENTRIES[kind][key]), ("file", "7"))]
    if kind == "row":
        rows = {number: dict(entry) for number, entry in ENTRIES["row"].items()}
        rows[key] |= fields
        given = [Given("row", entry, code_of(ENTRIES["row"][number]), ("file", number)) for number, entry in rows.items()]
    tables, problems, _ = with_entries(given, TABLES, TABLES)
    assert problems == []
    return tables


def told(tables):
    drafts = Drafts(DATA / "none")
    return [(each.field, each.what) for each in problems_of(Candidate(DATA, drafts.published(), tables, TABLES))]


@pytest.fixture
def data(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("settings.yml", "says: This does not apply", "says: It does not apply"),
        ("settings.yml", "outcome: not_applicable", "outcome: not_stated"),
        ("settings.yml", "- borstal", "- old borstal"),
        ("texts.yml", "**Does not apply.**", "**It does not apply.**"),
        ("texts.yml", "01707 654317", "01707 654318"),
        ("texts.yml", "[[not_schools], [not_schools]]", "[[not_schools], []]"),
        ("nlu/small_talk.yml", "You can come back at any time.", "Come back soon."),
    ],
)
def test_what_was_changed_by_hand_is_not_served_before_somebody_reviewed_it(data, name, before, after):
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")

    def load():
        load_content(data)
        DecisionTable(data / "settings.yml", load_documents(data / "sources"))

    with pytest.raises(DataError, match="changed since"):
        load()
    path.write_text(reviewed(read_table(path), "the tests", dt.date(2027, 1, 4)).source, encoding="utf-8")
    load()
    assert read_table(path).review["reviewer"] == "the tests"


def test_without_a_review_nothing_is_served(data):
    path = data / "texts.yml"
    path.write_text(path.read_text(encoding="utf-8").partition("review:")[0], encoding="utf-8")
    with pytest.raises(DataError, match="nobody reviewed it"):
        require_table_reviewed(read_table(path), path)


def test_what_was_taken_over_is_on_record_as_reviewed_by_nobody():
    stamped = reviewed(TABLES["texts"], "the tests", dt.date(2027, 1, 4))
    taken_over = reviewed(TABLES["texts"], NOBODY_YET, dt.date(2027, 1, 4))
    assert (stamped.has_reviewer, taken_over.has_reviewer) == (True, False)


def test_a_confirmed_statement_needs_no_other_review(data):
    path = data / "settings.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("review_by: 2027-05-22", "review_by: 2028-05-22"), encoding="utf-8")
    require_table_reviewed(read_table(path), path)


def test_a_statement_that_nobody_stands_behind_is_not_served(data):
    path = data / "settings.yml"
    text = path.read_text(encoding="utf-8").replace(
        "    review_by: 2027-05-22\n    reviewer: content owner, Intelligensa\n", "    review_by: 2027-05-22\n", 1
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="nobody stands behind the statement 'nhs_mandate'"):
        require_table_reviewed(read_table(path), path)


def test_the_tables_as_they_stand_have_no_fault():
    assert told(TABLES) == []


@pytest.mark.parametrize(
    ("kind", "key", "fields", "field", "what"),
    [
        ("row", "3", {"nhs": ["false", "open"]}, "22", "falls in no row"),
        ("row", "3", {"nhs": ["true", "false", "open", "unsure"]}, "3", "falls in rows 1 and 3"),
        ("row", "4", {"force": "none"}, "4: force", "'none' does not belong to 'mandatory'"),
        ("row", "4", {"outcome": "compulsory"}, "4: outcome", "is no outcome"),
        ("row", "4", {"statements": []}, "4: statements", "a verdict needs a statement"),
        ("row", "4", {"statements": ["nobody"]}, "4: statements", "is no statement"),
        ("row", "9", {"conditions": ["not_schools"]}, "9: conditions", "verdict_condition_not_schools"),
        ("row", "7", {"ask": ""}, "7: ask", "asks back"),
        ("row", "1", {"cqc": ["maybe"]}, "1: cqc", "'maybe' is not known"),
        ("setting", "school", {"class": "outside"}, "school: class", "is no class"),
        ("setting", "school", {"names": []}, "school: names", "there is none"),
        ("setting", "school", {"names": ["School"]}, "school: names", "not in small letters"),
        ("setting", "school", {"names": ["school", "police"]}, "police: names", "stands at school and police"),
        ("setting", "school", {"title": "Police"}, "police: title", "school has the same"),
        ("setting", "school", {"label": " "}, "school: label", "it is empty"),
        ("setting", "secure_unit", {"which": ["nobody"]}, "secure_unit: which", "ID of no setting"),
        ("statement", "not_schools", {"quote": "Nowhere on the page."}, "not_schools", "Nowhere on the page"),
        ("statement", "not_schools", {"says": "This does not apply since 2021."}, "not_schools: says", "number 2021"),
        ("statement", "not_schools", {"review_by": None}, "not_schools", "review_by"),
        ("statement", "not_schools", {"valid_from": dt.date(2021, 4, 1)}, "not_schools", "none of its quotes names that day"),
        ("small_talk", "thanks", {"text": ""}, "thanks", "it is empty"),
        ("small_talk", "insult", {"text": "Ring us."}, "insult", "its gaps"),
        ("text", "office", {"text": "1707654317"}, "office", "no telephone number"),
        ("text", "ask_setting", {"text": ""}, "ask_setting", "it is empty"),
        ("text", "ask_provider", {"text": "Which one!"}, "ask_provider", "exclamation mark"),
        ("text", "fact_setting", {"text": "{name}"}, "fact_setting", "its gaps"),
        ("text", "fact_setting", {"text": "{label"}, "fact_setting", "a brace"),
        ("text", "verdict_not_applicable", {"text": "**Does not apply.** So it says since 2021."}, "verdict_not_applicable", "number 2021"),
        ("text", "verdict_not_applicable", {"rests_on": [["not_schools"]]}, "verdict_not_applicable: rests on", "1 lines say"),
        ("text", "verdict_not_applicable", {"rests_on": [["x"], []]}, "verdict_not_applicable: rests on", "'x' is no statement"),
    ],
)
def test_everything_that_is_wrong_is_told(kind, key, fields, field, what):
    assert any(where == field and what in said for where, said in told(changed(kind, key, **fields))), told(changed(kind, key, **fields))


def test_a_reply_to_small_talk_is_changed_in_its_line_and_examples_need_no_review(data):
    table = changed("small_talk", "thanks", text="My pleasure.")["small_talk"]
    was, becomes = TABLES["small_talk"].source.splitlines(), table.source.splitlines()
    assert [line for line in becomes if line not in was] == ['  - text: "My pleasure."']
    assert len(was) == len(becomes)
    path = data / table.file
    path.write_text(reviewed(table, "the tests", dt.date(2027, 1, 4)).source.replace("    - howdy\n", ""), encoding="utf-8")
    assert load_content(data).small_talk["thanks"] == "My pleasure."
    (said,) = table_differences(TABLES, {**TABLES, "small_talk": table})
    assert said.startswith("The replies to small talk change:")
    assert "    + My pleasure." in said


def test_a_reply_to_what_nobody_says_is_told():
    given = [Given("small_talk", {"id": "joke", "text": "Ha."}, "", ("file", "7"))]
    tables, _, _ = with_entries(given, TABLES, TABLES)
    assert told(tables) == [("joke", "the assistant has no text of that name")]


def test_the_version_of_the_decision_table_rises_with_its_rows():
    tables = changed("row", "6", statements=["nhs_mandate"])
    assert tables["settings"].content["decision_table"]["version"] == TABLES["settings"].content["decision_table"]["version"] + 1
    assert changed("setting", "school", label="one school")["settings"].content["decision_table"]["version"] == 1


def test_changes_are_told_in_words():
    assert table_differences(TABLES, TABLES) == []
    (said,) = table_differences(TABLES, changed("setting", "school", label="any school", names=["school", "big school"]))
    assert "setting 'school':\n    label: a school becomes any school" in said
    assert "    + big school" in said
    (said,) = table_differences(TABLES, changed("row", "6", statements=["nhs_mandate"]))
    assert "row - R6: asks, silent, unsure; NHS false; CQC false: not_stated (none), statements nhs_mandate; cqc_expectation" in said
    assert "row + R6: asks, silent, unsure; NHS false; CQC false: not_stated (none), statements nhs_mandate" in said
    (said,) = table_differences(TABLES, changed("text", "yes", text="Yes indeed"))
    assert "text 'yes':\n    - Yes\n    + Yes indeed" in said


def test_a_draft_of_a_table_is_reviewed_and_any_later_change_makes_it_a_draft_again(data, tmp_path):
    drafts = Drafts(tmp_path / "drafts", data)
    drafts.save(changed("text", "yes", text="Yes indeed")["texts"])
    assert drafts.working_tables()["texts"].texts["yes"] == "Yes indeed"
    assert drafts.working() == drafts.published()
    draft = drafts.review("texts", "the tests")
    assert draft == drafts.draft("texts")
    assert draft.reviewed
    (data / "texts.yml").write_text(file_text(draft.stamped()), encoding="utf-8")
    assert load_content(data).texts["yes"] == "Yes indeed"
    assert drafts.beside(drafts.folder).draft("texts").reviewed
    path = drafts.folder / "texts.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("Yes indeed", "Indeed"), encoding="utf-8")
    assert drafts.draft("texts").state == "draft, changed since it was reviewed"
    assert Drafts(tmp_path / "drafts", data).outdated() == ["texts"]


def test_the_verdicts_that_become_other_ones_are_told():
    assert changed_verdicts(TABLES["settings"], TABLES["settings"]) == []
    told = changed_verdicts(TABLES["settings"], changed("setting", "police", **{"class": "asks"})["settings"])
    assert "police, NHS open, CQC open: not_stated by R10 (nhs_mandate, cqc_expectation) becomes clarify by R7 (nhs_commissioned)" in told
    assert all(line.startswith("police, ") for line in told)
