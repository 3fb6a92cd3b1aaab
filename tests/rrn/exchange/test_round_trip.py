"""The content goes out to a workbook, CSV and JSON and comes back without loss."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rrn.exchange.csv_table import from_csv, guarded, to_csv, unguarded
from rrn.exchange.json_file import from_json, to_json
from rrn.exchange.table_changes import Given, with_entries
from rrn.exchange.workbook import from_workbook, to_workbook
from rrn.items import Item, digest, read_items
from rrn.paths import DATA
from rrn.sentences import sentences
from rrn.sources import load_sources
from rrn.table_entries import code_of, entries_of
from rrn.tables import Table, read_tables

FORMATS = {
    ".xlsx": (to_workbook, from_workbook),
    ".csv": (to_csv, from_csv),
    ".json": (to_json, lambda path, known, _: from_json(path, known)),
}
PUBLISHED = read_items(DATA)
TABLES = read_tables(DATA)
SMALL = {
    "settings": Table(
        "settings",
        """# what is said of settings
settings:
- id: a  # kept
  label: an a
  title: A
  class: asks
  names: [a]
offered: [a]
statements:
  s: {about: all, says: so, source: page, quote: "so", version: 2026-11-22, as_of: 2026-11-22, review_by: 2027-05-22}
decision_table:
  version: 1
  rows:
  - {id: R1, setting: [asks], nhs: ["true"], cqc: [open], outcome: mandatory, force: mandatory, statements: [s]}
""",
    ),
    "texts": Table("texts", "office: 01707 1\nverdict_x: so\nsupported_by:\n  verdict_x: [[s]]\n"),
    "small_talk": Table("small_talk", 'responses:\n  utter_chitchat/hello:\n  - text: "Hello."\nnlu:\n- intent: chitchat/hello\n'),
}
SOURCES = load_sources(DATA / "sources")

#: What people type: letters of many scripts, quotation marks, beginnings of formulas, separators, things that look like escapes.
PIECES = [
    "=1+1",
    "+44",
    "-",
    "@x",
    "'",
    "’quoted’",
    "a,b;c",
    '"',
    "\u00e9",
    "日本",
    "1/4/2021",
    "0012",
    "TRUE",
    "_x0041_",
    "#N/A",
    "e\u0301",
    "£5",
    "{",
    "12",
]
LINE = st.lists(st.one_of(st.sampled_from(PIECES), st.text("abcXYZ ?.,", min_size=1, max_size=8)), min_size=1, max_size=5).map(
    lambda pieces: " ".join(" ".join(pieces).split()) or "x"
)
#: A quote keeps its spaces as they are, also such as do not break, and may have several lines.
QUOTE = st.lists(st.sampled_from(["The\u00a0page", "says", "‘so’", "- x", "=y"]), min_size=1, max_size=4).map(" ".join) | st.just(
    "one\ntwo"
)
DAYS = st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1))
NAMES = st.from_regex(r"[a-z][a-z0-9_]{1,12}", fullmatch=True)


@st.composite
def items(draw):
    found = {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)):
        examples = tuple(draw(st.lists(LINE, max_size=4, unique=True)))
        text = "\n".join(draw(st.lists(LINE, min_size=1, max_size=3)))
        if draw(st.booleans()):
            found[name] = Item(kind="topic", id=name, text=text, examples=examples, ask=draw(st.just("") | LINE))
            continue
        ties = tuple(tuple(draw(st.lists(st.integers(1, 12), max_size=2, unique=True))) for _ in sentences(text))
        found[name] = Item(
            kind="answer",
            id=name,
            text=text,
            examples=examples,
            title=draw(LINE),
            source=draw(st.just("rrn-page") | NAMES),
            quotes=tuple(draw(st.lists(QUOTE, max_size=3))),
            supported_by=ties,
            related=tuple(draw(st.lists(NAMES, max_size=2))),
            offered=draw(st.none() | st.integers(0, 200)),
            **{day: draw(DAYS) for day in ("version", "as_of", "valid_from", "valid_to", "review_by")},
        )
    return found


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(given=items())
def test_whatever_goes_out_comes_back(tmp_path, ending, given):
    write, read = FORMATS[ending]
    path = tmp_path / f"content{ending}"
    path.write_bytes(write(given, SMALL))
    found = read(path, {}, {})
    assert found.problems == ()
    assert found.items == given
    assert found.codes == {name: digest(item) for name, item in given.items()}


@pytest.mark.parametrize("ending", FORMATS)
def test_all_the_published_content_comes_back(tmp_path, ending):
    write, read = FORMATS[ending]
    path = tmp_path / f"content{ending}"
    path.write_bytes(write(PUBLISHED, TABLES))
    found = read(path, PUBLISHED, SOURCES)
    assert found.items == PUBLISHED
    assert with_entries(found.given, TABLES, TABLES)[:2] == (TABLES, [])


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'x", "-2", "plain", "\t", "", "@SUM(A1)"])
def test_what_looks_like_a_formula_is_guarded_and_comes_back(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t"))


def test_no_cell_of_a_workbook_is_a_formula():
    given = {"x": Item(kind="topic", id="x", text='=HYPERLINK("http://x","y")', examples=("=1+1", "+1", "@a", "-b"))}
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(given, SMALL)))
    assert {cell.data_type for sheet in book for row in sheet for cell in row if cell.value} == {"s", "d"}


@st.composite
def entries(draw):
    """Changes of the small tables: every field takes what people type."""
    words = st.lists(LINE.filter(lambda line: not set(line) & set(",;:")), max_size=3, unique=True)
    setting = {"id": "a", "label": draw(LINE), "title": draw(LINE), "class": draw(NAMES), "question": draw(st.just("") | LINE)}
    setting |= {"names": draw(words), "offered": draw(st.none() | st.just(1)), "facts": draw(st.dictionaries(NAMES, st.booleans()))}
    setting |= {"which": (which := draw(st.lists(NAMES, max_size=2, unique=True))), "which_titles": {name: draw(LINE) for name in which}}
    statement = {"id": "s", "about": draw(LINE), "says": draw(LINE), "source": draw(NAMES), "quote": draw(QUOTE)}
    statement |= {day: draw(DAYS) for day in ("version", "as_of", "valid_from", "valid_to", "review_by")}
    row = {"id": draw(NAMES), "outcome": draw(NAMES), "force": draw(NAMES), "caveat": draw(st.just("") | NAMES), "ask": draw(NAMES)}
    row |= {name: draw(st.lists(NAMES, max_size=2)) for name in ("setting", "statements", "when_cqc_true", "conditions")}
    row |= {name: draw(st.lists(st.sampled_from(["true", "false", "open"]), max_size=2)) for name in ("nhs", "cqc")}
    text = {"id": "verdict_x", "text": draw(LINE), "rests_on": draw(st.lists(st.lists(NAMES, max_size=2), min_size=1, max_size=2))}
    reply = {"id": "hello", "text": draw(LINE)}
    changed = {"setting": setting, "statement": statement, "row": row, "text": text, "small_talk": reply}
    return [Given(kind, entry, "", ("", "")) for kind, entry in changed.items()]


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(given=entries())
def test_whatever_is_written_into_a_table_comes_back(tmp_path, ending, given):
    write, read = FORMATS[ending]
    tables, _, _ = with_entries(given, SMALL, SMALL)
    wanted = {each.kind: each.entry for each in given}
    assert all(
        next(iter(found.values())) == {**next(iter(found.values())), **wanted[kind]}
        for kind, found in entries_of(tables).items()
        if kind != "text"
    )
    path = tmp_path / f"content{ending}"
    path.write_bytes(write({}, tables))
    found = read(path, {}, {})
    assert found.problems == ()
    again, problems, _ = with_entries(found.given, tables, SMALL)
    assert (again, problems) == (tables, [])
    assert {each.code for each in found.given} >= {code_of(entry) for each in entries_of(tables).values() for entry in each.values()}


def test_what_is_not_changed_stays_to_the_letter():
    given = [Given("setting", {"id": "a", "label": "a new a"}, code_of(entries_of(SMALL)["setting"]["a"]), ("", ""))]
    tables, problems, _ = with_entries(given, SMALL, SMALL)
    assert problems == []
    assert tables["texts"] == SMALL["texts"]
    assert tables["settings"].source == SMALL["settings"].source.replace("label: an a", "label: a new a")
