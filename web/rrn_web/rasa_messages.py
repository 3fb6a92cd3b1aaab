"""A reply as the messages that a standard client of Rasa shows."""

from __future__ import annotations

from typing import Any

from rrn_web.inbox import Message
from rrn_web.turns import shown
from rrn_web.written_reply import source_line


def rasa_messages(message: Message) -> list[dict[str, Any]]:
    """Returns texts as Rasa's channels send them, a paragraph a message, then the reply object as ``custom``.

    The buttons stand with the last text of the reply that offers them, so that they come before the next reply's text.
    """
    reply = shown(message)
    found: list[dict[str, Any]] = []
    for each in [reply, *reply["also"]]:
        text = "\n".join(part for part in (each["text"], source_line(each)) if part)
        found += [{"text": part.strip()} for part in text.split("\n\n") if part.strip()]
        if each["buttons"]:
            found[-1]["buttons"] = [{"title": button["title"], "payload": button["payload"]} for button in each["buttons"]]
    return [*found, {"custom": reply}]
