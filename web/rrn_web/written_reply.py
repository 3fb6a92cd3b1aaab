"""A reply in plain writing: what stands in transcripts and in the messages of standard clients."""

from __future__ import annotations

from typing import Any


def source_line(reply: dict[str, Any]) -> str:
    """Returns the line that names a reply's documents and their dates; empty where it rests on none."""
    named = dict.fromkeys(f"{source['title']}, as of {source['as_of']}. {source['url']}" for source in reply["sources"])
    return "\n".join(f"Source: {each}" for each in named)
