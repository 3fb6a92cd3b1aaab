"""``rrn rollback``: back to the release before the current one, in one step."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from commands import gate
from commands.keeping import for_those_who_run_it, require_sound
from commands.model import current_model
from rrn.content import version_of
from rrn.drafts import Drafts
from rrn.older_release import lacking, make_fitting
from rrn.paths import DATA, STATE
from rrn.pieces import Piece, digest_of
from rrn.releases import Release, ReleaseError, Releases, now
from rrn.reply import british_date
from rrn.yaml_file import DataError

#: Where a release is made to fit the software.
FITTED = STATE / "fitted" / "data"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``rollback`` to the command line."""
    back = commands.add_parser("rollback", help="go back to the release before the current one")
    back.add_argument("--by", required=True, help="your name or your role")
    back.add_argument("--reason", default="", help="why; it is kept in the log")
    back.add_argument(
        "--override", default="", metavar="REASON", help="go back to a release of which nobody is on record as reviewer; the reason is kept"
    )


def roll_back(by: str, reason: str, override: str) -> None:
    """Goes back to the release before the current one: its content and its model.

    What was published and is taken back becomes drafts again, so that nobody's work is lost; what was confirmed is said again with one
    command. A release from before the software wanted a review of its
    tables is served as a copy that has what it lacks, and only where a person says why.

    Args:
        by: Who goes back: a name or a role.
        reason: Why, in their words; may be empty.
        override: Why it is to be served although nobody is on record as having reviewed it; empty to be refused then.

    Raises:
        ReleaseError: There is nothing to go back to, it cannot be served, or another process is publishing.
    """
    if not by.strip():
        raise ReleaseError("Say who goes back: --by with a name or a role.")
    releases, drafts = Releases(), Drafts()
    with releases.locked():
        releases.recover()
        if releases.in_place() is None and releases.current() is not None:
            raise ReleaseError(f"The content in {DATA} was changed by other means since it was published. Undo that first.")
        step, previous = releases.last_step(), releases.previous()
        lacks = lacking(previous.data, DATA)
        if lacks:
            target = _fitted(releases, previous, lacks, by, override.strip())
        else:
            target = previous
            _require_loadable(previous.version, previous.data)
            _train(previous)
        taken_back = drafts.served()
        releases.make_current(target.version, "rollback", by, reason, override.strip() if lacks else "")
        if step.action == "publish":
            _keep_as_drafts(taken_back)
    made = british_date(dt.datetime.fromisoformat(previous.made_at).date())
    copied = f", served as its copy {target.version}" if lacks else ""
    print(f"Back at release {previous.version} of {made}{copied}. {for_those_who_run_it()}")


def _fitted(releases: Releases, release: Release, lacks: list[str], by: str, override: str) -> Release:
    """Returns a release that is a copy of another one with what that lacks.

    Raises:
        ReleaseError: Nobody says why it is to be served, or it cannot be.
    """
    if not override:
        raise ReleaseError(
            f"Release {release.version} is older than this version of the software and lacks {', '.join(lacks)}. So nobody is on record as "
            "having reviewed it as it would be served, and the current release stays. To go back to it all the same: "
            'rrn rollback --by NAME --override "the reason". What it lacks, and what only developers change, is then as it is now. The '
            "reason is kept in the log, and 'rrn content list' shows what is still to be reviewed."
        )
    make_fitting(release.data, DATA, FITTED)
    version = version_of(FITTED)
    changes = tuple(f"Release {release.version} lacks {each}." for each in lacks)
    copy = replace(release, version=version, folder=releases.folder / version, made_at=now().isoformat(), by=by)
    copy = replace(copy, model=current_model(FITTED).name, changes=changes, gate={}, override="", fitted_from=release.version)
    _require_loadable(release.version, FITTED)
    gate.train(FITTED)
    kept = releases.keep(copy, FITTED, current_model(FITTED), {})
    shutil.rmtree(FITTED.parent)
    print("\n".join(changes), flush=True)
    return kept


def _require_loadable(version: str, data: Path) -> None:
    """Checks that this version of the software can serve a release's content, before it takes the place of one that it does serve.

    Raises:
        ReleaseError: It cannot.
    """
    try:
        require_sound(data)
    except DataError as error:
        raise ReleaseError(
            f"Release {version} cannot be served by this version of the software, so the current one stays: {error}"
        ) from error


def _train(release: Release) -> None:
    """Trains a release's model before it is served, where the kept one is not of this version of the software."""
    model = current_model(release.data)
    if model.name != release.model and not model.exists():
        print("The software has changed since that release, so its model is trained again.", flush=True)
        gate.train(release.data)


def _keep_as_drafts(taken_back: Mapping[str, Piece]) -> None:
    drafts = Drafts()
    kept, waiting = drafts.served(), drafts.all()
    gone = (name for name, piece in taken_back.items() if name not in kept or digest_of(kept[name]) != digest_of(piece))
    for draft in drafts.save_all([taken_back[name] for name in gone if name not in waiting]):
        print(f"Kept as a draft: '{draft.item.id}'.")
