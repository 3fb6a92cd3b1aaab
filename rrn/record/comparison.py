"""Two replies to the same turn, compared: their decisions, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rrn.record.recorded_turn import RecordedTurn

#: What the assistant decided: a difference in any of these is a difference of the verdict.
DECIDED = ("kind", "id")
DECIDED_OF_VERDICT = ("sector", "outcome", "nhs_commissioned", "cqc_regulated", "force", "rule")
DECIDED_OF_STATUS = ("provider", "status")
#: Everything else that a person sees: its words and what it offers.
SAID = ("text", "verdict", "status", "sources", "buttons")

Outcome = Literal["same", "words", "verdict"]


@dataclass(frozen=True)
class Difference:
    """What replaying one turn showed.

    Attributes:
        outcome: ``same``, only the ``words`` differ, or the ``verdict`` does.
        changes: Each difference as a field's name, its value then and its value now.
    """

    turn: RecordedTurn
    outcome: Outcome
    changes: tuple[tuple[str, Any, Any], ...]


def compare(turn: RecordedTurn, now: dict[str, Any]) -> Difference:
    """Returns how a reply object differs from the recorded one."""
    then_replies, now_replies = ([reply, *reply["also"]] for reply in (turn.reply, now))
    then_decided, now_decided = ([_decided(reply) for reply in replies] for replies in (then_replies, now_replies))
    if then_decided != now_decided:
        return Difference(turn, "verdict", (("decision", then_decided, now_decided), *_said(then_replies, now_replies)))
    changes = _said(then_replies, now_replies)
    return Difference(turn, "words" if changes else "same", changes)


def _decided(reply: dict[str, Any]) -> dict[str, Any]:
    verdicts = reply["verdict"] if isinstance(reply["verdict"], list) else [reply["verdict"]] if reply["verdict"] else []
    return {
        **{name: reply[name] for name in DECIDED},
        "rule": reply["trace"].get("rule"),
        "verdicts": [{name: verdict[name] for name in DECIDED_OF_VERDICT} for verdict in verdicts],
        "status": {name: reply["status"][name] for name in DECIDED_OF_STATUS} if reply["status"] else None,
    }


def _said(then_replies: list[dict[str, Any]], now_replies: list[dict[str, Any]]) -> tuple[tuple[str, Any, Any], ...]:
    pairs = enumerate(zip(then_replies, now_replies, strict=False))
    return tuple(
        (f"also {number}: {name}" if number else name, then[name], now[name])
        for number, (then, now) in pairs
        for name in SAID
        if then[name] != now[name]
    )
