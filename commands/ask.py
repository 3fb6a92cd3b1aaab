"""``rrn ask`` and ``rrn chat``."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from commands.assistant import Assistant
from rrn.reply import as_message


class InputError(ValueError):
    """A line of a batch is not what the contract asks for."""


def ask(question: str, as_json: bool) -> None:
    """Prints one answer: its text, then the source and its date, or the reply object."""
    (reply,) = asyncio.run(Assistant().conversation([question]))
    print(json.dumps(reply, ensure_ascii=False) if as_json else shown(reply))


def ask_batch(lines: TextIO, out: TextIO) -> None:
    """Answers conversations, one a line (see the reply contract); replies are written as soon as they are known.

    Raises:
        InputError: A line is not a conversation; nothing after it is answered.
    """
    assistant = Assistant()

    async def run() -> None:
        for entry in conversations(lines):
            replies = await assistant.conversation(entry["turns"])
            print(json.dumps({"id": entry["id"], "replies": replies}, ensure_ascii=False), file=out, flush=True)

    asyncio.run(run())


def conversations(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Returns the conversations of a batch.

    Raises:
        InputError: A line is not ``{"id": str, "turns": [str, ...]}``.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"Line {number} is not JSON: {error}") from error
        turns = entry.get("turns") if isinstance(entry, dict) else None
        if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns) or "id" not in entry:
            raise InputError(f'Line {number}: expected {{"id": "...", "turns": ["...", ...]}}.')
        yield entry


def shown(reply: dict[str, Any]) -> str:
    """Returns a reply as it is printed in a terminal, with its choices."""
    choices = [button["title"] for each in (reply, *reply["also"]) for button in each["buttons"]]
    return "\n".join([as_message(reply), *(f"  > {title}" for title in dict.fromkeys(choices))])


def chat() -> None:
    """Holds a conversation in the terminal until the end of input."""
    assistant = Assistant()
    print("Ask about the RRN Training Standards. An empty line ends the conversation.")

    async def run() -> None:
        while text := _typed():
            print(shown(await assistant.reply(text, "terminal")))

    asyncio.run(run())


def _typed() -> str:
    print("\n> " if sys.stdin.isatty() else "", end="", flush=True)
    return sys.stdin.readline().strip()
