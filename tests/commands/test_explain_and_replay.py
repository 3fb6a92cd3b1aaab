"""Recorded turns explain themselves and replay: the same under the same content, and otherwise under another."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from commands import replay_check
from commands.model import ensure_model
from rrn.content import version_of
from rrn.items import read_items, said_digest, written
from rrn.paths import DATA, ROOT
from rrn.record.settings import URL_VARIABLE
from rrn.releases import Release, Releases
from rrn.tables import Table, reviewed

#: `make replay-check` does the same with 10,000.
TURNS = 1000


def rrn(url, *arguments, **environment):
    command = [sys.executable, "-W", "ignore", "-m", "commands", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, URL_VARIABLE: url, **environment}, capture_output=True, text=True)


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A record of real turns, made through the real assistant."""
    url = f"sqlite:///{tmp_path_factory.mktemp('record') / 'record.db'}"
    before = {name: os.environ.get(name) for name in ("RRN_RECORD", URL_VARIABLE)}
    replay_check.record_turns(TURNS, url)
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    return url


@pytest.fixture(scope="module")
def differences(record):
    return replay_check.replay_all(record)


def test_every_turn_replays_as_it_was_answered(differences):
    assert len(differences) >= TURNS
    assert [each for each in differences if each.outcome != "same"] == []


def test_all_kinds_of_reply_are_among_them(differences):
    kinds = {each.turn.kind for each in differences}
    assert kinds >= {"answer", "verdict", "status", "clarify", "not_covered", "out_of_scope", "chitchat", "safeguarding", "handover"}


def test_each_can_be_explained_by_its_id_alone(differences, record):
    for difference in differences[:: len(differences) // 10]:
        done = rrn(record, "explain", difference.turn.id)
        assert done.returncode == 0, done.stderr
        assert difference.turn.id in done.stdout
        assert json.loads(rrn(record, "explain", "--json", difference.turn.id).stdout)["reply"] == difference.turn.reply


def test_an_unknown_turn_is_told_in_one_line(record):
    done = rrn(record, "explain", "nothing")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("rrn: The record has no turn 'nothing'")


def test_one_turn_replays_from_the_command_line(differences, record):
    done = rrn(record, "replay", differences[0].turn.id)
    assert done.returncode == 0, done.stderr
    assert "1 turns replayed: 1 the same" in done.stdout


def test_another_content_shows_what_would_be_said_now(differences, record, tmp_path):
    """One answer has other words in it, and one rule of the table another outcome."""
    content = tmp_path / "content"
    shutil.copytree(DATA, content)
    settings = content / "settings.yml"
    changed, count = re.subn(
        r"(id: R3, .*?)outcome: not_applicable", r"\1outcome: not_stated", settings.read_text(encoding="utf-8"), count=1
    )
    assert count == 1
    settings.write_text(reviewed(Table("settings", changed), "the tests", dt.date(2026, 11, 28)).source, encoding="utf-8")
    of_r3 = next(each.turn for each in differences if each.turn.rule == "R3")
    done = rrn(record, "replay", of_r3.id, "--content", str(content))
    assert done.returncode == 1, done.stderr
    assert "1 with another verdict" in done.stdout
    assert "not_applicable" in done.stdout


def test_a_release_is_named_as_explain_and_the_list_of_releases_name_it(differences, record, tmp_path):
    turn = next(each.turn for each in differences if each.turn.reply["id"] == "contact")
    older = tmp_path / "older"
    shutil.copytree(DATA, older)
    item = replace(read_items(DATA)["contact"], text="TEST ONLY: the answer of an older release.")
    (older / item.file).write_text(written(replace(item, reviewed_text=said_digest(item))), encoding="utf-8")
    for data in (older, DATA):
        name = version_of(data)
        kept = Release(name, tmp_path, "2026-12-01T00:00:00+00:00", "the tests", model=f"{name}.tar.gz")
        Releases(tmp_path / "releases").keep(kept, data, ensure_model(), {})
    for name, said in (
        (turn.content_version, "1 turns replayed: 1 the same"),
        (version_of(older), "1 with the same verdict in other words"),
    ):
        done = rrn(record, "replay", turn.id, "--content", name, RRN_STATE=str(tmp_path))
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    assert "TEST ONLY" in done.stdout
    done = rrn(record, "replay", turn.id, "--content", "nothing", RRN_STATE=str(tmp_path))
    assert (done.returncode, "There is no release nothing" in done.stderr) == (2, True)


def test_a_folder_that_is_no_content_is_refused(record, tmp_path):
    done = rrn(record, "replay", "--since", "2020-01-01", "--content", str(tmp_path))
    assert done.returncode == 2
    assert "is no content" in done.stderr
