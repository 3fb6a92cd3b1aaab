"""The content owner's guide, followed step by step as a person would: its commands are run, and its edits are made in the files."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections import Counter

import openpyxl
import pytest
from ruamel.yaml import YAML

from commands.model import current_model
from rrn.content import MIN_EXAMPLES, load_content, version_of
from rrn.paths import DATA, HELD_OUT, ROOT
from rrn.releases import Releases
from rrn.tables import read_table

GUIDE = (ROOT / "docs" / "guides" / "content.md").read_text(encoding="utf-8")
#: Questions of the sample that the gate asks here, a group, and the confidence from which one does not hang in the balance.
SAMPLE, CLEAR = 8, 0.85
OLD, NEW = "The page says that it is a 12 month process.", "It is a 12 month process, the page says."
ASKED = (
    "how many months from application to certificate for a training firm",
    "what is the timescale for getting our trainers through this",
    "roughly how much time should we set aside for the certification stage",
)
INSURERS = (
    *("which insurers want to see a certificate", "does our insurer need proof of this", "insurance and certified training"),
    *("will the insurance company ask for it", "is cover void without certified trainers", "liability cover and restraint training"),
    *("do underwriters look at this", "does certification lower our premium", "insurer asking about RRN, what do I tell them"),
    *(
        "our broker wants to know if training is certified",
        "indemnity insurance for restraint trainers",
        "insurance requirements for training",
    ),
    *("are we insured if staff use restraint", "would an insurer refuse a claim", "policy excess and certified training, any link"),
    "does public liability insurance cover restraint",
)


def asks(person, question):
    return json.loads(person.types(f"rrn ask --json {shlex.quote(question)}").splitlines()[-1])


def releases(person):
    return Releases(person.state / "releases", person.data, person.models)


def sample(results):
    """Returns held-out questions that the published version answers rightly and with confidence, some of each group."""
    count = Counter()
    for result in results:
        sure = all(reply["confidence"] >= CLEAR for reply in result.replies)
        about_time = any("certification_duration" in expected.ids for expected in result.case.expect)
        if result.right and sure and (about_time or count[result.case.group] < SAMPLE):
            count[result.case.group] += not about_time
            yield result.case.id


@pytest.fixture(scope="module")
def person(at_a_terminal, tmp_path_factory, held_out_results):
    somebody = at_a_terminal(tmp_path_factory.mktemp("person"))
    somebody.models.mkdir()
    os.link(current_model(), somebody.models / current_model().name)
    chosen, yaml = set(sample(held_out_results)), YAML(typ="safe", pure=True)
    (somebody.folder / "heldout").mkdir()
    for path in sorted(HELD_OUT.glob("*.yml")):
        kept = [case for case in yaml.load(path.read_text(encoding="utf-8")) if case["id"] in chosen]
        (somebody.folder / "heldout" / path.name).write_text(json.dumps(kept), encoding="utf-8")
    return somebody


def workbook(person, change):
    path = person.folder / "content.xlsx"
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def answer_cell(book, name):
    sheet = book["Answers"]
    place = next(cell.column for cell in sheet[1] if cell.value == "Answer")
    return next(row[place - 1] for row in sheet.iter_rows(min_row=2) if row[0].value == name)


def change_a_wording(person):
    def change(book):
        cell = answer_cell(book, "certification_duration")
        assert OLD in cell.value
        cell.value = cell.value.replace(OLD, NEW)
        for question in ASKED:
            book["Examples"].append(["certification_duration", question])

    workbook(person, change)


def the_old_wording_is_back(person):
    assert version_of(person.data) == version_of(DATA)
    assert {path: path.read_bytes() for path in DATA.rglob("*.*")} == {
        DATA / path.relative_to(person.data): path.read_bytes() for path in person.data.rglob("*.*")
    }
    assert OLD in asks(person, "How long does certification take?")["text"]
    assert [entry.action for entry in releases(person).log()] == ["found", "publish", "rollback"]
    published = releases(person).release(releases(person).log()[1].version)
    assert NEW in load_content(published.data).answers["certification_duration"].text
    assert set(ASKED) <= set(load_content(published.data).examples["faq/certification_duration"])
    assert published.gate["worse"] == 0
    assert (published.by, published.reason) == ("content owner, Intelligensa", "Plainer wording")
    assert "certification_duration   draft" in person.types("rrn content list")
    assert (person.folder / "preview.html").exists()


ASKS = "Tell me, what kind of service do you mean?"


def change_a_text(person):
    person.types("rrn content export texts.xlsx")
    path = person.folder / "texts.xlsx"
    book = openpyxl.load_workbook(path)
    next(row for row in book["Texts"].iter_rows(min_row=2) if row[0].value == "ask_setting")[1].value = ASKS
    book.save(path)


def the_new_text_is_said(person):
    assert asks(person, "does it apply to us")["text"] == ASKS
    release = releases(person).current()
    assert read_table(release.data / "texts.yml").review["reviewer"] == "content owner, Intelligensa"
    assert any("ask_setting" in change for change in release.changes)


def the_old_text_is_said(person):
    assert asks(person, "does it apply to us")["text"].startswith("What kind of service do you mean?")
    assert (person.data / "texts.yml").read_bytes() == (DATA / "texts.yml").read_bytes()
    assert re.search(r"texts +draft ", person.types("rrn content list"))
    person.types("rrn content discard texts")


def it_is_withdrawn(person):
    reply = asks(person, "How long does certification take?")
    assert (reply["kind"], reply["id"]) == ("not_covered", "withdrawn_certification_duration")
    assert re.search(r"certification_duration +withdrawn on .*: The page is being changed", person.types("rrn content list"))


def it_is_given_again(person):
    assert OLD in asks(person, "How long does certification take?")["text"]


def write_the_new_topic(person):
    path = person.folder / "drafts" / "not_covered" / "insurers.yml"
    text = path.read_text(encoding="utf-8").replace("about ...", "about which insurers ask for a certificate.")
    path.write_text(text + "".join(f"    - {question}\n" for question in INSURERS), encoding="utf-8")
    assert len(INSURERS) >= MIN_EXAMPLES


def the_new_topic_is_served(person):
    reply = asks(person, "does our insurance company want to see a certificate for restraint training")
    assert (reply["kind"], reply["id"]) == ("not_covered", "insurers")
    assert "which insurers ask for a certificate" in reply["text"]


def sections(heading):
    """Returns what a section of the guide has one do, in order: commands, edits and checks."""
    body = GUIDE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    for commands, step in re.findall(r"```sh\n(.*?)```|<!-- (?:edit|check): (\w+) -->", body, re.S):
        yield from (globals()[step],) if step else (line.strip() for line in commands.strip().splitlines())


@pytest.mark.parametrize(
    "heading",
    [
        "A wording is to be changed",
        "A text, a setting or the decision table is to be changed",
        "A new question arrives",
        "An answer must not be given any more",
    ],
)
def test_the_guide_can_be_followed(person, heading):
    steps = list(sections(heading))
    assert any(callable(step) for step in steps)
    for step in steps:
        step(person) if callable(step) else person.types(step)


def test_a_change_that_makes_a_question_worse_is_not_published(person):
    """Somebody deletes rows in the workbook by mistake: the answer keeps fifteen odd examples, and questions are lost."""
    person.types("rrn content export content.xlsx")
    kept = ("deadline", "quick", "fast", "speed", "long")

    def change(book):
        sheet = book["Examples"]
        rows = [row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == "certification_duration"]
        odd = [number for number in rows if any(word in str(sheet.cell(number, 2).value) for word in kept)]
        stay = set((odd[::-1] + rows[::-1])[:MIN_EXAMPLES])
        for number in sorted(set(rows) - stay, reverse=True):
            sheet.delete_rows(number)

    workbook(person, change)
    person.types("rrn content import content.xlsx")
    person.types("rrn content review certification_duration --by 'the tests'")
    before, log = version_of(person.data), releases(person).log()
    said = person.types("rrn content publish --by 'the tests'", expected=1)
    assert "For the worse" in said
    assert "Not published: the gate refuses" in said
    assert version_of(person.data) == before
    assert releases(person).log() == log
    assert "reviewed by the tests" in person.types("rrn content list")

    said = person.types("rrn content publish --by 'the tests' --override 'To see what an override leaves behind'")
    assert "Published" in said
    assert releases(person).current().override == "To see what an override leaves behind"
    assert "published against the gate: To see what" in person.types("rrn content releases")
    findings = json.loads((releases(person).current().folder / "gate.json").read_text(encoding="utf-8"))
    assert findings["worse"]
    person.types("rrn rollback --by 'the tests'")
    assert version_of(person.data) == before


def test_what_nobody_reviewed_is_not_published(person):
    said = person.types("rrn content publish --by 'the tests'", expected=2)
    assert "nobody has reviewed" in said
    assert "Nobody has reviewed certification_duration" in person.types("rrn content publish certification_duration --by x", expected=2)
