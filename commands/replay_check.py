"""``make replay-check``: records turns through the real assistant, replays them all, and explains a sample.

The turns are the held-out conversations, as they stand and in other spellings. They go into a record of their own.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from evaluation.held_out import cases_of
from rrn.paths import HELD_OUT
from rrn.record.comparison import Difference
from rrn.record.settings import SWITCH_VARIABLE, URL_VARIABLE

#: Turns that are explained, each by a process of its own.
EXPLAINED = 200
#: Seed of the spellings, so that the same turns are made each time.
SEED = 20_210_401


def conversations() -> Iterator[tuple[str, ...]]:
    """Returns held-out conversations without an end: as they stand first, then in other spellings."""
    rng = random.Random(SEED)
    cases = [case.turns for case in cases_of(HELD_OUT)]
    rng.shuffle(cases)
    for number, turns in enumerate(cycle(cases)):
        yield turns if number < len(cases) else tuple(_respelt(turn, rng) for turn in turns)


def _respelt(text: str, rng: random.Random) -> str:
    """Returns a text as another person might have typed it."""
    kind = rng.randrange(5)
    if kind == 0:
        return text.upper()
    if kind == 1:
        return text.rstrip("?.! ").lower()
    if kind == 2:
        return f"hi, {text} thanks"
    if kind == 3 and len(text) > 8:
        place = rng.randrange(1, len(text) - 2)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return f"{text} My number is 07700 900{rng.randrange(1000):03}."


def record_turns(count: int, url: str) -> None:
    """Records so many turns, or a few more to end a conversation, in the record at an address."""
    os.environ[SWITCH_VARIABLE], os.environ[URL_VARIABLE] = "on", url
    from commands.assistant import Assistant
    from rrn.record.recorder import recorder

    recorder.cache_clear()
    assistant = Assistant()

    async def run() -> None:
        done = 0
        for turns in conversations():
            await assistant.conversation(list(turns))
            done += len(turns)
            if done >= count:
                return

    asyncio.run(run())
    recorder().close()
    recorder.cache_clear()


def replay_all(url: str) -> list[Difference]:
    """Replays everything in the record at an address."""
    from commands.replay import replayed
    from rrn.record.store import Record

    return list(replayed(Record(url).between(dt.datetime.min, dt.datetime.max)))


def explain_some(differences: list[Difference], url: str) -> tuple[list[float], float]:
    """Returns how long ``rrn explain`` takes from the start of its process to its end, for turns spread over all of them, in milliseconds.

    All the times, the shortest first, and the median of processor time, which other work on the machine changes less.
    """
    times, processor = [], []
    for difference in islice(differences, 0, None, max(1, len(differences) // EXPLAINED)):
        started, used = time.perf_counter(), _processor_time_of_children()
        command = [sys.executable, "-m", "commands", "explain", difference.turn.id]
        subprocess.run(command, env={**os.environ, URL_VARIABLE: url}, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - started) * 1000)
        processor.append((_processor_time_of_children() - used) * 1000)
    return sorted(times), statistics.median(processor)


def _processor_time_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(count: int) -> int:
    """Prints what came of it.

    Returns:
        0 where every verdict replayed as it was recorded.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get(URL_VARIABLE) or f"sqlite:///{Path(folder) / 'record.db'}"
        started = time.perf_counter()
        record_turns(count, url)
        recorded_in = time.perf_counter() - started
        started = time.perf_counter()
        differences = replay_all(url)
        replayed_in = time.perf_counter() - started
        outcomes = Counter(difference.outcome for difference in differences)
        kinds = Counter(difference.turn.kind for difference in differences)
        times, processor = explain_some(differences, url)
        size = sum(path.stat().st_size for path in Path(folder).glob("record.db*"))
    print(f"{len(differences)} turns recorded in {recorded_in:.0f} s and replayed in {replayed_in:.0f} s, start of the model included.")
    print(f"Kinds: {', '.join(f'{kind} {number}' for kind, number in kinds.most_common())}.")
    print(f"The same: {outcomes['same']}; in other words: {outcomes['words']}; another verdict: {outcomes['verdict']}.")
    print(
        f"rrn explain of {len(times)} turns, from process start: median {statistics.median(times):.0f} ms, 95th percentile "
        f"{times[len(times) * 95 // 100]:.0f} ms, longest {times[-1]:.0f} ms; processor time {processor:.0f} ms at the median."
    )
    print(f"{size / max(1, len(differences)):.0f} bytes a turn on SQLite.")
    return 1 if outcomes["verdict"] or outcomes["words"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
