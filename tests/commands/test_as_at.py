"""A question as of a day: the clock of that day, and the content that was published then."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from commands import as_at
from commands.model import current_model, ensure_model
from rrn.items import read_items, said_digest, written
from rrn.paths import DATA, ROOT
from rrn.releases import Release, Releases

OLD_ANSWER = "TEST ONLY: the answer of an older release."


@pytest.fixture
def replay(monkeypatch):
    """Says what would be started in the place of this process: the command and what is changed in its environment."""
    started = {}

    def execve(program, command, environment):
        started.update(command=command, changed={name: value for name, value in environment.items() if os.environ.get(name) != value})

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.setattr(sys, "argv", ["rrn", "ask", "--as-at", "2027-06-10", "a question"])
    monkeypatch.delenv("RRN_AS_AT", raising=False)

    def run(day, release):
        monkeypatch.setattr(as_at, "release_on", lambda _: release)
        as_at.replay(day)
        return started

    return run


def test_without_a_release_of_that_day_the_content_as_it_stands_answers_and_that_is_said(replay, capsys):
    started = replay(dt.date(2027, 6, 10), None)
    assert started["command"] == [sys.executable, "rrn", "ask", "--as-at", "2027-06-10", "a question"]
    assert started["changed"] == {"RRN_AS_AT": "2027-06-10", "RRN_TODAY": "2027-06-10"}
    assert "No published content is kept from 10 June 2027" in capsys.readouterr().err


def test_the_release_of_that_day_answers(replay, tmp_path, monkeypatch):
    shutil.copytree(DATA, tmp_path / "data")
    release = Release("abc", tmp_path, "2027-06-01T00:00:00+00:00", "content owner, Intelligensa")
    monkeypatch.setattr(as_at, "current_model", lambda _: tmp_path / "none.tar.gz")
    changed = replay(dt.date(2027, 6, 10), release)["changed"]
    assert changed["RRN_DATA"] == str(tmp_path / "data")
    assert changed["RRN_MODEL"] == str(tmp_path / "model.tar.gz")


def test_a_model_of_that_release_by_the_code_of_today_goes_before_the_kept_one(replay, tmp_path, monkeypatch):
    shutil.copytree(DATA, tmp_path / "data")
    trained = tmp_path / "trained.tar.gz"
    trained.write_bytes(b"a model")
    monkeypatch.setattr(as_at, "current_model", lambda _: trained)
    release = Release("abc", tmp_path, "2026-12-01T00:00:00+00:00", "content owner, Intelligensa")
    assert replay(dt.date(2027, 6, 10), release)["changed"]["RRN_MODEL"] == str(trained)


def test_the_process_that_replays_starts_no_other(replay, monkeypatch):
    monkeypatch.setenv("RRN_AS_AT", "2027-06-10")
    assert replay(dt.date(2027, 6, 10), None) == {}


@pytest.fixture
def kept_release(tmp_path):
    """A release of 1 December 2026 with another answer, kept as publishing keeps one; ``data/`` stays as it is."""
    older = tmp_path / "older"
    shutil.copytree(DATA, older)
    item = replace(read_items(DATA)["contact"], text=OLD_ANSWER)
    (older / item.file).write_text(written(replace(item, reviewed_text=said_digest(item))), encoding="utf-8")
    releases = Releases(tmp_path / "var" / "releases", tmp_path / "served", tmp_path / "models")
    made = Release("test", tmp_path, "2026-12-01T00:00:00+00:00", "content owner, Intelligensa", model="test.tar.gz")
    releases.keep(made, older, ensure_model(), {})
    entry = {"version": "test", "at": "2026-12-01T00:00:00+00:00", "action": "publish", "by": "content owner, Intelligensa", "reason": ""}
    (tmp_path / "var" / "releases" / "log.json").write_text(json.dumps([{**entry, "previous": ""}]), encoding="utf-8")
    return tmp_path / "var"


def test_a_question_is_answered_from_the_release_of_its_day_with_the_clock_of_its_day(kept_release):
    environment = {**os.environ, "RRN_STATE": str(kept_release)}
    command = [shutil.which("rrn", path=os.path.dirname(sys.executable)), "ask", "--json", "--as-at", "2027-06-10", "office phone number?"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    reply = json.loads(done.stdout)
    assert reply["text"].startswith(OLD_ANSWER)
    assert reply["text"].endswith("due for review on 22 May 2027. Please check with the Intelligensa office on 01707 654317.")
    assert [source["overdue"] for source in reply["sources"]] == [True]
    assert current_model().exists()


def test_a_release_that_lacks_what_the_software_wants_answers_from_a_copy_and_that_is_said(kept_release):
    texts = kept_release / "releases" / "test" / "data" / "texts.yml"
    without_review = texts.read_text(encoding="utf-8").partition("\nreview:")[0] + "\n"
    texts.write_text(without_review, encoding="utf-8")
    command = [sys.executable, "-m", "commands", "ask", "--as-at", "2026-12-02", "office phone number?"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "RRN_STATE": str(kept_release)}, capture_output=True, text=True, check=True)
    assert OLD_ANSWER in done.stdout
    assert done.stderr.startswith("That content lacks a review of 'texts'. What it lacks is taken from the present content.")
    assert texts.read_text(encoding="utf-8") == without_review


def test_of_two_releases_of_one_day_a_moment_names_the_one_that_was_served_then(kept_release):
    releases = Releases(kept_release / "releases", kept_release.parent / "served", kept_release.parent / "models")
    releases.keep(Release("later", kept_release, "2026-12-01T12:00:00+00:00", "the office", model="later.tar.gz"), DATA, ensure_model(), {})
    log = kept_release / "releases" / "log.json"
    (first,) = json.loads(log.read_text(encoding="utf-8"))
    later = {**first, "version": "later", "at": "2026-12-01T12:00:00+00:00", "previous": "test"}
    log.write_text(json.dumps([first, later]), encoding="utf-8")
    said = {}
    for when in ("2026-12-01T11:59+00:00", "2026-12-01T12:00+00:00", "2026-12-01"):
        command = [sys.executable, "-m", "commands", "ask", "--as-at", when, "office phone number?"]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "RRN_STATE": str(kept_release)}, capture_output=True, text=True, check=True
        )
        said[when] = OLD_ANSWER in done.stdout
    assert said == {"2026-12-01T11:59+00:00": True, "2026-12-01T12:00+00:00": False, "2026-12-01": False}


@pytest.mark.parametrize("day", ["10/6/2027", "2027-13-01", "yesterday"])
def test_what_is_no_day_is_refused(day):
    command = [sys.executable, "-c", "from commands.main import main; main()", "ask", "--as-at", day, "a question"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "write it like 2026-11-22" in done.stderr


@pytest.mark.parametrize("line", ["replay --since", "record list --since", "source add page.txt --id rrn-page --supplied"])
def test_a_day_is_written_in_the_same_way_for_every_command(line):
    command = [sys.executable, "-m", "commands", *line.split(), "yesterday"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'yesterday' is not a day; write it like 2026-11-22" in done.stderr
