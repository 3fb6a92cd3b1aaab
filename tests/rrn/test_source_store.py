"""Versions are added and confirmed whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

import rrn.source_store as store
from rrn.applicability import DecisionTable
from rrn.content import load_content
from rrn.source_change import resting_on
from rrn.source_store import Confirmation, NewVersion, SourceError, add_version, confirm, read_text
from rrn.sources import load_documents
from rrn.yaml_file import DataError, read_yaml

SECOND = dt.date(2026, 11, 23)
ROLE = "content owner, Intelligensa"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-11-24")


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def second(copied, changed_page):
    return add_version(NewVersion("rrn-page", changed_page, SECOND), copied)


def test_a_version_is_kept_byte_for_byte_with_its_hash_and_day(copied, changed_page, second):
    assert (copied / "sources" / "rrn-page" / "2026-11-23.txt").read_bytes() == changed_page
    assert second.sha256 == hashlib.sha256(changed_page).hexdigest()
    assert second.supplied == SECOND
    listed = read_yaml(copied / "sources" / "rrn-page" / "source.yml")["versions"]
    assert listed[-1] == {"supplied": SECOND, "file": "2026-11-23.txt", "sha256": second.sha256}


def test_a_changed_title_belongs_to_its_version_alone(copied, changed_page):
    added = add_version(NewVersion("rrn-page", changed_page, SECOND, title="Test title", url="https://example.org/test"), copied)
    first = load_documents(copied / "sources")["rrn-page"].versions[0]
    assert (added.title, added.url) == ("Test title", "https://example.org/test")
    assert first.title == "The Restraint Reduction Network (RRN), Intelligensa Limited"


def test_a_new_document_is_added_with_title_and_address(copied):
    add_version(NewVersion("test-page", b"Test text.", SECOND, "Test page", "https://example.org/test"), copied)
    document = load_documents(copied / "sources")["test-page"]
    assert document.newest.text == "Test text."
    assert document.not_covered == SECOND
    assert load_content(copied).documents["test-page"].newest.title == "Test page"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "rrn-pge"}, "There is no source 'rrn-pge'; there is: rrn-page. For a new document give --title and --url"),
        ({"id": "../x", "title": "t", "url": "u"}, "is no id"),
        ({"supplied": dt.date(2026, 11, 22)}, "newest version of rrn-page is of 2026-11-22; 2026-11-22 is not after it"),
        ({"supplied": dt.date(2020, 1, 1)}, "is not after it"),
        ({"supplied": dt.date(2026, 11, 25)}, "is in the future"),
    ],
)
def test_what_may_not_be_added_is_refused_and_changes_nothing(copied, changed_page, change, message):
    before = files(copied)
    values = {"id": "rrn-page", "raw": changed_page, "supplied": SECOND, **change}
    with pytest.raises(SourceError, match=message):
        add_version(NewVersion(**values), copied)
    assert files(copied) == before


def test_the_same_text_again_is_refused(copied):
    raw = (copied / "sources" / "rrn-page" / "2026-11-22.txt").read_bytes()
    with pytest.raises(SourceError, match="there already, byte for byte: it is the version of 2026-11-22"):
        add_version(NewVersion("rrn-page", raw, SECOND), copied)


@pytest.mark.parametrize(
    ("raw", "message"), [(b"one\ntwo \xff", r"not UTF-8 text \(line 2\)"), (b" \n", "holds no text"), (None, "cannot be read")]
)
def test_a_file_that_is_no_text_is_named(tmp_path, raw, message):
    path = tmp_path / "page.txt"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(SourceError, match=message):
        read_text(path)


def test_where_the_entry_cannot_be_written_the_text_is_taken_back(copied, changed_page, monkeypatch):
    before = files(copied)
    write = store.write_whole

    def full_disk(path, content):
        if path.name == "source.yml":
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(store, "write_whole", full_disk)
    with pytest.raises(OSError, match="No space"):
        add_version(NewVersion("rrn-page", changed_page, SECOND), copied)
    assert files(copied) == before


def test_a_list_of_versions_that_cannot_be_added_to_is_refused(copied, changed_page):
    versions = copied / "sources" / "rrn-page" / "source.yml"
    versions.write_text(versions.read_text(encoding="utf-8") + "note: something below\n", encoding="utf-8")
    before = files(copied)
    with pytest.raises(DataError, match="last part of the file"):
        add_version(NewVersion("rrn-page", changed_page, SECOND), copied)
    assert files(copied) == before


def chosen(copied, *names):
    known = load_content(copied)
    table = DecisionTable(copied / "settings.yml", known.documents)
    citations = {f"faq/{name}": answer.citations[0] for name, answer in known.answers.items()}
    citations |= {f"statement/{name}": statement.citation for name, statement in table.statements.items()}
    return [each for each in resting_on(known.documents["rrn-page"], known, table) if each.name in names], citations


def test_confirming_releases_the_hold_and_changes_nothing_else(copied, second):
    before = files(copied)
    resting, citations = chosen(copied, "faq/contact", "statement/not_schools", "not_covered")
    confirm(resting, Confirmation(ROLE, second), citations, copied)
    known = load_content(copied)
    said = known.answers["contact"].citations[0]
    assert (said.version, said.as_of, said.newer_version) == (SECOND, SECOND, None)
    assert said.review_by - dt.date(2026, 11, 24) == dt.date(2027, 5, 22) - dt.date(2026, 11, 22)
    assert known.answers["handover"].citations[0].newer_version == SECOND
    table = DecisionTable(copied / "settings.yml", known.documents)
    assert table.statements["not_schools"].citation.newer_version is None
    assert table.statements["nhs_mandate"].citation.newer_version == SECOND
    assert known.documents["rrn-page"].not_covered == SECOND
    changed = {str(path) for path, raw in files(copied).items() if raw != before[path]}
    assert changed == {"faq/contact.yml", "settings.yml", "sources/rrn-page/source.yml"}
    entry = read_yaml(copied / "faq" / "contact.yml")["faq"]
    assert (entry["reviewer"], entry["reviewed_on"]) == (ROLE, dt.date(2026, 11, 24))


def test_one_answer_whose_quote_is_gone_stops_all(copied, second):
    before = files(copied)
    resting, citations = chosen(copied, "faq/contact", "faq/certification_duration")
    with pytest.raises(SourceError, match=r"certification_duration cannot be confirmed: “This is a 12 month process\.”"):
        confirm(resting, Confirmation(ROLE, second), citations, copied)
    assert files(copied) == before


@pytest.mark.parametrize(
    ("confirmation", "message"), [({"by": " "}, "Say who"), ({"by": ROLE, "review_by": dt.date(2026, 11, 24)}, "must lie ahead")]
)
def test_a_confirmation_needs_a_role_and_a_day_ahead(copied, second, confirmation, message):
    resting, citations = chosen(copied, "faq/contact")
    with pytest.raises(SourceError, match=message):
        confirm(resting, Confirmation(version=second, **confirmation), citations, copied)
