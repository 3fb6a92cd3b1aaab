"""``rrn content publish`` and ``rrn content releases``."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from commands import gate
from commands.keeping import CANDIDATE, for_those_who_run_it, keep_what_is_there, release_of
from commands.model import current_model
from evaluation.gate import shown
from evaluation.held_out import questions
from rrn.differences import differences
from rrn.drafts import Draft, Drafts
from rrn.items import read_items
from rrn.lint_content import Candidate, problems_of
from rrn.paths import DATA, HELD_OUT
from rrn.pieces import copied_with
from rrn.problems import ProblemsError
from rrn.releases import STEPS, Action, ReleaseError, Releases
from rrn.table_differences import table_differences
from rrn.tables import read_tables

#: What the log says of how a release became current.
_DID: Mapping[Action, str] = {
    "found": "was there",
    "publish": "published",
    "source": "version of a source added",
    "confirm": "confirmed",
    "rollback": "gone back to",
}


class RefusedError(RuntimeError):
    """The gate refuses a candidate; nothing was published."""


def publish(names: Sequence[str], by: str, reason: str, override: str) -> None:
    """Publishes reviewed drafts, if the gate lets them pass.

    Args:
        names: Ids of the drafts; all reviewed ones where it is empty.
        by: Who publishes: a name or a role.
        reason: Why, in their words; may be empty.
        override: Why it is to be published although the gate refuses it; empty to be bound by the gate.

    Raises:
        RefusedError: The gate refuses it.
        ReleaseError: There is nothing to publish, or another process is publishing.
        ProblemsError: Something is wrong with the content.
    """
    if not by.strip():
        raise ReleaseError("Say who publishes: --by with a name or a role.")
    releases, drafts = Releases(), Drafts()
    with releases.locked():
        releases.recover()
        chosen = _chosen(drafts, names)
        changes = _build(drafts, chosen)
        print("This will change:\n" + "\n".join(changes) + "\n", flush=True)
        started = time.monotonic()
        gate.train(DATA)
        gate.train(CANDIDATE)
        findings = gate.judge(DATA, CANDIDATE)
        gate.keep_time(time.monotonic() - started)
        print("\n" + shown(findings) + "\n", flush=True)
        if not findings.passed and not override:
            raise RefusedError(
                "Not published: the gate refuses a change that makes a question worse. Change the draft and review it again. If you are "
                'sure that it must go out all the same, publish with --override "the reason"; the reason is kept with the release.'
            )
        keep_what_is_there(releases)
        release = release_of(CANDIDATE, by, tuple(changes), reason, findings, override if not findings.passed else "")
        releases.keep(release, CANDIDATE, current_model(CANDIDATE), asdict(findings))
        releases.make_current(release.version, "publish", by, reason)
        drafts.discard(chosen)
        shutil.rmtree(CANDIDATE.parent)
    print(f"Published: release {release.version}. {for_those_who_run_it()}")


def _chosen(drafts: Drafts, names: Sequence[str]) -> dict[str, Draft]:
    waiting = drafts.all()
    chosen = drafts.chosen(names) or {name: draft for name, draft in waiting.items() if draft.reviewed}
    unreviewed = [name for name, draft in chosen.items() if not draft.reviewed]
    if unreviewed:
        raise ReleaseError(f"Nobody has reviewed {', '.join(unreviewed)} as it stands. Review it first: rrn content review ID --by NAME")
    if not chosen:
        left = f" There are drafts that nobody has reviewed: {', '.join(waiting)}." if waiting else ""
        raise ReleaseError(f"There is no reviewed draft, so there is nothing to publish.{left}")
    outdated = [name for name in drafts.outdated() if name in chosen]
    if outdated:
        raise ReleaseError(
            f"{', '.join(outdated)} was changed by somebody else since the draft was made. Look at 'rrn content diff', then discard the "
            "draft and make it again: rrn content discard ID"
        )
    for name in waiting.keys() - chosen.keys():
        print(f"Left out: '{name}' ({waiting[name].state}).")
    return chosen


def _build(drafts: Drafts, chosen: Mapping[str, Draft]) -> list[str]:
    """Builds the candidate in a folder of its own; returns what it changes, in words."""
    copied_with(DATA, CANDIDATE, (draft.stamped() for draft in chosen.values()))
    after, tables, published = read_items(CANDIDATE), read_tables(CANDIDATE), drafts.published_tables()
    problems = problems_of(Candidate(CANDIDATE, after, tables, published, questions(HELD_OUT)))
    if problems:
        raise ProblemsError(problems)
    changes = differences(drafts.published(), after) + table_differences(published, tables)
    if not changes:
        raise ReleaseError("The drafts change nothing, so there is nothing to publish.")
    return changes


def releases_shown() -> str:
    """Returns the releases for a person to read, the newest first."""
    releases = Releases()
    log = releases.log()
    if not log:
        return "Nothing was published yet: the content is served as it stands in the folder of the project."
    lines = []
    for place, entry in reversed(list(enumerate(log))):
        release = releases.release(entry.version)
        mark = "*" if place == len(log) - 1 else " "
        lines.append(
            f"{mark} {entry.version}  {entry.at[:16].replace('T', ' ')}  {_DID[entry.action]}, {entry.by}"
            f"{f': {entry.reason}' if entry.reason else ''}"
        )
        lines += [f"      though nobody is on record as having reviewed it as it is: {entry.override}"] if entry.override else []
        if release.fitted_from:
            lines += [f"      a copy of release {release.fitted_from}", *(f"      {change}" for change in release.changes)]
        if entry.action == "publish":
            figures = release.gate
            lines.append(
                f"      gate: {figures['better']} better, {figures['worse']} worse, {figures['right']} of {figures['questions']} right"
            )
            lines += [f"      published against the gate: {release.override}"] if release.override else []
        if entry.action in STEPS:
            lines += [f"      {line}" for change in release.changes for line in change.split("\n")[:1]]
    if releases.in_place() is None:
        lines.insert(0, f"The content in {DATA} was changed by other means since the last release.")
    return "\n".join(lines)
