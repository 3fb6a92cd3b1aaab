"""The client's ledger: each message is written down before it is sent, and each answer when it is there."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType


@dataclass
class Sent:
    """One message as its sender saw it; times are those of one clock, in nanoseconds.

    Attributes:
        conversation: The conversation, as the stores name it.
        message: The id that the client gave it.
        text: What was said.
        sent_at: When it was first sent.
        answered_at: When it was acknowledged, None where it never was.
        reply: The text that came back.
        statuses: Status of each attempt; 0 where the connection broke.
    """

    conversation: str
    message: str
    text: str
    sent_at: int
    answered_at: int | None = None
    reply: str = ""
    statuses: list[int] = field(default_factory=list)


class Ledger:
    """Writes the ledger, line by line, each on the disk's way before its message is on the wire.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", buffering=1)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def sending(self, conversation: str, message: str, text: str) -> None:
        """Writes down that a message is about to be sent."""
        self._write({"sending": message, "conversation": conversation, "text": text, "at": time.monotonic_ns()})

    def answered(self, message: str, status: int, reply: str) -> None:
        """Writes down what came back."""
        self._write({"answered": message, "status": status, "reply": reply, "at": time.monotonic_ns()})

    def _write(self, entry: dict[str, object]) -> None:
        self._file.write(json.dumps(entry) + "\n")


def read_ledger(lines: Iterable[str]) -> list[Sent]:
    """Returns the messages of a ledger in the order they were first sent."""
    sent: dict[str, Sent] = {}
    for line in lines:
        entry = json.loads(line)
        if "sending" in entry:
            sent.setdefault(entry["sending"], Sent(entry["conversation"], entry["sending"], entry["text"], entry["at"]))
            continue
        message = sent[entry["answered"]]
        message.statuses.append(entry["status"])
        if entry["status"] == 200 and message.answered_at is None:
            message.answered_at, message.reply = entry["at"], entry["reply"]
    return list(sent.values())
