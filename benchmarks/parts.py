"""The parts of the suite that compare: a turn, load, start-up, memory, training. Each returns its figures, ready for JSON."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import servers
from benchmarks.content_of_size import home_with
from benchmarks.figures import latency, over_rounds
from benchmarks.schedule import arrivals, rate_of
from benchmarks.servers import Served
from benchmarks.stock import EPOCHS, stock_model
from benchmarks.wording import Wordings, questions, repeated_share
from rrn.paths import ROOT

#: How often everything is measured, alternating.
ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 3)
#: Turns of one person in a round, and those before it that are not counted.
TURNS, WARM_UP = 60, 20
#: People in the load part, and how long each level of load lasts in a round, in seconds.
LEVELS = (1, 5, 20, 50, 200)
LEVEL_SECONDS = float(os.environ.get("BENCH_LEVEL_SECONDS") or 8)
#: People who keep a server busy without pause, to find its throughput.
BUSY = 20
#: The front again, with wording that was asked before: buttons, starter questions, and what everyone asks.
KNOWN = "front_known"
#: Stock Rasa is put to no more people than this: beyond what it can do, its queue only grows with the time that it is watched.
STOCK_LEVELS = (1, 5, 20, 50)


def say(text: str) -> None:
    """Says on standard output what is being done."""
    print(f"  {text}", flush=True)


def three(stack: ExitStack) -> list[Served]:
    """Starts the three that are compared: this assistant, stock Rasa and the echo."""
    model = stock_model()
    return [
        stack.enter_context(servers.assistant()),
        stack.enter_context(servers.stock(model.project, model.path)),
        stack.enter_context(servers.echo()),
    ]


def turn() -> dict[str, Any]:
    """Measures the turn of one person, alternating round by round."""
    wordings, sent = Wordings(questions()), []
    rounds: dict[str, list[dict[str, float]]] = {}
    with ExitStack() as stack:
        targets = {name: target for each in three(stack) for name, target in each.targets.items()}
        for number in range(ROUNDS):
            say(f"a turn of one person, round {number + 1} of {ROUNDS}")
            warm_up, messages, others = wordings.take(WARM_UP), wordings.take(TURNS), wordings.take(TURNS)
            sent += messages
            order = list(targets.items())
            order = [*order[number % len(order) :], *order[: number % len(order)], (KNOWN, targets["front"])]
            steps = []
            for name, target in order:
                # Behind the front stands the server of the private channel, which remembers what was asked at either.
                asked = others if name == "private" else messages
                steps.append({"name": "warm-up", "target": target, "messages": warm_up, "conversations": 1, "count": WARM_UP})
                steps.append({"name": name, "target": target, "messages": asked, "conversations": 1, "count": TURNS, "turns_each": 10})
            for result in servers.generate(steps):
                if result["name"] != "warm-up":
                    rounds.setdefault(result["name"], []).append(answered(result))
            command = [sys.executable, "-m", "benchmarks.encoder_alone"]
            alone = subprocess.run(command, input=json.dumps(messages), capture_output=True, text=True, cwd=ROOT, check=True).stdout
            rounds.setdefault("encoder", []).append(latency(json.loads(alone)))
    found = {name: {key: over_rounds([each[key] for each in figures]) for key in figures[0]} for name, figures in rounds.items()}
    sums = [echo["p50"] + encoder["p50"] for echo, encoder in zip(rounds["echo"], rounds["encoder"], strict=True)]
    return {**found, "floor": {"p50": over_rounds(sums)}, "repeated_wording": repeated_share(sent)}


def answered(result: dict[str, Any]) -> dict[str, float]:
    """Returns the latency of the turns of a step that were answered, and how many were refused or failed.

    Raises:
        RuntimeError: None was answered.
    """
    good = [milliseconds for _, milliseconds, status in result["turns"] if status == 200]
    if not good:
        raise RuntimeError(f"{result['name']}: no turn was answered; statuses {sorted({turn[2] for turn in result['turns']})}.")
    refused = sum(status == 503 for *_, status in result["turns"])
    return {**latency(good), "refused": refused, "failed": len(result["turns"]) - len(good) - refused}


def load() -> dict[str, Any]:
    """Measures latency with arrivals that do not wait for replies, and throughput with people who send without pause."""
    wordings, sent = Wordings(questions()), []
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        ours, stock, _ = three(stack)
        watched = {"front": ours.pids, KNOWN: ours.pids, "private": ours.pids, "stock": stock.pids}
        targets = {**ours.targets, **stock.targets}
        for number, level in itertools.product(range(ROUNDS), LEVELS):
            say(f"{level} people, round {number + 1} of {ROUNDS}")
            moments = arrivals(rate_of(level), LEVEL_SECONDS, seed=number) or [0.0]
            messages = wordings.take(len(moments))
            sent += messages
            for name in ("front", "stock") if level in STOCK_LEVELS else ("front",):
                step: dict[str, Any] = {
                    "name": name,
                    "target": targets[name],
                    "messages": messages,
                    "conversations": level,
                    "arrivals": moments,
                }
                result = servers.generate([step])[0]
                figures: dict[str, Any] = {
                    **answered(result),
                    "throughput": len(result["turns"]) / result["seconds"],
                    "people": result["people"],
                }
                found.setdefault(name, {}).setdefault(str(level), []).append(figures)
        for number in range(ROUNDS):
            say(f"{BUSY} people without pause, round {number + 1} of {ROUNDS}")
            messages, others, at_the_front = wordings.take(2000), wordings.take(2000), 0
            for name, target in [*targets.items(), (KNOWN, targets["front"])]:
                # Only what the front has answered was asked before.
                asked = {"private": others, KNOWN: messages[:at_the_front]}.get(name, messages)
                step = {"name": name, "target": target, "messages": asked, "conversations": BUSY, "watch": watched[name]}
                result = servers.generate([{**step, "at_most_seconds": LEVEL_SECONDS, "turns_each": 20}])[0]
                figures = answered(result)
                at_the_front = len(result["turns"]) if name == "front" else at_the_front
                figures["throughput"] = figures["count"] / result["seconds"]
                figures["per_core"] = figures["count"] / result["cpu_seconds"]
                found.setdefault(name, {}).setdefault("busy", []).append(figures)
    summary: dict[str, Any] = {
        name: {level: {key: over_rounds([each[key] for each in rounds]) for key in rounds[0]} for level, rounds in levels.items()}
        for name, levels in found.items()
    }
    for levels in summary.values():
        levels["per_core"], levels["busy_throughput"] = levels["busy"]["per_core"], levels["busy"]["throughput"]
    return {**summary, "repeated_wording": repeated_share(sent), "level_seconds": LEVEL_SECONDS, "seconds_between_messages": 1 / rate_of(1)}


def memory() -> dict[str, Any]:
    """Measures resident memory after a load, in MB."""
    messages = Wordings(questions()).take(200)
    with ExitStack() as stack:
        ours, stock, _ = three(stack)
        say("memory after 200 turns")
        for target in (ours.targets["front"], stock.targets["stock"]):
            servers.generate([{"name": "fill", "target": target, "messages": messages, "conversations": 10, "count": 200}])
        held = ours.memory()
        return {"with_front": held["all"], "replica": held["without_front"], "stock": stock.memory()["all"]}


def startup() -> dict[str, Any]:
    """Measures the seconds from the command to the first answer, alternating."""
    model = stock_model()
    ours, stock = [], []
    for number in range(max(2, ROUNDS)):
        say(f"start-up, round {number + 1}")
        with servers.assistant() as served:
            ours.append(served.start_seconds)
        with servers.stock(model.project, model.path) as served:
            stock.append(served.start_seconds)
    return {"ours": over_rounds(ours), "stock": over_rounds(stock)}


def training() -> dict[str, Any]:
    """Measures our training from nothing, beside the shortened training of stock Rasa, and the models' sizes in MB."""
    stock = stock_model()
    with TemporaryDirectory(prefix="rrn-bench-home-") as folder:
        home = home_with(Path(folder), 12)
        say("our training from nothing")
        began = time.perf_counter()
        train(home)
        seconds = time.perf_counter() - began
        size = next((home / "models").glob("*.tar.gz")).stat().st_size / 2**20
    return {
        "ours": seconds,
        "stock": stock.seconds,
        "stock_epochs": EPOCHS,
        "stock_trained_in_this_run": stock.trained_now,
        "model_mb": {"ours": size, "stock": stock.path.stat().st_size / 2**20},
    }


def train(home: Path) -> None:
    """Trains in a home, as ``rrn train`` does."""
    environment = {**os.environ, "RRN_HOME": str(home), "RRN_STATE": str(home / "var")}
    done = subprocess.run([servers.RRN, "train"], cwd=home, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Training failed: {done.stderr[-500:]}")
    shutil.rmtree(home / ".rasa", ignore_errors=True)
