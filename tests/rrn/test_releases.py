"""Releases are kept whole, gone back to, found by day, and finished after a kill at any moment."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
import subprocess
import sys
import time

import pytest

from rrn import whole_files
from rrn.content import version_of
from rrn.paths import ROOT
from rrn.releases import Release, ReleaseError, Releases


def content_folder(place, text):
    (place / "faq").mkdir(parents=True)
    (place / "faq" / "one.yml").write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def world(tmp_path):
    data = content_folder(tmp_path / "data", "first")
    (tmp_path / "models").mkdir()
    return Releases(tmp_path / "releases", data, tmp_path / "models")


def keep(world, tmp_path, text, **said):
    candidate = content_folder(tmp_path / f"candidate-{text}", text)
    model = tmp_path / f"{text}.tar.gz"
    model.write_text(f"model of {text}", encoding="utf-8")
    version = version_of(candidate)
    release = Release(version, world.folder / version, "2026-11-24T10:00:00+00:00", "the tests", model=f"rrn-{text}.tar.gz", **said)
    return world.keep(release, candidate, model, {"questions": 1})


def publish(world, tmp_path, text, action="publish"):
    release = keep(world, tmp_path, text)
    world.make_current(release.version, action, "the tests")
    return release


def served(tmp_path):
    return (tmp_path / "data" / "faq" / "one.yml").read_text(encoding="utf-8")


def test_a_fresh_clone_has_no_release(world):
    assert world.current() is None
    assert world.on(dt.date(2026, 11, 24)) is None
    with pytest.raises(ReleaseError, match="Nothing was published"):
        world.previous()


def test_publishing_serves_the_release_and_its_model(world, tmp_path):
    publish(world, tmp_path, "first", "found")
    second = publish(world, tmp_path, "second")
    assert served(tmp_path) == "second"
    assert (tmp_path / "models" / "rrn-second.tar.gz").read_text(encoding="utf-8") == "model of second"
    assert world.in_place() == world.current() == second


def test_going_back_step_by_step(world, tmp_path):
    first = publish(world, tmp_path, "first", "found")
    second = publish(world, tmp_path, "second")
    publish(world, tmp_path, "third")
    assert world.previous() == second
    world.make_current(second.version, "rollback", "the tests")
    assert served(tmp_path) == "second"
    assert world.previous() == first
    world.make_current(first.version, "rollback", "the tests")
    with pytest.raises(ReleaseError, match="the first one"):
        world.previous()
    assert [entry.action for entry in world.log()] == ["found", "publish", "publish", "rollback", "rollback"]


def test_going_back_from_a_copy_that_was_made_to_fit_leads_to_what_was_before_its_original(world, tmp_path):
    first = publish(world, tmp_path, "first", "found")
    second = publish(world, tmp_path, "second")
    publish(world, tmp_path, "third")
    copy = keep(world, tmp_path, "copy", fitted_from=second.version)
    world.make_current(copy.version, "rollback", "the tests", "", "Nobody can wait")
    assert served(tmp_path) == "copy"
    assert world.log()[-1].override == "Nobody can wait"
    assert world.previous() == first


def test_a_day_finds_the_release_that_was_current_then(world, tmp_path, monkeypatch):
    for text, day in (("first", "2026-03-02"), ("second", "2026-05-01"), ("third", "2026-05-01")):
        monkeypatch.setenv("RRN_TODAY", day)
        publish(world, tmp_path, text, "found" if text == "first" else "publish")
    found = [world.on(dt.date.fromisoformat(day)).data for day in ("2025-01-01", "2026-03-02", "2026-04-30", "2026-05-01", "2027-01-01")]
    texts = [(each / "faq" / "one.yml").read_text(encoding="utf-8") for each in found]
    assert texts == ["first", "first", "first", "third", "third"]


def test_a_moment_finds_the_release_that_was_current_then(world, tmp_path, monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-05-01")
    publish(world, tmp_path, "first", "found")
    publish(world, tmp_path, "second")
    log = world.folder / "log.json"
    times = ("2026-05-01T09:00:00+01:00", "2026-05-01T14:00:00+01:00")
    entries = [{**entry, "at": at} for entry, at in zip(json.loads(log.read_text(encoding="utf-8")), times, strict=True)]
    log.write_text(json.dumps(entries), encoding="utf-8")
    found = [world.on(dt.datetime.fromisoformat(at)).data for at in ("2026-05-01T12:59:59+00:00", "2026-05-01T13:00:00+00:00")]
    assert [(each / "faq" / "one.yml").read_text(encoding="utf-8") for each in found] == ["first", "second"]


@pytest.mark.parametrize("action", ["source", "confirm"])
def test_a_version_of_a_source_and_a_confirmation_are_steps_to_go_back_from(world, tmp_path, action):
    publish(world, tmp_path, "first", "found")
    second = publish(world, tmp_path, "second")
    publish(world, tmp_path, "third", action)
    assert world.last_step().action == action
    assert world.previous() == second


def test_content_changed_by_other_means_is_no_release(world, tmp_path):
    publish(world, tmp_path, "first", "found")
    (tmp_path / "data" / "faq" / "one.yml").write_text("edited", encoding="utf-8")
    assert world.in_place() is None
    assert world.current() is not None


class KilledError(Exception):
    pass


def killed(*_arguments, **_options):
    raise KilledError


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("moment", ["copytree", "place_folder", "second rename", "copyfile", "write the log", "unlink"])
def test_a_kill_in_the_middle_is_made_good_at_the_next_start(world, tmp_path, monkeypatch, moment, can_exchange):
    publish(world, tmp_path, "first", "found")
    second = keep(world, tmp_path, "second")
    with monkeypatch.context() as patch:
        if not can_exchange:
            patch.setattr(whole_files, "_exchanged", lambda *_: False)
        if moment in ("copytree", "copyfile"):
            patch.setattr(shutil, moment, killed)
        elif moment == "place_folder":
            patch.setattr("rrn.releases.place_folder", killed)
        elif moment == "second rename":
            patch.setattr(whole_files, "_sync_folder", _killed_at(2))
        elif moment == "write the log":
            patch.setattr("rrn.releases.write_whole", _killed_at(2, whole_files.write_whole))
        else:
            patch.setattr("pathlib.Path.unlink", killed)
        with pytest.raises(KilledError):
            world.make_current(second.version, "publish", "the tests")
    again = Releases(world.folder, tmp_path / "data", tmp_path / "models")
    assert again.recover()
    assert served(tmp_path) == "second"
    assert again.in_place() == second
    assert [entry.action for entry in again.log()] == ["found", "publish"]
    assert not again.recover()
    assert sorted(path.name for path in tmp_path.glob(".data*")) == []


def _killed_at(call, otherwise=lambda *_: None):
    count = 0

    def sometimes(*arguments):
        nonlocal count
        count += 1
        if count == call:
            raise KilledError
        return otherwise(*arguments)

    return sometimes


def test_with_the_content_folder_gone_in_between_it_is_put_back(world, tmp_path, monkeypatch):
    publish(world, tmp_path, "first", "found")
    second = keep(world, tmp_path, "second")
    with monkeypatch.context() as patch:
        patch.setattr("rrn.releases.place_folder", killed)
        with pytest.raises(KilledError):
            world.make_current(second.version, "publish", "the tests")
    shutil.rmtree(tmp_path / "data")
    assert world.recover()
    assert served(tmp_path) == "second"


def test_two_cannot_publish_at_once(world):
    with world.locked(), pytest.raises(ReleaseError, match="Somebody else"), Releases(world.folder).locked():
        pass


PUBLISHING = """
import sys
from pathlib import Path
from rrn.releases import Releases
folder = Path(sys.argv[1])
releases = Releases(folder / "releases", folder / "data", folder / "models")
print("ready", flush=True)
with releases.locked():
    for _ in range(10_000):
        for version in sys.argv[2:]:
            releases.make_current(version, "publish", "the tests")
"""


def test_killed_at_any_moment_the_content_is_whole_and_is_the_current_release(world, tmp_path):
    versions = [publish(world, tmp_path, "first", "found").version, keep(world, tmp_path, "second").version]
    chance = random.Random(4)
    lengths = []
    for _ in range(6):
        process = subprocess.Popen([sys.executable, "-c", PUBLISHING, str(tmp_path), *versions], cwd=ROOT, stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(0.05 + 0.1 * chance.random())
        process.kill()
        process.wait()
        world.finish_what_was_cut_short()
        current = world.in_place()
        assert current is not None
        assert served(tmp_path) in ("first", "second")
        assert not (world.folder / "switch.json").exists()
        lengths.append(len(world.log()))
    assert lengths == sorted(lengths)
    assert lengths[-1] > len(lengths)


def test_a_start_leaves_alone_what_another_process_is_doing(world, tmp_path, monkeypatch):
    publish(world, tmp_path, "first", "found")
    second = keep(world, tmp_path, "second")
    with monkeypatch.context() as patch:
        patch.setattr("rrn.releases.place_folder", killed)
        with pytest.raises(KilledError):
            world.make_current(second.version, "publish", "the tests")
    with Releases(world.folder).locked():
        world.finish_what_was_cut_short()
        assert served(tmp_path) == "first"
    world.finish_what_was_cut_short()
    assert served(tmp_path) == "second"
