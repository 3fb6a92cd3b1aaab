"""The guides do what they say: every command of a guide is run, and prints what the guide shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from commands.model import ensure_model
from rrn.paths import ROOT

_BLOCK = re.compile(r"^```(?P<kind>csv|console)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC|(?<=entered in the register on )\d+ \w+ \d{4}")


def run(command, folder):
    words = shlex.split(command)
    assert words[0] == "rrn"
    environment = {**os.environ, "RRN_STATE": str(folder / "state"), "RRN_TODAY": "2026-12-02", "COLUMNS": "200"}
    environment.pop("RRN_REGISTER_URL", None)
    program = Path(sys.executable).with_name("rrn")
    done = subprocess.run([program, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return _MOMENT.sub("(then)", done.stdout + done.stderr).rstrip()


@pytest.mark.parametrize("guide", ["register.md"])
def test_every_step_of_a_guide(guide, tmp_path):
    ensure_model()
    blocks = list(_BLOCK.finditer((ROOT / "docs" / "guides" / guide).read_text(encoding="utf-8")))
    assert len(blocks) > 10
    for block in blocks:
        if block["kind"] == "csv":
            (tmp_path / block["file"]).write_text(block["body"], encoding="utf-8")
            continue
        for step in re.split(r"^\$ ", block["body"], flags=re.MULTILINE)[1:]:
            command, _, shown = step.partition("\n")
            assert run(command, tmp_path) == _MOMENT.sub("(then)", shown).rstrip(), command
