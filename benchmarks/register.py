"""How long the register takes: an import, and a look-up by a misspelt name, by size and engine.

    .venv/bin/python benchmarks/register.py --postgresql postgresql+psycopg2://user@host/database

prints JSON. The providers are made up from syllables and are all called "Test ...". On PostgreSQL the figures are taken in a
schema of its own, which is dropped afterwards.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import statistics
import string
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from rrn.register import Register

SIZES = (1, 10_000, 100_000)
LOOK_UPS = 300
HEADER = ("provider", "aliases", "status", "from", "to", "as_of", "review_by", "source", "quote")
KNOWN_FROM = "letter (test data)"
_STARTS = re.findall(r"\w+", "al ber cal dor el fen gar hol is kel lan mor nor os pen quil ros san tam ul ver wil yar zen")
_MIDDLES = re.findall(r"\w+", "a be co de fi go ha li mo na pe ri so tu ve wa")
_ENDS = re.findall(
    r"\w+", "bank brook by cester combe dale don field ford ham hurst ley mere mouth ness ridge stead stone ton vale wick wood worth"
)
_KINDS = (
    "Care",
    "Training",
    "Care Training",
    "Safe Handling",
    "Learning",
    "Care Skills",
    "Behaviour Support",
    "Health Training",
    "Academy",
)
_LEGAL = ("Ltd", "Limited", "CIC", "LLP", "")


def made_up_names(count: int, seed: int = 0) -> list[str]:
    """Returns names of providers that are plainly test data, each another one."""
    drawn = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        place = "".join((drawn.choice(_STARTS), drawn.choice(_MIDDLES), drawn.choice(_ENDS))).capitalize()
        second = f" {drawn.choice(_STARTS)}{drawn.choice(_ENDS)}".title() if drawn.random() < 0.6 else ""
        names.setdefault(f"Test {place}{second} {drawn.choice(_KINDS)} {drawn.choice(_LEGAL)}".strip())
    return list(names)


def write_file(path: Path, names: list[str]) -> None:
    """Writes a file of providers: two statuses for every third, an alias for every fourth."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for place, name in enumerate(names):
            alias = f"{name.split()[1]} {place}" if place % 4 == 0 else ""
            if place % 3 == 0:
                rows.writerow((name, alias, "working_towards", "2021-01-01", "2021-12-31", "2026-01-01", "2099-01-01", KNOWN_FROM, ""))
            rows.writerow((name, alias, "certified", "2022-01-01", "", "2026-01-01", "2099-01-01", KNOWN_FROM, ""))


def misspelt(name: str, drawn: random.Random, edits: int = 1) -> str:
    """Returns a name with letters wrong, missing, added or swapped, past its first word."""
    for _ in range(edits):
        place = drawn.randrange(6, min(len(name), 18) - 1)
        letter = drawn.choice(string.ascii_lowercase)
        kind = drawn.randrange(4)
        name = name[:place] + (letter, "", letter + name[place], name[place + 1] + name[place])[kind] + name[place + (1, 1, 1, 2)[kind] :]
    return name


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/register.db"


@contextmanager
def _postgresql(url: str) -> Iterator[str]:
    schema = f"bench_{uuid.uuid4().hex[:12]}"
    engine = create_engine(url, future=True)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        yield f"{url}?options=-csearch_path%3D{schema}"
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


def _milliseconds(call: Callable[[str], Any], arguments: list[str]) -> dict[str, float]:
    """Returns how long calls take, and the median of this process's own processor time, which other work does not change."""
    taken, own = [], []
    for argument in arguments:
        start, start_cpu = time.perf_counter(), time.process_time()
        call(argument)
        taken.append(1e3 * (time.perf_counter() - start))
        own.append(1e3 * (time.process_time() - start_cpu))
    p95 = statistics.quantiles(taken, n=20)[-1]
    return {"median_ms": round(statistics.median(taken), 3), "median_own_cpu_ms": round(statistics.median(own), 3), "p95_ms": round(p95, 3)}


def measure(url: str, size: int, look_ups: int) -> dict[str, Any]:
    """Returns the figures of a register of one size on one database."""
    names = made_up_names(size)
    drawn = random.Random(1)
    asked = [drawn.choice(names) for _ in range(look_ups)]
    typed = {edits: [misspelt(name, drawn, edits) for name in asked] for edits in (1, 2)}
    register = Register(url)
    register.migrate()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "providers.csv"
        write_file(path, names)
        start, start_cpu = time.perf_counter(), time.process_time()
        register.import_file(path, "benchmark")
        seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        start = time.perf_counter()
        register.import_file(path, "benchmark")
        again = time.perf_counter() - start
    for name in asked[:20]:
        register.find(name)
    unknown = [f"Quite Another Firm {number}" for number in range(look_ups)]
    return {
        "import_seconds": round(seconds, 2),
        "import_own_cpu_seconds": round(cpu, 2),
        "import_again_seconds": round(again, 2),
        "exact": _milliseconds(register.find, asked),
        "misspelt": _milliseconds(register.find, typed[1]),
        "misspelt_twice": _milliseconds(register.find, typed[2]),
        "unknown": _milliseconds(register.find, unknown),
        "named_in": _milliseconds(
            register.named_in, [f"could you tell me whether {name} is certified for our staff please" for name in asked]
        ),
        "found": {f"{edits}_edits": _found(register, asked, typed[edits]) for edits in typed},
    }


def _found(register: Register, asked: list[str], typed: list[str]) -> float:
    """Returns the share of misspelt names whose provider is among those found."""
    hits = sum(name in {match.provider for match in register.find(text)} for name, text in zip(asked, typed, strict=True))
    return round(hits / len(asked), 4)


def main() -> None:
    """Runs the benchmark and prints its results as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--look-ups", type=int, default=LOOK_UPS)
    parser.add_argument("--postgresql", help="URL of a PostgreSQL database, measured too")
    arguments = parser.parse_args()
    results: dict[str, Any] = {"load_average_before": os.getloadavg()[0]}
    for size in arguments.sizes:
        with _sqlite() as url:
            results.setdefault("sqlite", {})[str(size)] = measure(url, size, arguments.look_ups)
        if arguments.postgresql:
            with _postgresql(arguments.postgresql) as url:
                results.setdefault("postgresql", {})[str(size)] = measure(url, size, arguments.look_ups)
    results["load_average_after"] = os.getloadavg()[0]
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
