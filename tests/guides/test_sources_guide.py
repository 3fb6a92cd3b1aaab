"""The guide "The page changes" is run as it stands: every command, every change, in order, on a copy of the content."""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess

import pytest

from commands.model import ensure_model
from rrn.content import load_content
from rrn.paths import DATA, ROOT
from rrn.releases import Releases

GUIDE = (ROOT / "docs" / "guides" / "sources.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(console|diff)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
#: What the gate asks here, and the answer to each.
ASKED = {"what is the office phone number": "contact", "why were the standards introduced": "why_introduced"}
MATCHING = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project folder of its own, with a copy of the content, its trained model, and few questions for the gate."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(DATA, folder / "data")
    (folder / ".venv").symlink_to(ROOT / ".venv")
    (folder / "models").mkdir()
    os.link(ensure_model(), folder / "models" / ensure_model().name)
    (folder / "heldout").mkdir()
    (folder / "heldout" / "few.yml").write_text(json.dumps([case(*each) for each in ASKED.items()]), encoding="utf-8")
    own = {"DATA": "data", "STATE": "var", "MODELS": "models", "DRAFTS": "drafts", "HELD_OUT": "heldout"}
    places = {f"RRN_{name}": str(folder / place) for name, place in own.items()}
    return folder, {**os.environ, **places, "RRN_TODAY": "2026-12-01", "EDITOR": "", "VISUAL": ""}


def case(question, name):
    return {"id": name, "group": "answer", "turns": [question], "expect": [{"kinds": ["answer"], "ids": [name]}]}


def run(command, project):
    folder, environment = project
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True, capture_output=True, check=False)
    return done.stdout + "".join(line for line in done.stderr.splitlines(keepends=True) if line.startswith("rrn: "))


def change(diff, folder):
    """Puts each line that is to be added in the place of the line before it that is to go."""
    path = folder / "drafts" / "faq" / "why_introduced.yml"
    text, lines = path.read_text(encoding="utf-8"), diff.splitlines()
    for old, new in zip(lines[::2], lines[1::2], strict=True):
        assert old.startswith("-")
        assert new.startswith("+")
        assert text.count(f"{old[1:]}\n") == 1, old
        text = text.replace(f"{old[1:]}\n", f"{new[1:]}\n")
    path.write_text(text, encoding="utf-8")


def test_every_step_of_the_guide_does_what_the_guide_says(project):
    before = {path: path.read_bytes() for path in DATA.rglob("*") if path.is_file()}
    steps = 0
    for kind, block in BLOCKS:
        if kind == "diff":
            change(block, project[0])
            continue
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = step.partition("\n")
            shown = run(command, project)
            matches = doctest.OutputChecker().check_output(expected, shown, MATCHING)
            assert matches, f"$ {command}\nshould show\n{expected}\nbut shows\n{shown}"
            steps += 1
    assert steps == GUIDE.count("\n$ ")
    assert {path: path.read_bytes() for path in DATA.rglob("*") if path.is_file()} == before


def test_what_must_change_was_served_by_the_gate_alone_and_every_step_can_be_gone_back_from(project):
    folder, _ = project
    releases = Releases(folder / "var" / "releases", folder / "data", folder / "models")
    assert [entry.action for entry in releases.log()] == ["found", "source", "confirm", "confirm", "publish"]
    assert releases.in_place() == releases.current()
    assert releases.current().gate["questions"] >= len(ASKED)
    assert "Back at release" in run(".venv/bin/rrn rollback --by 'the office'", project)
    assert "(a test change)" not in load_content(folder / "data").answers["why_introduced"].text


def test_something_held_is_told_to_a_scheduler_by_the_exit_code(project):
    folder, environment = project
    done = subprocess.run([".venv/bin/rrn", "source", "check"], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "held: faq/nhs_mandate" in done.stdout, "faq/contact" in done.stdout) == (1, True, False)
