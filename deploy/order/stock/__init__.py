"""The negative control: two processes of stock Rasa with its Redis locks and PostgreSQL, set up as its documentation says."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import requests
import yaml
from psycopg import sql
from scaled.settings import ROOT, Settings, read_settings

from order.client import talk_to_stock
from order.faults import faults
from order.ledger import Ledger, read_ledger
from order.places import tracker_store
from order.run import TRACKER, Result, free_ports

RASA = ROOT / ".venv" / "bin" / "rasa"
#: Longest wait for training, and for the servers to answer, in seconds.
TRAINED_WITHIN, READY_WITHIN = 300, 300
#: Begins the names of the conversations that find out whether a server has its model.
WARM = "warm "
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}


async def run_stock(folder: Path, rounds: int, conversations: int) -> Result:
    """Trains a trivial model, serves it twice, sends three messages at a time to each conversation, and compares.

    Args:
        folder: For the project and the logs.
        rounds: Rounds of three messages.
        conversations: Number of conversations, all at once.
    """
    settings = read_settings()
    with _database(settings) as name, _servers(settings, folder, name) as urls:
        began = time.monotonic()
        with Ledger(folder / "ledger.jsonl") as ledger:
            await talk_to_stock(urls, ledger, conversations, rounds)
        seconds = time.monotonic() - began
        with psycopg.connect(f"postgresql://{settings.postgres}/{name}") as connection:
            kept = [each for each in tracker_store(connection, {}) if not each.conversation.startswith(WARM)]
    with (folder / "ledger.jsonl").open(encoding="utf-8") as lines:
        sent = read_ledger(lines)
    return Result(sent, {TRACKER: len(kept)}, faults(sent, TRACKER, kept, check_replies=False), seconds)


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    name = f"{settings.name}_stock_{os.getpid()}"
    with psycopg.connect(f"postgresql://{settings.postgres}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _servers(settings: Settings, folder: Path, database: str) -> Iterator[list[str]]:
    project = folder / "stock"
    shutil.copytree(Path(__file__).parent, project, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (project / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    (project / "endpoints.yml").write_text(yaml.safe_dump(_endpoints(settings, database)), encoding="utf-8")
    environment = {**{name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}, **QUIET}
    train = [str(RASA), "train", "--data", "data.yml", "--fixed-model-name", "stock"]
    subprocess.run(train, cwd=project, env=environment, check=True, capture_output=True, timeout=TRAINED_WITHIN)
    first = free_ports(2)
    processes = []
    try:
        for port in (first, first + 1):
            command = [str(RASA), "run", "--interface", "127.0.0.1", "--port", str(port), "--model", "models/stock.tar.gz"]
            with (folder / f"stock-{port}.log").open("wb") as out:
                processes.append(subprocess.Popen(command, cwd=project, env=environment, stdout=out, stderr=out))
        urls = [f"http://127.0.0.1:{port}" for port in (first, first + 1)]
        for url in urls:
            _wait(url)
        yield urls
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _wait(url: str) -> None:
    """Waits until a server has its model: one without answers with an empty list."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        try:
            if requests.post(f"{url}/webhooks/rest/webhook", json={"sender": f"{WARM}{url}", "message": "hello"}, timeout=30).json():
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise RuntimeError(f"Stock Rasa did not answer at {url}.")


def _endpoints(settings: Settings, database: str) -> dict[str, dict[str, object]]:
    user, _, place = settings.postgres.rpartition("@")
    host, _, port = place.partition(":")
    name, _, password = user.partition(":")
    redis = urlsplit(settings.redis)
    return {
        "tracker_store": {
            "type": "SQL",
            "dialect": "postgresql",
            "url": host,
            "port": int(port or 5432),
            "username": name,
            "password": password,
            "db": database,
        },
        "lock_store": {"type": "redis", "url": redis.hostname, "port": redis.port or 6379, "db": 8, "key_prefix": "rrnstock"},
    }
