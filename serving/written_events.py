"""Events from the form in which Rasa writes them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses


@cache
def _types() -> dict[str, type[Event]]:
    return {each.type_name: each for each in all_subclasses(Event)}


def events_of(written: Iterable[dict[str, Any]]) -> list[Event]:
    """Returns events as objects; Rasa's own reader goes through all classes of events for each."""
    types = _types()
    return [event for event in (types[each["event"]]._from_parameters(each) for each in written) if event]
