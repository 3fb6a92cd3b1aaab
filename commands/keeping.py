"""How the content that is served becomes another one: built aside, kept as a release, and put in place, all or nothing.

Publishing does so after its gate (``commands/publish.py``). Adding a version of a source and confirming what rests on one do so here:
they change no word and no example, so every question is understood and answered in the same words as before.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from commands import gate
from commands.model import current_model
from evaluation.gate import Findings
from rrn.applicability import DecisionTable
from rrn.content import load_content, version_of
from rrn.paths import DATA, STATE
from rrn.pieces import copied_with
from rrn.releases import Action, BusyError, Release, ReleaseError, Releases, now
from rrn.sources import load_sources

#: Where a candidate is built before it is served.
CANDIDATE = STATE / "candidate" / "data"
#: Stands for a name where nobody gave one.
NOT_NAMED = "somebody who gave no name"


def take_step(action: Action, by: str, change: Callable[[Path], tuple[str, ...]]) -> Release:
    """Changes what is served without the questions of the gate, and keeps it as a release, as publishing does.

    Args:
        action: What is done.
        by: Who does it; may be empty.
        change: Makes the change in a copy of the content; returns in words what it changes.

    Raises:
        BusyError: Another process is changing what is served.
        DataError: The content would not be sound, or hold something that nobody reviewed; nothing is changed then.
        ReleaseError: It changes nothing, or a model was missing and could not be trained.
    """
    releases = Releases()
    with releases.locked():
        releases.recover()
        copied_with(DATA, CANDIDATE, ())
        changes = change(CANDIDATE)
        if version_of(CANDIDATE) == version_of(DATA):
            raise ReleaseError("This changes nothing: it stands so already.")
        require_sound(CANDIDATE)
        for data in (DATA, CANDIDATE):
            if not current_model(data).exists():
                gate.train(data)
        keep_what_is_there(releases)
        release = release_of(CANDIDATE, by.strip() or NOT_NAMED, changes)
        kept = releases.keep(release, CANDIDATE, current_model(CANDIDATE), {})
        releases.make_current(kept.version, action, release.by)
        shutil.rmtree(CANDIDATE.parent)
    return kept


def require_sound(data: Path) -> None:
    """Checks that content can be served: its quotes, its hashes, its reviews and its decision table.

    Raises:
        DataError: It cannot.
    """
    known = load_content(data)
    DecisionTable(data / "settings.yml", known.documents)


def release_of(
    data: Path, by: str, changes: tuple[str, ...], reason: str = "", findings: Findings | None = None, override: str = ""
) -> Release:
    """Returns the release of a content folder, before it is kept.

    Args:
        data: The content.
        by: Who serves it: a name or a role.
        changes: What it changes, in words.
        reason: Why, in their words.
        findings: What the gate found; None where it asked nothing.
        override: Why it is served although the gate refuses it.
    """
    version = version_of(data)
    return Release(
        version=version,
        folder=Releases().folder / version,
        made_at=now().isoformat(),
        by=by,
        reason=reason,
        override=override,
        model=current_model(data).name,
        sources={name: source.supplied.isoformat() for name, source in load_sources(data / "sources").items()},
        changes=changes,
        gate=findings.figures() if findings else {},
    )


def keep_what_is_there(releases: Releases) -> None:
    """Keeps the content that was served without having been published by us, so that one can go back to it; its model is trained."""
    if releases.in_place() is not None:
        return
    found = release_of(DATA, "not published by 'rrn content publish'", (), "was served before")
    releases.keep(found, DATA, current_model(DATA), {})
    releases.make_current(found.version, "found", found.by, found.reason)


def keep_what_will_be_served() -> None:
    """Keeps what an assistant is about to serve, as :func:`keep_what_is_there` does; serving does not depend on it.

    While somebody publishes nothing is kept: they keep it themselves. Where it cannot be written, that is said.
    """
    releases = Releases()
    try:
        with suppress(BusyError), releases.locked():
            keep_what_is_there(releases)
    except OSError as error:
        print(f"What is served could not be kept as a release, so it will not be found by its day: {error}", file=sys.stderr)


def for_those_who_run_it() -> str:
    """Returns what whoever runs the assistant has to do before another release is served."""
    return (
        "An assistant that is running keeps what it has loaded until it is started again, or is told to load the new release: "
        "kill -HUP with the process id of 'rrn run'."
    )
