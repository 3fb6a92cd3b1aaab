"""What is written down of a turn that was just answered."""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import Any

from rrn.applicability import decision_table
from rrn.clock import today
from rrn.content import content, content_version
from rrn.dialogue.turn import Turn
from rrn.record.recorded_turn import RecordedTurn
from rrn.record.settings import MODEL_VERSION_VARIABLE
from rrn.understanding.reading import Reading


def recorded(turn: Turn, reply: dict[str, Any], conversation: str, channel: str, asked: str, received: float | None) -> RecordedTurn:
    """Returns the record of a turn.

    Args:
        turn: The turn: what was understood, and the state before it.
        reply: The reply object; its trace names the turn.
        conversation: The conversation it belongs to.
        channel: The channel it came over.
        asked: What was typed, without personal data.
        received: When the message came in, in seconds since 1970; None where that is not known.
    """
    trace = reply["trace"]
    return RecordedTurn(
        id=trace["turn"],
        conversation=conversation,
        channel=channel,
        at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
        day=today(),
        asked=asked,
        reading=turn.reading.to_dict(),
        names=_names(turn.reading),
        state=turn.state.to_slots(),
        kind=reply["kind"],
        answer=reply["id"],
        rule=trace["rule"],
        rule_version=trace["rule_version"],
        rows=_rows(reply),
        content_version=content_version(),
        sources=[{"id": each.id, "sha256": each.sha256, "supplied": each.supplied.isoformat()} for each in content().sources.values()],
        model_version=os.environ.get(MODEL_VERSION_VARIABLE) or None,
        reply=reply,
        latency_ms=round((time.time() - received) * 1000, 2) if received else None,
    )


def _names(reading: Reading) -> dict[str, str]:
    labels = [label for part in reading.parts for label in (part.label, *part.options, *(each for each, _ in part.ranking))]
    names = {label: _plain(label) for label in labels}
    table = decision_table()
    return names | {service.sector: table.label(service.sector) for service in reading.services if service.sector}


def _plain(label: str) -> str:
    """Returns plain words for a label: the title of what is answered, the topic of what is not."""
    known = content()
    family, _, name = label.partition("/")
    if family == "not_covered" and name in known.topics:
        return known.topics[name].text.partition(".")[0]
    try:
        title = known.title(label)
    except KeyError:  # an answer that was taken out of the content
        title = None
    return title or (name or family).replace("_", " ")


def _rows(reply: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the rows of the decision table that were used, also those of a second question's answer."""
    named = set((reply["trace"]["rule"] or "").split(", "))
    for other in reply["also"]:
        verdicts = other["verdict"] if isinstance(other["verdict"], list) else [other["verdict"]]
        named |= {verdict["rule"] for verdict in verdicts if verdict}
    return [
        {
            "id": row.id,
            "setting": sorted(row.setting),
            "nhs": sorted(row.nhs),
            "cqc": sorted(row.cqc),
            "outcome": row.outcome,
            "ask": row.ask,
        }
        for row in decision_table().rules
        if row.id in named
    ]
