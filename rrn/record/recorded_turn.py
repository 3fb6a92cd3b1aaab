"""One turn as it stands in the record. It holds all that explaining it needs, whatever becomes of the content."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RecordedTurn:
    """One turn.

    Attributes:
        id: The turn's id; over the front it is also the message's.
        conversation: The conversation it belongs to.
        channel: The channel it came over.
        at: When it was answered, in UTC, without a time zone.
        day: The day it was answered as of.
        asked: What was typed, without personal data.
        reading: What was understood (``Reading.to_dict``): questions with rankings, settings, facts.
        names: Plain words for the labels and settings of the reading.
        state: The state before the turn (``State.to_slots``).
        kind, answer: Kind and id of the reply.
        rule, rule_version: The row of the decision table and the table's version; several rows with commas between.
        rows: Those rows, as they stood.
        content_version: The content's version.
        sources: Documents that the content rests on: ``id``, ``sha256`` and ``supplied`` of each.
        model_version: The model's version; None where it is not known.
        reply: The whole reply object.
        latency_ms: Time from the message to the reply, in milliseconds; None where it is not known.
    """

    id: str
    conversation: str
    channel: str
    at: dt.datetime
    day: dt.date
    asked: str
    reading: dict[str, Any]
    names: dict[str, str]
    state: dict[str, Any]
    kind: str
    answer: str
    rule: str | None
    rule_version: int | None
    rows: list[dict[str, Any]]
    content_version: str
    sources: list[dict[str, str]]
    model_version: str | None
    reply: dict[str, Any]
    latency_ms: float | None


COLUMNS = tuple(RecordedTurn.__dataclass_fields__)
#: Fields that are kept as JSON.
JSON_FIELDS = ("reading", "names", "state", "rows", "sources", "reply")
