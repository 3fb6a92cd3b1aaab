"""Drafts stand apart from what is served, and a review is of exactly what was seen."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace

import pytest

from rrn.content import load_content
from rrn.drafts import Drafts
from rrn.items import digest, require_reviewed, written
from rrn.paths import DATA
from rrn.pieces import read_piece
from rrn.yaml_file import DataError


@pytest.fixture
def drafts(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    return Drafts(tmp_path / "drafts", tmp_path / "data")


@pytest.fixture
def changed(drafts):
    return drafts.save(replace(drafts.published()["contact"], title="By which number is the office reached?")).item


def test_a_draft_changes_nothing_that_is_served(drafts, changed):
    assert load_content(drafts.data).answers["contact"].title != changed.title
    assert drafts.working()["contact"].title == changed.title


def test_a_review_names_who_and_when(drafts, changed, monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2027-01-04")
    reviewed = drafts.review("contact", " content owner ")
    assert reviewed == drafts.draft("contact")
    assert reviewed.reviewed
    assert reviewed.state == "reviewed by content owner on 4 January 2027"
    item = reviewed.stamped()
    assert (item.reviewer, item.reviewed_on) == ("content owner", dt.date(2027, 1, 4))
    require_reviewed(item, item.file)


@pytest.mark.parametrize("change", [{"text": "Ring."}, {"examples": ("one",)}, {"review_by": dt.date(2028, 1, 1)}])
def test_any_later_change_makes_it_a_draft_again(drafts, changed, change):
    drafts.review("contact", "content owner")
    path = drafts.path(changed)
    by_hand = drafts.save(replace(changed, **change))
    assert not by_hand.reviewed
    drafts.review("contact", "content owner")
    path.write_text(path.read_text(encoding="utf-8").replace("examples: |\n", "examples: |\n    - one more\n"), encoding="utf-8")
    assert drafts.draft("contact").state == "draft, changed since it was reviewed"


def test_nobody_is_no_reviewer(drafts, changed):
    with pytest.raises(DataError, match="--by"):
        drafts.review("contact", "  ")


def test_a_draft_that_is_written_over_or_discarded_is_kept(drafts, changed):
    drafts.save(replace(changed, title="Another?"))
    drafts.discard(["contact"])
    kept = sorted((drafts.folder / "replaced").glob("contact.*.yml"))
    assert [changed.title in path.read_text(encoding="utf-8") for path in kept] == [True, False]
    assert drafts.all() == {}


def test_each_draft_is_read_once_however_many_are_saved_together(drafts, monkeypatch):
    items = [replace(item, text=f"{item.text} [sic]") for item in drafts.published().values()]
    drafts.save_all(items)
    read = []
    monkeypatch.setattr("rrn.drafts.read_piece", lambda path: read.append(path.stem) or read_piece(path))
    saved = drafts.save_all(replace(item, text=f"{item.text} [sic]") for item in items)
    assert sorted(read) == sorted(item.id for item in items)
    assert [draft.item.text.count("[sic]") for draft in saved] == [2] * len(items)
    read.clear()
    drafts.discard(item.id for item in items)
    assert sorted(read) == sorted(item.id for item in items)


def test_every_draft_that_was_written_over_is_kept(drafts, changed):
    for number in range(3):
        drafts.save(replace(changed, title=f"Another, {number}?"))
    assert sorted(path.name for path in (drafts.folder / "replaced").iterdir()) == [f"contact.{number}.yml" for number in (1, 2, 3)]


def test_a_draft_whose_published_item_changed_is_outdated(drafts, changed):
    assert drafts.outdated() == []
    path = drafts.data / changed.file
    path.write_text(path.read_text(encoding="utf-8").replace("    - phone number\n", ""), encoding="utf-8")
    assert Drafts(drafts.folder, drafts.data).outdated() == ["contact"]


def test_what_is_not_there_is_told(drafts):
    with pytest.raises(DataError, match="no draft of 'contact'"):
        drafts.draft("contact")


@pytest.mark.parametrize("folder", ["faq", "not_covered"])
def test_a_text_that_nobody_reviewed_is_not_loaded(drafts, folder):
    path = sorted((drafts.data / folder).glob("*.yml"))[0]
    path.write_text(path.read_text(encoding="utf-8").replace("The page", "This page"), encoding="utf-8")
    with pytest.raises(DataError, match=f"{path.name}.*changed since"):
        load_content(drafts.data)


def test_a_withdrawal_counts_as_reviewed_and_keeps_what_was_there(drafts, changed, monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2027-01-04")
    draft = drafts.withdraw("contact", "the office", "The number changes")
    assert draft.reviewed
    item = draft.stamped()
    assert (item.withdrawn_on, item.withdrawn_by, item.withdrawn_why) == (dt.date(2027, 1, 4), "the office", "The number changes")
    assert (item.text, item.title, item.examples) == tuple(
        getattr(drafts.published()["contact"], name) for name in ("text", "title", "examples")
    )
    assert [path.name for path in (drafts.folder / "replaced").iterdir()] == ["contact.1.yml"]
    (drafts.data / item.file).write_text(written(item), encoding="utf-8")
    assert load_content(drafts.data).answers["contact"].withdrawn_on == dt.date(2027, 1, 4)
    served = Drafts(drafts.folder / "empty", drafts.data)
    with pytest.raises(DataError, match="withdrawn on 4 January 2027 already"):
        served.withdraw("contact", "the office", "")
    restored = served.restore("contact")
    assert not restored.reviewed
    assert digest(restored.item) == digest(drafts.published()["contact"])


def test_a_withdrawal_that_was_not_published_is_taken_back_without_a_trace(drafts):
    drafts.withdraw("contact", "the office", "")
    assert drafts.restore("contact") is None
    assert drafts.all() == {}


def test_nobody_can_make_a_withdrawn_answer_served_again_by_hand(drafts):
    item = drafts.withdraw("contact", "the office", "").stamped()
    text = "".join(line for line in written(item).splitlines(keepends=True) if "withdrawn_" not in line)
    (drafts.data / item.file).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="changed since"):
        load_content(drafts.data)


@pytest.mark.parametrize("name", ["handover", "cost", "nobody"])
def test_what_is_no_answer_cannot_be_withdrawn(drafts, name):
    with pytest.raises(DataError, match="no published answer"):
        drafts.withdraw(name, "the office", "")
    with pytest.raises(DataError, match="is not withdrawn"):
        drafts.restore(name)
