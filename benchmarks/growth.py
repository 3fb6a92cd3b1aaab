"""The parts that let one thing grow: the conversation, the questions, the register, the replicas."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import servers
from benchmarks.content_of_size import generated_questions, kept_home, topics
from benchmarks.cores import bind, cores_for, on
from benchmarks.figures import percentile
from benchmarks.parts import ROUNDS, WARM_UP, answered, say
from benchmarks.shared_engines import shared_engines
from benchmarks.stock import stock_model
from benchmarks.wording import Wordings, questions
from rrn.paths import DATA, ROOT

#: Turns of a conversation at which its latency is read, over a window of turns around each with the same questions.
CHECKPOINTS = (10, 100, 300, 1000)
WINDOW = 21
#: Stock Rasa is followed no further: its thousandth turn alone would take most of the suite's time.
STOCK_TURNS = 300
QUESTIONS = (12, 100, 500, 2000)
PROVIDERS = (1, 10_000, 100_000)
#: Replicas, and people who keep each busy without pause.
REPLICAS = (1, 2, 4)
BUSY_EACH = 8
#: More messages than two replicas answer in a round.
MESSAGES_A_ROUND = 3000


def flat() -> dict[str, Any]:
    """Measures turns 1 to 1,000 of one conversation; the first turn over fresh conversations, before and after."""
    wordings = Wordings(questions())
    window = wordings.take(WINDOW)
    found: dict[str, dict[str, float | None]] = {}
    model = stock_model()
    with servers.assistant() as ours, servers.stock(model.project, model.path) as stock:
        cases = [("front", ours.targets["front"], CHECKPOINTS[-1]), ("stock", stock.targets["stock"], STOCK_TURNS)]
        for name, target, length in cases:
            say(f"{length} turns of one conversation: {name}")
            firsts = {"name": "first", "target": target, "messages": window, "conversations": 1, "count": 2 * WINDOW, "turns_each": 1}
            messages = conversation(wordings, window, length + WINDOW // 2)
            long = {"name": "long", "target": target, "messages": messages, "conversations": 1, "count": len(messages)}
            before, turns, after = servers.generate([{**firsts, "name": "warm-up"}, long, firsts])
            first = [each for result in (before, after) for each in _good(result)[-2 * WINDOW :]]
            latencies = _good(turns)
            found[name] = {"1": percentile(first, 0.5)}
            for checkpoint in CHECKPOINTS:
                part = latencies[max(0, checkpoint - WINDOW // 2 - 1) : checkpoint + WINDOW // 2]
                found[name][str(checkpoint)] = percentile(part, 0.5) if checkpoint <= length and part else None
    return found


def conversation(wordings: Wordings, window: list[str], length: int) -> list[str]:
    """Returns the messages of a long conversation, with the same questions around each checkpoint."""
    messages = wordings.take(length)
    for checkpoint in CHECKPOINTS:
        first = checkpoint - WINDOW // 2 - 1
        if first >= 0 and first + WINDOW <= length:
            messages[first : first + WINDOW] = window
        elif first < 0:
            messages[: checkpoint + WINDOW // 2] = window[-(checkpoint + WINDOW // 2) :]
    return messages


def _good(result: dict[str, Any]) -> list[float]:
    return [milliseconds for _, milliseconds, status in result["turns"] if status == 200]


def many_questions() -> dict[str, Any]:
    """Measures the turn with more and more questions in the content."""
    found: dict[str, Any] = {}
    for size in QUESTIONS:
        home = kept_home(size)
        _quick_model(home, size)
        count = 60 * ROUNDS
        own, generated = Wordings(questions()).take(count), generated_questions(count, max(size, 100))
        mixed = [text for pair in zip(own, generated, strict=True) for text in pair]
        say(f"turns with {size} questions")
        with servers.assistant(home) as served:
            found[str(size)] = _turns(served.targets["front"], mixed)
    return found


def _quick_model(home: Path, size: int) -> None:
    environment = {**os.environ, "RRN_HOME": str(home), "RRN_STATE": str(home / "var"), "RASA_TELEMETRY_ENABLED": "false"}
    where = subprocess.run([servers.RRN, "model"], cwd=home, env=environment, capture_output=True, text=True, check=True)
    model = Path(where.stdout.strip().splitlines()[-1])
    if model.exists():
        return
    say(f"training with {size} questions (few iterations of the fit)")
    log = servers.LOGS / f"questions-{size}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        command = [sys.executable, "-m", "benchmarks.train_quickly", str(model)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT, check=False)
    if done.returncode or not model.exists():
        raise RuntimeError(f"Training with {size} questions failed; its output is in {log}.")


def _turns(target: dict[str, Any], messages: list[str]) -> dict[str, float]:
    """Measures turns with messages that are each said once, after a warm-up with the first of them."""
    step = {"name": "turns", "target": target, "messages": messages, "conversations": 1, "count": len(messages), "turns_each": 10}
    return answered(
        servers.generate(
            [{**step, "name": "warm-up", "count": WARM_UP}, {**step, "messages": messages[WARM_UP:], "count": len(messages) - WARM_UP}]
        )[-1]
    )


def many_providers() -> dict[str, Any]:
    """Measures a status question a turn with more and more providers in the register.

    The questions are the same with each size, about the one provider that is always there and about others that are there from the
    second size on, so that what differs is the register: a name's length and its having been asked before take time of their own.

    Raises:
        RuntimeError: This version cannot import providers.
    """
    found: dict[str, Any] = {}
    for size in PROVIDERS:
        with TemporaryDirectory(prefix="rrn-bench-register-") as folder:
            url = {"RRN_REGISTER_URL": f"sqlite:///{folder}/register.db", "RRN_STATE": folder}
            names = [made_up_provider(topic) for topic in topics(size - 1)]
            if names:
                say(f"importing {len(names):,} made-up providers")
                path = _providers_file(Path(folder) / "providers.csv", names)
                environment = {**os.environ, **url}
                command = [servers.RRN, "providers", "import", str(path), "--by", "benchmark"]
                done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
                if done.returncode:
                    raise RuntimeError(f"'rrn providers import' is missing or failed: {(done.stdout + done.stderr).strip()[-200:]}")
            say(f"status turns with {size:,} providers")
            with servers.assistant(environment={"RRN_REGISTER_URL": url["RRN_REGISTER_URL"]}) as served:
                found[str(size)] = _turns(served.targets["front"], status_questions())
    return found


def made_up_provider(topic: str) -> str:
    """Returns the name of a provider that is plainly test data."""
    return f"{topic.title()} Training (test data)"


def status_questions() -> list[str]:
    """Returns questions about providers, no two alike: in turn about the project's own and about one of the made-up ones."""
    source, own = random.Random(5), "Intelligensa Limited"
    others = [made_up_provider(topic) for topic in source.sample(topics(PROVIDERS[1] - 1), 60 * ROUNDS)]
    around = Wordings([f"is {own} certified", f"what is the status of {own}"]).take(len(others))
    return [text for name, of_own in zip(others, around, strict=True) for text in (f"is {name} certified", of_own)]


def _providers_file(path: Path, names: list[str]) -> Path:
    with (DATA / "providers.csv").open(encoding="utf-8", newline="") as seed:
        rows = csv.DictReader(seed)
        own = next(rows)
        columns = rows.fieldnames or list(own)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerow(own)
        for name in names:
            writer.writerow({**own, "provider": name, "aliases": ""})
    return path


def many_replicas() -> dict[str, Any]:
    """Measures the throughput of replicas that share PostgreSQL and Redis, with a core for each.

    Everything has these cores alone, the load generator and the engines too: one replica does not get a core more for those than two
    have. A replica has several threads and would otherwise use both cores of a small machine by itself.

    Raises:
        RuntimeError: This version has no ``rrn serve``, or an engine is missing.
    """
    if not servers.can_serve_replicas():
        raise RuntimeError("this version cannot serve a replica by itself ('rrn serve')")
    found: dict[str, Any] = {}
    # Each number of replicas is asked the same, and nothing twice.
    wordings = Wordings(questions())
    warm_up, *rounds = (wordings.take(MESSAGES_A_ROUND) for _ in range(1 + ROUNDS))
    for count in REPLICAS:
        cores = cores_for(count)
        say(f"{count} replicas without pause on {len(cores)} cores")
        with on(cores), shared_engines() as engines, servers.replicas(count, engines.environment) as served:
            people = BUSY_EACH * count
            step = {"target": served.targets["replicas"], "conversations": people, "watch": served.pids}
            servers.generate([{**step, "name": "warm-up", "messages": warm_up, "at_most_seconds": 3}])
            bound = bind(engines.connections(), cores)
            busy_steps = [{**step, "name": "busy", "messages": each, "at_most_seconds": 8, "turns_each": 20} for each in rounds]
            results = servers.generate(busy_steps)
            rates = sorted(len(_good(each)) / each["seconds"] for each in results)
            busy = results[-1]
            found[str(count)] = {
                "cores": len(cores),
                "database_connections_on_them": bound,
                "throughput": rates[len(rates) // 2],
                "cpu_seconds_a_turn": busy["cpu_seconds"] / len(busy["turns"]),
                "generator_cpu_seconds_a_turn": busy["generator_cpu_seconds"] / len(busy["turns"]),
                "memory_mb_each": served.memory()["all"] / count,
                **answered(busy),
            }
    return found
