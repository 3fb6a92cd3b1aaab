"""A conversation as a person keeps it: what was asked, what was answered and where that stands."""

from __future__ import annotations

import datetime as dt

from rrn_web.inbox import Message
from rrn_web.written_reply import source_line, written_day


def written_conversation(conversation: str, messages: list[Message]) -> str:
    """Returns a conversation as plain text, with the reference by which the office finds it."""
    parts = [_written(message) for message in messages] or ["Nothing has been asked yet."]
    return "\n\n".join([f"RRN Assistant. Reference of this conversation: {conversation}", *parts]) + "\n"


def _written(message: Message) -> str:
    lines = [f"[{_moment(message.at)}] You: {message.text}"]
    for reply in [message.reply, *message.reply["also"]] if message.reply else []:
        lines.append(f"Assistant: {reply['text']}")
        lines += [line for line in [source_line(reply)] if line]
        lines += [f"  \u201c{source['quote']}\u201d" for source in reply["sources"]]
    return "\n".join(lines)


def _moment(moment: dt.datetime) -> str:
    return f"{written_day(moment)}, {moment:%H:%M} UTC"
