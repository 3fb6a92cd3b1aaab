"""``rrn replay``: recorded turns answered anew, and what became different."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from commands.as_at import answering_from
from commands.assistant import silence_deprecations
from commands.record import add_days, between, opened_record
from rrn.clock import day_of
from rrn.record.comparison import Difference, compare
from rrn.record.one_turn import one_turn
from rrn.record.recorded_turn import RecordedTurn
from rrn.record.settings import SWITCH_VARIABLE, record_url
from rrn.releases import ReleaseError, Releases

#: Longest text that is shown of a difference, in characters.
SHOWN = 300
#: Set in the process that answers from other content, so that it does not start another one.
_ANSWERING_FROM = "RRN_ANSWERING_FROM"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what the command takes."""
    parser.add_argument("turn", nargs="?", help="id of one turn")
    add_days(parser)
    parser.add_argument(
        "--content", metavar="NAME", help="another version of the content: a release, as 'rrn content releases' names it, or a folder"
    )


def replay(arguments: argparse.Namespace) -> int:
    """Prints what differs, turn by turn, and a summary.

    Returns:
        0 where every verdict is the recorded one, 1 where one differs, 2 where there is nothing to replay.

    Raises:
        TurnNotFoundError: The record has no such turn.
        RecordUnavailableError: The record's database does not answer.
        ReleaseError: The content that is named is neither a release nor a folder.
    """
    if arguments.content and os.environ.get(_ANSWERING_FROM) != arguments.content:
        return _replay_in({_ANSWERING_FROM: arguments.content, **_environment(arguments.content)})
    if not arguments.turn and not arguments.since:
        print("rrn: say which turn to replay, or --since DATE.", file=sys.stderr)
        return 2
    turns = iter([one_turn(record_url(), arguments.turn)]) if arguments.turn else opened_record().between(*between(arguments))
    counted: Counter[str] = Counter()
    for difference in replayed(turns):
        counted[difference.outcome] += 1
        if difference.outcome != "same":
            print(_shown(difference))
    print(
        f"{counted.total()} turns replayed: {counted['same']} the same, {counted['words']} with the same verdict in other words, "
        f"{counted['verdict']} with another verdict."
    )
    return 2 if not counted else 1 if counted["verdict"] else 0


def _environment(content: str) -> dict[str, str]:
    """Returns what to set in the environment of a process that answers from a folder of content or from a release."""
    folder = Path(content)
    if (folder / "settings.yml").exists():
        return {"RRN_DATA": str(folder.resolve())}
    if folder.is_dir():
        raise ReleaseError(f"{content} is no content: it has no settings.yml.")
    return answering_from(Releases().release(content))


def _replay_in(environment: dict[str, str]) -> int:
    """Replays in a process of its own: a process knows one content, and one model."""
    return subprocess.run([sys.executable, "-m", "commands", *sys.argv[1:]], env={**os.environ, **environment}).returncode


def replayed(turns: Iterable[RecordedTurn]) -> Iterator[Difference]:
    """Returns how each turn is answered by the present content, from the recorded state before it and as of its day."""
    silence_deprecations()
    from commands.answer_again import Answerer  # imports Rasa

    os.environ[SWITCH_VARIABLE] = "off"
    answerer = Answerer()
    loop = asyncio.new_event_loop()
    for turn in turns:
        with day_of(turn.day):
            now = loop.run_until_complete(answerer.answer(turn))
        yield compare(turn, now)


def _shown(difference: Difference) -> str:
    turn = difference.turn
    title = "another verdict" if difference.outcome == "verdict" else "other words"
    lines = [f"{turn.id}, {turn.at:%Y-%m-%d %H:%M} UTC, {title}: {' '.join(turn.asked.split())[:80]}"]
    for name, then, now in difference.changes:
        lines += [f"  {name}", f"    then: {_brief(then)}", f"    now:  {_brief(now)}"]
    return "\n".join(lines)


def _brief(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[:SHOWN] + " ..."
