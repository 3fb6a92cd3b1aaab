"""Somebody at a terminal, with a copy of the project's content of their own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands.model import current_model, ensure_model
from rrn.paths import DATA
from rrn.releases import Releases

RRN = Path(sys.executable).with_name("rrn")


class Person:
    """Types commands in a folder; nothing of the project's own content, drafts, models or state is touched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data, self.state, self.models, self.drafts = (folder / name for name in ("data", "var", "models", "drafts"))
        shutil.copytree(DATA, self.data)

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATA": self.data, "STATE": self.state, "MODELS": self.models, "DRAFTS": self.drafts, "HELD_OUT": self.folder / "heldout"}
        return {**os.environ, **{f"RRN_{name}": str(path) for name, path in own.items()}, "EDITOR": "", "VISUAL": ""}

    def types(self, line: str, expected: int = 0, **more: str) -> str:
        """Runs a command line and returns what was printed; fails where it ends with another code than expected."""
        command = [str(RRN) if word == "rrn" else word for word in shlex.split(line)]
        done = subprocess.run(command, cwd=self.folder, env={**self.environment, **more}, capture_output=True, text=True, check=False)
        assert done.returncode == expected, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


@pytest.fixture(scope="session")
def at_a_terminal() -> type[Person]:
    """Makes a person out of an empty folder."""
    return Person


@pytest.fixture
def person_with_model(at_a_terminal, tmp_path) -> Person:
    """Somebody who has the trained model of the content."""
    somebody = at_a_terminal(tmp_path)
    somebody.models.mkdir()
    os.link(ensure_model(), somebody.models / current_model().name)
    return somebody


@pytest.fixture
def releases(person: Person) -> Releases:
    """The releases of the person of a module."""
    return Releases(person.state / "releases", person.data, person.models)
