"""A model's name says what it was trained on, and nothing else."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from commands import answer_again, assistant, gate
from commands.model import MODEL_VARIABLE, NoModelError, ensure_model, model_version, named_model, trained_model
from rrn.items import read_items, written
from rrn.paths import DATA, ROOT
from rrn.tables import SETTINGS, SMALL_TALK, read_tables, reviewed

CONTACT = read_items(DATA)["contact"]


@pytest.fixture
def data(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"withdrawn_on": dt.date(2027, 1, 4), "withdrawn_by": "the office"}, True),
        ({"reviewer": "somebody", "review_by": dt.date(2028, 1, 1), "valid_from": dt.date(2021, 4, 1)}, True),
        ({"text": "Please ring the office on 01707 654317."}, False),
        ({"title": "Which number?"}, False),
        ({"examples": CONTACT.examples[1:]}, False),
    ],
)
def test_what_training_does_not_read_needs_no_other_model(data, change, same):
    (data / CONTACT.file).write_text(written(replace(CONTACT, **change)), encoding="utf-8")
    assert (model_version(data) == model_version(DATA)) is same


def test_a_review_of_small_talk_needs_no_other_model_and_another_reply_does(data):
    table = read_tables(data)[SMALL_TALK]
    (data / table.file).write_text(reviewed(table, "the office", dt.date(2027, 1, 4)).source, encoding="utf-8")
    assert model_version(data) == model_version(DATA)
    (data / table.file).write_text(table.source.replace("You can come back at any time.", "Come back soon."), encoding="utf-8")
    assert model_version(data) != model_version(DATA)


def test_a_text_of_the_interface_needs_no_other_model_and_a_setting_does(data):
    for name, same in (("texts.yml", True), ("register.yml", True), ("provider_frames.yml", True), ("settings.yml", False)):
        path = data / name
        path.write_text(path.read_text(encoding="utf-8") + "# another line\n", encoding="utf-8")
        assert (model_version(data) == model_version(DATA)) is same


def test_a_confirmed_statement_and_a_review_of_the_settings_need_no_other_model_and_a_name_does(data):
    path = data / "settings.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    as_of: 2026-11-22\n", "    as_of: 2027-01-04\n    reviewed_on: 2027-01-05\n"), encoding="utf-8")
    confirmed = model_version(data)
    path.write_text(reviewed(read_tables(data)[SETTINGS], "the office", dt.date(2027, 1, 4)).source, encoding="utf-8")
    assert (confirmed, model_version(data)) == (model_version(DATA), model_version(DATA))
    path.write_text(text.replace("title: ", "title: Another ", 1), encoding="utf-8")
    assert model_version(data) != model_version(DATA)


@pytest.fixture
def another(tmp_path, monkeypatch):
    """A trained model that ``RRN_MODEL`` names."""
    path = tmp_path / "another.tar.gz"
    path.write_bytes(b"a model")
    monkeypatch.setenv(MODEL_VARIABLE, str(path))
    return path


def test_the_model_that_a_person_names_goes_before_the_one_of_the_content(another, monkeypatch):
    assert ensure_model().exists()
    assert (named_model(), trained_model()) == (another, another)
    monkeypatch.setenv(MODEL_VARIABLE, "")
    assert (named_model(), trained_model()) == (None, ensure_model())


def test_a_model_that_is_not_there_is_told(another):
    another.unlink()
    with pytest.raises(NoModelError, match=r"RRN_MODEL names .*another\.tar\.gz, and there is no such file"):
        trained_model()


@pytest.mark.parametrize("answering", [answer_again.Answerer, assistant.Assistant])
def test_whatever_answers_takes_the_model_that_a_person_names(another, monkeypatch, answering):
    def load_agent(path):
        raise RuntimeError(f"loading {path.name}")

    monkeypatch.setattr("commands.quiet_rasa.load_agent", load_agent)
    monkeypatch.setattr(answer_again, "load_agent", load_agent)
    monkeypatch.setenv("RRN_MODEL_VERSION", "")
    with pytest.raises(RuntimeError, match=r"loading another\.tar\.gz"):
        answering()


def test_the_gate_asks_each_version_with_its_own_model(another):
    assert gate._environment(DATA)[MODEL_VARIABLE] == ""


@pytest.mark.parametrize("command", [("ask", "a question"), ("serve",), ("run",), ("replay", "--since", "2026-01-01")])
def test_every_command_that_answers_says_that_the_model_is_not_there(command, tmp_path):
    environment = {**os.environ, MODEL_VARIABLE: "nowhere.tar.gz", "RRN_RECORD_URL": f"sqlite:///{tmp_path / 'record.db'}"}
    environment |= {"RRN_PORT": "18080", "RRN_RASA_PORT": "15005"}
    done = subprocess.run(
        [sys.executable, "-m", "commands", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "RRN_MODEL names nowhere.tar.gz" in done.stderr) == (2, True), done.stderr
