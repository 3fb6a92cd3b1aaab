"""A copy of the content to change, and a plainly made second version of its page."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from rrn.content import Content, load_content
from rrn.paths import DATA
from rrn.source_store import NewVersion, add_version


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The content in a folder of its own."""
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def changed_page() -> bytes:
    """The page with one line more above, which moves what follows, and one sentence changed."""
    page = (DATA / "sources" / "rrn-page" / "2026-11-22.txt").read_bytes()
    return page.replace(b"Care Sector", b"Care Sector\n\nTest Sector").replace(
        b"This is a 12 month process.", b"This is an 18 month process."
    )


@pytest.fixture
def copied_content(copied: Path, changed_page: bytes, monkeypatch: pytest.MonkeyPatch) -> Content:
    """The content of a copy to which a second version of the page was added, in the place of the project's."""
    add_version(NewVersion("rrn-page", changed_page, dt.date(2026, 11, 23)), copied)
    known = load_content(copied)
    monkeypatch.setattr("rrn.dialogue.says.content", lambda: known)
    return known
