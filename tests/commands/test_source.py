"""``rrn source``, command by command, by somebody at a terminal; and each change of it as a release."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex

import pytest

from rrn.content import load_content, version_of
from rrn.paths import DATA
from rrn.sources import load_documents

ROLE = "content owner, Intelligensa"
ADD = "add page.txt --id rrn-page --supplied 2026-11-30"


@pytest.fixture
def person(person_with_model):
    return person_with_model


@pytest.fixture
def rrn(person):
    """Runs the command, on a day, and returns what it prints; fails where it ends with another code than expected."""

    def run(line, expected=0, day="2026-12-01"):
        return person.types(f"rrn source {line}", expected, RRN_TODAY=day)

    return run


@pytest.fixture
def content(person):
    return person.data


@pytest.fixture(autouse=True)
def page(tmp_path):
    raw = (DATA / "sources" / "rrn-page" / "2026-11-22.txt").read_bytes()
    path = tmp_path / "page.txt"
    path.write_bytes(raw.replace(b"This is a 12 month process.", b"This is an 18 month process."))
    return path


def test_list_and_check_of_the_content_as_it_stands(rrn):
    out = rrn("list")
    assert "rrn-page: The Restraint Reduction Network (RRN), Intelligensa Limited" in out
    assert "2026-11-22  sha256 5b4bc6f37f2d79df8fd494bc61e04af54192f5dea6f70318d85e8b085af92f90" in out
    assert "held" not in rrn("check")


def test_a_version_with_the_same_day_as_today_is_the_default(rrn, content):
    assert "version of 2026-12-01" in rrn("add page.txt --id rrn-page")
    assert load_documents(content / "sources")["rrn-page"].newest.supplied == dt.date(2026, 12, 1)


def test_adding_shows_what_is_gone_first_with_its_lead_and_what_rests_on_it(rrn):
    out = rrn(ADD)
    assert out.index("IS GONE: “This is a 12 month process.”") < out.index("still stands: ")
    assert "most like it now (93 of 100): “This is an 18 month process.”" in out
    assert "- faq/certification_duration (must change): How long does certification take?" in out
    assert "- faq/contact (can be confirmed): How do I reach the office?" in out
    assert "- statement/not_schools (can be confirmed; rules R1, R2, R3, R13)" in out
    assert "- register/Intelligensa Limited (bring the register up to date): Intelligensa Limited: working_towards" in out
    assert "- not_covered (can be confirmed)" in out


def test_held_until_confirmed(rrn):
    rrn(ADD)
    assert "held: faq/contact, reviewed against 2026-11-22; the newest version is of 2026-11-30" in rrn("check", 1)
    assert rrn(f"confirm contact statement/not_schools --by '{ROLE}'").count(": confirmed against the version of 2026-11-30.") == 2
    out = rrn("check", 1)
    assert ("faq/contact" in out, "statement/not_schools" in out, "held: faq/handover" in out) == (False, False, True)


def test_when_all_is_reviewed_nothing_is_held(rrn, page):
    page.write_bytes(page.read_bytes().replace(b"18 month", b"12 month").replace(b"an 12", b"a 12") + b"\n")
    rrn(ADD)
    names = re.findall(r"held: (.+?),", rrn("check", 1))
    rrn(f"confirm {shlex.join(name for name in names if not name.startswith('register/'))} --by '{ROLE}'")
    assert [line for line in rrn("check", 1).splitlines() if "held: " in line] == [
        "  held: register/Intelligensa Limited, reviewed against 2026-11-22; the newest version is of 2026-11-30"
    ]


def test_show_compares_and_prints_a_text(rrn):
    rrn(ADD)
    assert "IS GONE" in rrn("show rrn-page")
    assert rrn("show rrn-page --text 2026-11-22") == (DATA / "sources" / "rrn-page" / "2026-11-22.txt").read_text(encoding="utf-8")


def test_a_document_on_which_nothing_rests(rrn):
    assert "Nothing rests on it yet." in rrn("add page.txt --id test-page --title 'Test page' --url https://example.org/test")
    rrn("check")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("show rrn-pge", "There is no source 'rrn-pge'; there is: rrn-page."),
        ("show rrn-page --text 2020-01-01", "has no version of 2020-01-01; it has: 2026-11-22"),
        ("add no-such-file.txt --id rrn-page", "cannot be read"),
        ("add page.txt --id rrn-page --supplied 2027-01-01", "is in the future"),
        (f"confirm nhs_mandate --by '{ROLE}'", "can mean faq/nhs_mandate or statement/nhs_mandate"),
        (f"confirm nonsense --by '{ROLE}'", "Nothing called 'nonsense' rests on a source"),
        (f"confirm 'register/Intelligensa Limited' --by '{ROLE}'", "is an entry of the register"),
        ("confirm contact --by ' '", "Say who confirms it"),
    ],
)
def test_what_cannot_be_done_says_what_to_do_and_leaves_no_release(rrn, content, releases, line, message):
    before = version_of(content)
    assert message in rrn(line, 2)
    assert version_of(content) == before
    assert releases.log() == []


def test_what_rests_on_words_that_are_gone_cannot_be_confirmed_and_nothing_beside_it_is(rrn, content, releases):
    rrn(ADD)
    before = version_of(content)
    assert "does not stand in the version of 2026-11-30" in rrn(f"confirm contact certification_duration --by '{ROLE}'", 2)
    assert version_of(content) == before
    assert [entry.action for entry in releases.log()] == ["found", "source"]


def test_an_answer_that_nobody_reviewed_as_it_stands_can_be_neither_confirmed_nor_served_by_another_step(rrn, content, releases):
    rrn(ADD)
    path = content / "faq" / "contact.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("You can ring", "Please ring"), encoding="utf-8")
    for name in ("contact", "handover"):
        assert "was changed since" in rrn(f"confirm {name} --by '{ROLE}'", 2)
    assert [entry.action for entry in releases.log()] == ["found", "source"]


def test_what_stands_as_confirmed_already_makes_no_release_that_one_could_go_back_to(person, rrn, releases):
    rrn(f"confirm contact --by '{ROLE}'")
    confirmed = version_of(person.data)
    assert "This changes nothing: it stands so already." in rrn(f"confirm contact --by '{ROLE}'", 2)
    assert [entry.version for entry in releases.log()][1:] == [confirmed]
    person.types("rrn rollback --by 'the office'")
    assert version_of(person.data) == version_of(DATA)


def sources_of(person, question, *as_at):
    """Returns the first source of an answer: the version that it names, and whether it is held."""
    line = shlex.join(["rrn", "ask", "--json", *as_at, question])
    source = json.loads(person.types(line, RRN_TODAY="2026-12-20").splitlines()[-1])["sources"][0]
    return source["version"], source["held"]


def test_a_version_a_confirmation_and_going_back_are_steps_and_each_is_found_by_its_day(person, rrn, releases):
    before = version_of(person.data)
    rrn(f"{ADD} --by 'the office'", day="2026-12-02")
    added = version_of(person.data)
    rrn(f"confirm contact statement/not_schools --by '{ROLE}'", day="2026-12-05")
    confirmed = version_of(person.data)
    person.types("rrn rollback --by 'the office' --reason 'Too early'", RRN_TODAY="2026-12-08")
    assert version_of(person.data) == added
    assert person.types("rrn content diff").strip() == "The drafts change nothing."
    person.types("rrn rollback --by 'the office'", RRN_TODAY="2026-12-10")
    assert version_of(person.data) == before
    assert [(entry.action, entry.version) for entry in releases.log()] == [
        ("found", before),
        ("source", added),
        ("confirm", confirmed),
        ("rollback", added),
        ("rollback", before),
    ]
    assert "is the first one" in person.types("rrn rollback --by 'the office'", expected=2)

    shown = person.types("rrn content releases")
    assert f"{added}  2026-12-02" in shown
    assert "version of a source added, the office\n      rrn-page: the version of 2026-11-30 was added." in shown
    assert f"confirmed, {ROLE}\n      faq/contact: confirmed against the version of 2026-11-30." in shown
    assert "changed by other means" not in shown

    question = "what is the office phone number"
    assert sources_of(person, question) == ("2026-11-22", False)
    found = {day: sources_of(person, question, "--as-at", f"2026-12-{day}") for day in ("01", "03", "06", "09", "11")}
    first, held, reviewed = ("2026-11-22", False), ("2026-11-22", True), ("2026-11-30", False)
    assert found == {"01": first, "03": held, "06": reviewed, "09": held, "11": first}


def test_going_back_after_publishing_and_adding_a_version_takes_back_the_version_alone(person, rrn, releases, published):
    rrn(ADD)
    assert load_documents(person.data / "sources")["rrn-page"].newest.supplied == dt.date(2026, 11, 30)
    assert f"Back at release {published}" in person.types("rrn rollback --by 'the office'")
    assert version_of(person.data) == published
    assert load_content(person.data).documents["rrn-page"].newest.supplied == dt.date(2026, 11, 22)
    person.types("rrn rollback --by 'the office'")
    assert version_of(person.data) == version_of(DATA)
    assert [entry.action for entry in releases.log()] == ["found", "publish", "source", "rollback", "rollback"]


@pytest.fixture
def published(person):
    """The release of another text that somebody published; the gate asks one question."""
    (person.folder / "heldout").mkdir()
    expected = {"kinds": ["answer"], "ids": ["contact"]}
    case = {"id": "phone", "group": "answer", "turns": ["what is the office phone number"], "expect": [expected]}
    (person.folder / "heldout" / "one.yml").write_text(json.dumps([case]), encoding="utf-8")
    person.types("rrn content edit texts")
    path = person.drafts / "texts.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("I do not know\n", "I cannot say\n", 1), encoding="utf-8")
    person.types("rrn content review texts --by 'the office'")
    person.types("rrn content publish --by 'the office'")
    return version_of(person.data)
