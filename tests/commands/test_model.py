"""A model's name says what it was trained on, and nothing else."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace

import pytest

from commands.model import model_version
from rrn.items import read_items, written
from rrn.paths import DATA

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


def test_a_text_of_the_interface_needs_no_other_model_and_a_setting_does(data):
    for name, same in (("texts.yml", True), ("register.yml", True), ("provider_frames.yml", True), ("settings.yml", False)):
        path = data / name
        path.write_text(path.read_text(encoding="utf-8") + "# another line\n", encoding="utf-8")
        assert (model_version(data) == model_version(DATA)) is same
