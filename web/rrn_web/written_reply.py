"""A reply in plain writing: what stands in transcripts and in the messages of standard clients."""

from __future__ import annotations

import datetime as dt
from typing import Any


def source_line(reply: dict[str, Any]) -> str:
    """Returns the line that names a reply's documents and their dates; empty where it rests on none."""
    named = dict.fromkeys(_named(source) for source in reply["sources"])
    return "\n".join(f"Source: {each}" for each in named)


def written_day(day: dt.date) -> str:
    """Returns a day as people in Britain write it, for example ``1 April 2021``."""
    return f"{day.day} {day:%B %Y}"


def _named(source: dict[str, Any]) -> str:
    dates = [f"as of {_written(source['as_of'])}"]
    if source.get("reviewed_on"):
        dates.append(f"reviewed on {_written(source['reviewed_on'])}")
    return f"{', '.join([source['title'], *dates])}. {source['url']}"


def _written(iso: str) -> str:
    return written_day(dt.date.fromisoformat(iso))
