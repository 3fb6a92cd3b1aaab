"""Releases: every version of the content that was published, kept whole, and which of them was current when.

A release is a folder ``<content version>/`` under ``releases/`` of the state folder: ``data/``, ``model.tar.gz``, what the gate
found (``gate.json``) and ``release.json``. ``log.json`` says in order which release became current, when, by whom and why; nothing
is ever taken out of it. A change of release is written to ``switch.json`` before anything is touched: where the process is killed
in the middle, :meth:`Releases.recover` finishes it at the next start.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from rrn.clock import today
from rrn.content import version_of
from rrn.paths import DATA, MODELS, STATE
from rrn.whole_files import outgoing_name, place_folder, write_whole

#: How a release became current: it was there before the first one was published, it was published, a version of a source was added,
#: something was confirmed against one, or it was gone back to.
Action = Literal["found", "publish", "source", "confirm", "rollback"]
#: What is a step that one can go back from.
STEPS: frozenset[Action] = frozenset({"publish", "source", "confirm"})


class ReleaseError(RuntimeError):
    """A release cannot be made or gone back to."""


class BusyError(ReleaseError):
    """Another process is publishing or rolling back."""


@dataclass(frozen=True)
class Release:
    """A version of the content that is kept.

    Attributes:
        version: Its content version.
        folder: Where it is kept.
        made_at: When it was kept, ISO 8601.
        by: Who published it.
        reason: Why, in a person's words; may be empty.
        override: Why it was published although the gate refused it; empty where the gate let it pass.
        model: File name of its model in ``models/``.
        sources: Days of supply of its source texts, by source id.
        changes: What it changed, in words.
        gate: Figures of the gate.
        fitted_from: Version of the release that this is a copy of, made to fit newer software; empty for any other.
    """

    version: str
    folder: Path
    made_at: str
    by: str
    reason: str = ""
    override: str = ""
    model: str = ""
    sources: dict[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    gate: dict[str, Any] = field(default_factory=dict)
    fitted_from: str = ""

    @property
    def data(self) -> Path:
        """Its content."""
        return self.folder / "data"

    @property
    def model_file(self) -> Path:
        """Its trained model."""
        return self.folder / "model.tar.gz"


@dataclass(frozen=True)
class Entry:
    """A line of the log: a release became current.

    Attributes:
        override: Why it was gone back to though nobody is on record as having reviewed it as it is; empty otherwise.
    """

    version: str
    at: str
    action: Action
    by: str
    reason: str
    previous: str
    override: str = ""

    def was_by(self, when: dt.date) -> bool:
        """Says whether it became current by the end of a day, or by a moment (a ``datetime`` with its time zone)."""
        moment = dt.datetime.fromisoformat(self.at)
        return moment <= when if isinstance(when, dt.datetime) else moment.date() <= when


def now() -> dt.datetime:
    """Returns this moment with its time zone, on the day that answers are given on."""
    moment = dt.datetime.now().astimezone().replace(microsecond=0)
    return moment.replace(year=(day := today()).year, month=day.month, day=day.day)


class Releases:
    """The releases of one content folder.

    Args:
        folder: Where they are kept.
        data: The content that is served.
        models: Where trained models are looked for.
    """

    def __init__(self, folder: Path = STATE / "releases", data: Path = DATA, models: Path = MODELS) -> None:
        self.folder = folder
        self._data = data
        self._models = models
        self._log = folder / "log.json"
        self._journal = folder / "switch.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the releases for one process.

        Raises:
            BusyError: Another process is publishing or rolling back.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BusyError("Somebody else is publishing or rolling back at this moment. Try again in a few minutes.") from error
            yield

    def log(self) -> list[Entry]:
        """Returns how releases became current, the first one first."""
        if not self._log.exists():
            return []
        return [Entry(**entry) for entry in json.loads(self._log.read_text(encoding="utf-8"))]

    def release(self, version: str) -> Release:
        """Returns a release.

        Raises:
            ReleaseError: It is not kept.
        """
        folder = self.folder / version
        if not (folder / "release.json").exists():
            raise ReleaseError(f"There is no release {version}. 'rrn content releases' lists those that are kept.")
        kept = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        return Release(folder=folder, **{**kept, "changes": tuple(kept["changes"])})

    def current(self) -> Release | None:
        """Returns the release that is current, or None where nothing was published yet."""
        log = self.log()
        return self.release(log[-1].version) if log else None

    def in_place(self) -> Release | None:
        """Returns the current release where it is what stands in ``data/``; None where that was changed by other means."""
        current = self.current()
        return current if current and current.version == version_of(self._data) else None

    def on(self, when: dt.date) -> Release | None:
        """Returns the release that was current at the end of a day, or at a moment; None where nothing was published yet at all.

        The first release of all was there before anything was published: it answers for all the days before, too.
        """
        log = self.log()
        until = [entry for entry in log if entry.was_by(when)]
        return self.release((until or log)[-1 if until else 0].version) if log else None

    def keep(self, release: Release, data: Path, model: Path, gate: dict[str, Any]) -> Release:
        """Keeps a version of the content as a release, beside those that are there; it does not become current by that.

        Args:
            release: What is to be said of it; its folder is the one of its version.
            data: Its content, which is copied.
            model: Its model, which is copied.
            gate: Everything that the gate found, question by question.
        """
        folder = self.folder / release.version
        if folder.exists():
            return self.release(release.version)
        aside = self.folder / f".{release.version}"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(data, aside / "data")
        shutil.copyfile(model, aside / "model.tar.gz")
        write_whole(aside / "gate.json", json.dumps(gate, ensure_ascii=False, indent=1))
        described = {name: value for name, value in asdict(release).items() if name != "folder"}
        write_whole(aside / "release.json", json.dumps(described, ensure_ascii=False, indent=1))
        aside.rename(folder)
        return self.release(release.version)

    def make_current(self, version: str, action: Action, by: str, reason: str = "", override: str = "") -> None:
        """Makes a release that is kept the one that is served.

        Raises:
            ReleaseError: It is not kept, or its content cannot be put in place.
        """
        self.release(version)
        log = self.log()
        entry = Entry(version, now().isoformat(), action, by, reason, log[-1].version if log else "", override)
        write_whole(self._journal, json.dumps({"entry": asdict(entry), "log_length": len(log)}))
        self.recover()

    def finish_what_was_cut_short(self) -> None:
        """Finishes a change of release that nobody is working on any more; called at every start."""
        if self._journal.exists():
            with suppress(BusyError), self.locked():
                self.recover()

    def recover(self) -> bool:
        """Finishes a change of release that was cut short, under the lock; says whether there was one."""
        if not self._journal.exists():
            return False
        journal = json.loads(self._journal.read_text(encoding="utf-8"))
        entry, log = Entry(**journal["entry"]), self.log()
        release = self.release(entry.version)
        try:
            self._put_in_place(release)
        except OSError as error:
            raise ReleaseError(f"The content of release {release.version} could not be put in place: {error}.") from error
        if len(log) == journal["log_length"]:
            write_whole(self._log, json.dumps([asdict(each) for each in (*log, entry)], ensure_ascii=False, indent=1))
        self._journal.unlink()
        return True

    def _put_in_place(self, release: Release) -> None:
        data = self._data.resolve()
        incoming = data.with_name(f".{data.name}-incoming")
        for left_over in (incoming, outgoing_name(data)):
            shutil.rmtree(left_over, ignore_errors=True)
        if not data.exists() or version_of(data) != release.version:
            shutil.copytree(release.data, incoming)
            place_folder(incoming, data)
        model = self._models / release.model
        if not model.exists():
            self._models.mkdir(parents=True, exist_ok=True)
            aside = model.with_name(f".{model.name}.{os.getpid()}")
            shutil.copyfile(release.model_file, aside)
            aside.replace(model)

    def last_step(self) -> Entry:
        """Returns the step that a roll-back takes back: the last one that made the current release, or what that is a copy of.

        Raises:
            ReleaseError: There is none.
        """
        log = self.log()
        if not log:
            raise ReleaseError("Nothing was published yet, so there is nothing to go back to.")
        current = self.release(log[-1].version)
        version = current.fitted_from or current.version
        steps = [entry for entry in log if entry.version == version and entry.action in STEPS]
        first = next(entry for entry in log if entry.version == version)
        if not steps and first.previous:
            raise ReleaseError(f"Release {version} was put in place by other means than 'rrn', so there is no step to take back.")
        if not steps or not steps[-1].previous:
            raise ReleaseError(f"Release {version} is the first one; there is nothing before it to go back to.")
        return steps[-1]

    def previous(self) -> Release:
        """Returns the release that a roll-back goes to: the one before the last step (:meth:`last_step`).

        Raises:
            ReleaseError: There is none.
        """
        return self.release(self.last_step().previous)


def release_on(when: dt.date) -> Release | None:
    """Returns the release that was current at the end of a day, or at a moment (see :meth:`Releases.on`)."""
    return Releases().on(when)
