"""The held-out questions and what is expected of the replies to them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from rrn.content import normal_form
from rrn.reply import CONFIDENT_KINDS

#: Groups of questions that the page answers, those that it does not, and the others, in the order of the report.
GROUPS = (
    "answer",
    "trap",
    "verdict",
    "status",
    "chain",
    "in_time",
    "two_questions",
    "handover",
    "safeguarding",
    "small_talk",
    "odd_input",
    "near_miss",
    "unrelated",
)


#: Honest replies to a follow-up of an answer that is not given any more.
NOTHING_TO_FOLLOW = ("not_covered", "clarify", "chitchat")


@dataclass(frozen=True)
class Expected:
    """What one reply may be.

    Attributes:
        kinds: Acceptable kinds.
        ids: Acceptable ids of an answer; empty where any will do.
        sector: Acceptable sectors of a verdict; empty where any will do.
        outcome: Acceptable outcomes of a verdict; empty where any will do.
        sectors: Outcome by sector, where several settings were asked about at once.
        status: Acceptable statuses; empty where any will do.
        also: What the reply to a second question may be: ids or kinds; empty where none is expected.
    """

    kinds: tuple[str, ...]
    ids: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    sectors: tuple[tuple[str, str], ...] = ()
    status: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def met_by(self, reply: dict[str, Any]) -> bool:
        """Says whether a reply object, with its further replies, is one of those expected."""
        replies = [reply, *reply["also"]]
        if self.sectors:
            return self._verdicts_met(replies)
        if self.also:
            return any(self._one_met(each) for each in replies) and any(
                each["id"] in self.also or each["kind"] in self.also for each in replies if not self._only(each, replies)
            )
        return self._one_met(reply)

    def _only(self, reply: dict[str, Any], replies: list[dict[str, Any]]) -> bool:
        """Says whether a reply is the one reply that answers the first question, so that it cannot also answer the second."""
        return self._one_met(reply) and sum(self._one_met(each) for each in replies) == 1 and len(replies) > 1

    def _verdicts_met(self, replies: list[dict[str, Any]]) -> bool:
        outcomes: dict[str, str] = {}
        for reply in replies:
            verdicts = reply["verdict"] or []
            for verdict in verdicts if isinstance(verdicts, list) else [verdicts]:
                outcomes[verdict["sector"]] = verdict["outcome"]
        clarified = any(reply["kind"] == "clarify" for reply in replies)
        return all(outcomes.get(sector, "clarify" if clarified else "") == outcome for sector, outcome in self.sectors)

    def _one_met(self, reply: dict[str, Any]) -> bool:
        if reply["kind"] not in self.kinds:
            return False
        if reply["kind"] in ("answer", "handover"):
            return not self.ids or reply["id"] in self.ids or (reply["kind"] == "handover" and reply["id"] == "handover")
        if reply["kind"] == "verdict":
            verdicts = reply["verdict"] if isinstance(reply["verdict"], list) else [reply["verdict"]]
            return all(
                (not self.sector or verdict["sector"] in self.sector) and (not self.outcome or verdict["outcome"] in self.outcome)
                for verdict in verdicts
            )
        if reply["kind"] == "status":
            return not self.status or reply["status"]["status"] in self.status
        return True


@dataclass(frozen=True)
class Case:
    """A held-out conversation of one or more turns."""

    id: str
    group: str
    turns: tuple[str, ...]
    expect: tuple[Expected, ...]


def load_cases(path: Path) -> list[Case]:
    """Returns the cases of a file.

    Raises:
        ValueError: A case has not one expectation for each turn, or names an unknown group.
    """
    cases = []
    for entry in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")):
        if len(entry["turns"]) != len(entry["expect"]) or entry["group"] not in GROUPS:
            raise ValueError(f"{path}, {entry['id']}: one expectation a turn and a known group are needed.")
        expect = tuple(_expected(each) for each in entry["expect"])
        cases.append(Case(entry["id"], entry["group"], tuple(entry["turns"]), expect))
    return cases


def cases_of(folder: Path) -> list[Case]:
    """Returns the cases of a folder's files, in the order of their names; raises what :func:`load_cases` raises."""
    return [case for path in sorted(folder.glob("*.yml")) for case in load_cases(path)]


def without(case: Case, withdrawn: Set[str]) -> Case:
    """Returns a case as it is to be judged where answers were withdrawn: "not covered" is right in their place.

    What follows up on such an answer ("where does it say that?") has nothing left to follow up on.
    """
    expect: list[Expected] = []
    gone = False
    for each in case.expect:
        judged = _without(each, withdrawn)
        expect.append(replace(judged, kinds=(*judged.kinds, *NOTHING_TO_FOLLOW)) if gone else judged)
        gone = gone or not withdrawn.isdisjoint(each.ids)
    return replace(case, expect=tuple(expect))


def _without(expected: Expected, withdrawn: Set[str]) -> Expected:
    kinds, also = expected.kinds, expected.also
    if not withdrawn.isdisjoint(expected.ids):
        kinds = (*kinds, "not_covered")
    if not withdrawn.isdisjoint(also):
        also = (*also, "not_covered")
    return replace(expected, kinds=kinds, also=also)


def questions(folder: Path) -> frozenset[str]:
    """Returns the single questions of a folder of cases in plain form; none of them may be a training example."""
    return frozenset(normal_form(case.turns[0]) for case in cases_of(folder) if len(case.turns) == 1)


def _expected(entry: dict[str, Any]) -> Expected:
    def listed(name: str) -> tuple[str, ...]:
        value = entry.get(name) or ()
        return (value,) if isinstance(value, str) else tuple(value)

    return Expected(
        kinds=listed("kinds"),
        ids=listed("ids"),
        sector=listed("sector"),
        outcome=listed("outcome"),
        sectors=tuple((entry.get("sectors") or {}).items()),
        status=listed("status"),
        also=listed("also"),
    )


@dataclass(frozen=True)
class Result:
    """What came of a case: ``first_wrong`` is the number of the first turn that was not as expected, -1 where none."""

    case: Case
    replies: tuple[dict[str, Any], ...]
    first_wrong: int

    @property
    def right(self) -> bool:
        """Says whether every turn was as expected."""
        return self.first_wrong < 0

    @property
    def wrong_but_confident(self) -> bool:
        """Says whether a turn stated a fact where that was not expected: the worst fault."""
        pairs = zip(self.replies, self.case.expect, strict=True)
        return any(reply["kind"] in CONFIDENT_KINDS and not expected.met_by(reply) for reply, expected in pairs)


def judge(case: Case, replies: list[dict[str, Any]]) -> Result:
    """Returns what came of a case."""
    met = [expected.met_by(reply) for reply, expected in zip(replies, case.expect, strict=True)]
    return Result(case, tuple(replies), met.index(False) if False in met else -1)
