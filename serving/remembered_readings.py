"""Remembers how a wording was read: buttons, starter questions, "yes", and what everyone asks."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any

from rrn.clock import today

#: The moment at which a message came in, in a reading.
RECEIVED = "received"
#: Wordings that are remembered, some 6 KB each.
REMEMBERED = 2048


class RememberedReadings:
    """The latest readings by text, for one model. A reading depends on the text and, where it speaks of "last June", on the day."""

    def __init__(self) -> None:
        self._readings: OrderedDict[tuple[str, object], dict[str, Any]] = OrderedDict()

    def of(self, text: str) -> dict[str, Any] | None:
        """Returns the reading of a text that has come in now, None where it was not read before."""
        key = (text, today())
        known = self._readings.get(key)
        if known is None:
            return None
        self._readings.move_to_end(key)
        return {**known, RECEIVED: time.time()}

    def keep(self, text: str, reading: dict[str, Any]) -> None:
        """Remembers a reading; nobody changes it afterwards."""
        self._readings[(text, today())] = reading
        if len(self._readings) > REMEMBERED:
            self._readings.popitem(last=False)
