"""``rrn content`` as it is typed: what it says and how it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import openpyxl
import pytest

from commands.model import current_model, ensure_model
from rrn.content import load_content, version_of
from rrn.drafts import Drafts
from rrn.items import read_item, written
from rrn.paths import DATA, ROOT
from rrn.releases import Release, Releases
from rrn.yaml_file import DataError
from tests.commands.conftest import RRN


@pytest.fixture(scope="module")
def person(at_a_terminal, tmp_path_factory):
    return at_a_terminal(tmp_path_factory.mktemp("person"))


def test_a_fresh_clone_has_neither_drafts_nor_releases(person):
    assert "The drafts change nothing" in person.types("rrn content diff")
    assert "Nothing was published yet" in person.types("rrn content releases")
    assert "nothing to go back to" in person.types("rrn rollback --by x", expected=2)
    assert "no reviewed draft" in person.types("rrn content publish --by x", expected=2)


def test_a_reader_that_stops_reading_is_no_error(person):
    line = f"{RRN} content list | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], env=person.environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_new_answer_is_a_draft_that_says_what_it_lacks(person):
    assert "drafts/faq/insurers.yml" in person.types("rrn content new insurers --title 'What do insurers want?'")
    item = read_item(person.drafts / "faq" / "insurers.yml")
    assert (item.title, item.source) == ("What do insurers want?", "rrn-page")
    assert item.as_of
    assert item.review_by
    said = person.types("rrn content lint", expected=1)
    assert "insurers: Quotes" in said
    assert "15 are needed" in said
    assert "This cannot be reviewed yet" in person.types("rrn content review insurers --by x", expected=1)
    assert "There is a 'insurers' already" in person.types("rrn content new insurers", expected=2)
    assert "(new)" in person.types("rrn content list")
    assert "a copy is in" in person.types("rrn content discard insurers")
    assert "Nothing is wrong" in person.types("rrn content lint")


@pytest.mark.parametrize("name", ["../texts", "Insurers", "what insurers want", "é"])
@pytest.mark.parametrize("kind", ["", "--not-covered"])
def test_a_new_answer_needs_a_proper_id_and_nothing_is_written_without_one(at_a_terminal, tmp_path, name, kind):
    person = at_a_terminal(tmp_path)
    assert "is no id. Use small letters" in person.types(f"rrn content new '{name}' {kind}", expected=2)
    assert not person.drafts.exists()


def test_a_wrong_workbook_changes_nothing_and_is_explained(person):
    person.types("rrn content export content.xlsx")
    path = person.folder / "content.xlsx"
    book = openpyxl.load_workbook(path)
    book["Examples"].append(["nobody", "who?"])
    book["Examples"].append(["contact", "=1+1"])
    book.save(path)
    before = path.read_bytes()
    said = person.types("rrn content import content.xlsx", expected=1)
    assert "2 problems" in said
    assert "Nothing was changed. Put these right in content.xlsx and import it again." in said
    assert path.read_bytes() == before
    assert not list(person.drafts.glob("*/*.yml")) or not list(person.drafts.glob("faq/*.yml"))


def test_what_is_not_there_is_said_with_what_to_do(person):
    for command in ("edit nobody", "preview nobody", "review nobody --by x"):
        assert "rrn content list" in person.types(f"rrn content {command}", expected=2)
    assert "must end in .xlsx" in person.types("rrn content export content.doc", expected=2)
    assert "cannot be read" in person.types("rrn content import nowhere.xlsx", expected=2)


@pytest.mark.parametrize(("day", "code", "said"), [("2026-11-24", 0, "Nothing falls due"), ("2027-05-01", 1, "22 May 2027: the answer")])
def test_a_scheduler_learns_what_falls_due_by_the_exit_code(person, day, code, said):
    assert said in person.types("rrn content due --within 30", code, RRN_TODAY=day)


def test_a_scheduler_learns_that_it_could_not_be_found_out(person):
    nobody = "postgresql+psycopg2://nobody@127.0.0.1:1/none"
    assert "rrn: The register" in person.types("rrn content due", 2, RRN_REGISTER_URL=nobody)
    assert "it must be a day like" in person.types("rrn content due", 2, RRN_TODAY="tomorrow")


def test_what_falls_due_is_found_without_the_model():
    loaded = "import sys, commands.due; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in ("rasa", "tensorflow", "spacy", "onnxruntime", "sklearn") if name in modules] == []


def test_what_is_late_is_said(person):
    assert "22 May 2027 (late): the answer 'contact'" in person.types("rrn content due", 1, RRN_TODAY="2027-06-01")


def test_a_file_changed_by_hand_is_not_served_before_somebody_reviewed_it(person):
    path = person.data / "faq" / "contact.yml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("You can ring", "Please ring"), encoding="utf-8")
    with pytest.raises(DataError, match="changed since"):
        load_content(person.data)
    assert "the page: Office: 01707 654317" in person.types("rrn content review contact --by 'the tests'")
    assert load_content(person.data).answers["contact"].text.startswith("Please ring")
    assert "was reviewed by the tests" in person.types("rrn content review contact --by somebody")
    path.write_text(before, encoding="utf-8")


def test_a_withdrawn_answer_is_listed_and_gone_and_no_other_takes_its_place(person):
    """A withdrawal changes nothing that training reads, so the trained model answers at once."""
    said = person.types("rrn content withdraw certification_duration --by 'the office' --reason 'The page changes'")
    assert "is withdrawn by the office. It is gone with the next publishing" in said
    assert re.search(
        r"certification_duration +withdrawn on .* by the office: The page changes \(not published yet\)", person.types("rrn content list")
    )
    draft = person.drafts / "faq" / "certification_duration.yml"
    published = person.data / "faq" / "certification_duration.yml"
    before = published.read_text(encoding="utf-8")
    published.write_text(written(Drafts(person.drafts, person.data).draft("certification_duration").stamped()), encoding="utf-8")
    person.models.mkdir()
    os.link(ensure_model(), person.models / current_model(person.data).name)
    (person.folder / "asked.jsonl").write_text(
        json.dumps({"id": "1", "turns": ["How long does certification take?", "source?", "How do I reach the office?"]})
    )
    first, source, who = json.loads(person.types("rrn ask --jsonl asked.jsonl").splitlines()[0])["replies"]
    assert (first["kind"], first["id"], first["sources"]) == ("not_covered", "withdrawn_certification_duration", [])
    assert "“How long does certification take?” The one that I had was withdrawn on" in first["text"]
    assert "01707 654317" in first["text"]
    assert "12 month" not in first["text"] + source["text"] + who["text"]
    assert who["id"] == "contact"
    published.write_text(before, encoding="utf-8")
    assert "was never gone" in person.types("rrn content restore certification_duration")
    assert not draft.exists()
    assert "is not withdrawn" in person.types("rrn content restore certification_duration", expected=2)


def test_on_a_disk_that_is_full_an_import_changes_nothing_and_says_so(person):
    person.types("rrn content export content.json")
    path = person.folder / "content.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"title": "How do I reach', '"title": "How can I reach'), encoding="utf-8")
    before = {each: each.read_bytes() for each in person.drafts.rglob("*.yml")}
    # The kernel refuses to write more than a kilobyte to a file, as it refuses to write to a full disk.
    said = person.types("prlimit --fsize=1024 rrn content import content.json", expected=2)
    assert "Make room on the disk and try again; nothing that was there is lost." in said
    assert {each: each.read_bytes() for each in person.drafts.rglob("*.yml")} == before
    assert "These are drafts now: contact" in person.types("rrn content import content.json")
    person.types("rrn content discard contact")


@pytest.fixture
def with_releases(at_a_terminal, tmp_path):
    """Somebody whose last release came after one that is as somebody makes it; no other training is needed for either."""

    def made(change):
        person = at_a_terminal(tmp_path)
        releases = Releases(person.state / "releases", person.data, person.models)
        older = tmp_path / "older"
        shutil.copytree(person.data, older)
        change(older)
        for data, action in ((older, "found"), (DATA, "publish")):
            version = version_of(data)
            gate = {"better": 0, "worse": 0, "right": 1, "questions": 1}
            folder, day = releases.folder / version, "2026-11-24T10:00:00+00:00"
            releases.keep(Release(version, folder, day, "the tests", model=current_model().name, gate=gate), data, ensure_model(), {})
            releases.make_current(version, action, "the tests")
        return person

    return made


def without_a_review(folder):
    """Takes the review off the texts, as before those were kept, and gives them another wording."""
    path = folder / "texts.yml"
    text = path.read_text(encoding="utf-8").partition("\nreview:")[0]
    path.write_text(text.replace("I do not know\n", "I cannot say\n", 1) + "\n", encoding="utf-8")


def test_a_release_from_before_reviews_is_gone_back_to_only_where_a_person_says_why(with_releases):
    person = with_releases(without_a_review)
    before = version_of(person.data)
    said = person.types("rrn rollback --by 'the tests' --reason 'The new texts confuse people'", expected=2)
    assert "lacks a review of 'texts'" in said
    assert '--override "the reason"' in said
    assert version_of(person.data) == before
    said = person.types("rrn rollback --by 'the tests' --reason 'The new texts confuse people' --override 'They were served for weeks'")
    assert "lacks a review of 'texts'" in said
    assert "Kept as a draft: 'texts'" in said
    assert load_content(person.data).texts["dont_know"] == "I cannot say"
    assert re.search(r"texts +draft", person.types("rrn content list"))
    person.types("rrn content discard texts")
    assert re.search(r"texts +published, and nobody has reviewed it yet", person.types("rrn content list"))
    shown = person.types("rrn content releases")
    assert "gone back to, the tests: The new texts confuse people" in shown
    assert "though nobody is on record as having reviewed it as it is: They were served for weeks" in shown
    assert "a copy of release" in shown
    assert "is the first one" in person.types("rrn rollback --by 'the tests'", expected=2)
    assert "'texts' is reviewed by the office" in person.types("rrn content review texts --by 'the office'")


def test_content_that_was_changed_since_its_review_is_not_gone_back_to_whatever_a_person_says(with_releases):
    person = with_releases(lambda folder: changed_by_hand(folder / "texts.yml"))
    before = version_of(person.data)
    said = person.types("rrn rollback --by 'the tests' --override 'I am sure'", expected=2)
    assert "cannot be served by this version of the software, so the current one stays" in said
    assert version_of(person.data) == before


def changed_by_hand(path):
    """Changes a text under the review that it bears."""
    path.write_text(path.read_text(encoding="utf-8").replace("I do not know\n", "I cannot say\n", 1), encoding="utf-8")
