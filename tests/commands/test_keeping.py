"""What is served is kept as a release, also where it came by other means than publishing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rrn.content import version_of
from rrn.paths import ROOT

NEWEST = "from commands.serve import Served; print(Served.newest().data)"


@pytest.fixture
def person(person_with_model):
    return person_with_model


def newest(person):
    """Returns the folder that ``rrn run`` would serve now, and what was said on the way."""
    done = subprocess.run([sys.executable, "-c", NEWEST], cwd=ROOT, env=person.environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1], done.stderr


def edited(person):
    """Changes a day by hand, which nobody needs to review and no training reads."""
    path = person.data / "faq" / "contact.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("review_by: 2027-05-22", "review_by: 2027-05-21"), encoding="utf-8")


def test_what_an_assistant_serves_is_kept_before_it_serves_it_and_again_after_a_change_by_hand(person, releases):
    first = version_of(person.data)
    assert newest(person)[0] == newest(person)[0] == str(releases.folder / first / "data")
    edited(person)
    second = version_of(person.data)
    assert newest(person)[0] == str(releases.folder / second / "data")
    assert [(entry.action, entry.version) for entry in releases.log()] == [("found", first), ("found", second)]
    assert "by other means than 'rrn', so there is no step to take back" in person.types("rrn rollback --by 'the tests'", expected=2)


def test_while_somebody_publishes_nothing_is_kept_and_the_content_is_served(person, releases):
    with releases.locked():
        assert newest(person)[0] == str(person.data)
    assert releases.log() == []


def test_where_nothing_can_be_kept_that_is_said_and_the_content_is_served(person):
    person.state.mkdir()
    (person.state / "releases").write_text("a file in the folder's place", encoding="utf-8")
    served, said = newest(person)
    assert served == str(person.data)
    assert "could not be kept as a release" in said


@pytest.mark.parametrize("line", ["rrn ask 'office phone number'", "rrn replay --since 2026-01-01"])
def test_content_that_is_not_sound_is_told_in_one_line_before_a_question_is_put_to_it(person, line):
    with (person.data / "sources" / "rrn-page" / "2026-11-22.txt").open("a", encoding="utf-8") as page:
        page.write("x")
    said = person.types(line, expected=2)
    assert "A text is never edited; add a new version." in said
    assert len(said.strip().splitlines()) == 1
