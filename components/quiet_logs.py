"""What Rasa logs holds no typed text, at no level."""

from __future__ import annotations

import sys
import traceback
from typing import Any

import structlog
from rrn_privacy import redact

#: Fields of Rasa's log entries that say where and what, and never what somebody typed.
SAFE_FIELDS = frozenset({"event", "event_info", "event_key", "level", "logger", "timestamp", "exception", "exc_info", "stack_info"})


def without_typed_text(_logger: Any, method: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Returns a log entry with its safe fields alone, and with a traceback that shows no variables.

    Rasa's own entries carry the message, the events and the slots (``text``, ``rasa_events``, ``slot_values`` and twenty more), and
    structlog's tracebacks print the local variables of every frame.
    """
    kept = {name: value for name, value in entry.items() if name in SAFE_FIELDS}
    error = entry.get("exc_info") or (method == "exception")
    if error:
        kind, value, frames = error if isinstance(error, tuple) else sys.exc_info()
        lines = [*traceback.format_tb(frames), *traceback.format_exception_only(kind, value)]
        kept["exception"] = redact("".join(lines))
        kept["exc_info"] = False  # or structlog adds it again
    return kept


def leave_typed_text_out_of_logs() -> None:
    """Puts :func:`without_typed_text` in front of everything that structlog does; more than once does no harm."""
    # In place, since Rasa's loggers keep the list that they met first.
    processors: list[Any] = structlog.get_config()["processors"]
    if without_typed_text not in processors:
        processors.insert(0, without_typed_text)
