"""The negative control: two processes of stock Rasa with its Redis locks and PostgreSQL, set up as its documentation says.

Their engines are as far away as on another machine: Rasa reads, changes and writes a lock in three steps, and on loopback these are so
close together that two servers seldom meet between them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import requests
import yaml
from psycopg import sql
from scaled.settings import HOST, ROOT, Settings, read_settings

from order.client import talk_to_stock
from order.faults import faults
from order.ledger import Ledger, read_ledger
from order.places import tracker_store
from order.run import TRACKER, Result, free_ports
from order.stock.slow_line import slow_line

RASA = ROOT / ".venv" / "bin" / "rasa"
#: Longest wait for training, and for the servers to answer, in seconds.
TRAINED_WITHIN, READY_WITHIN = 300, 300
#: How much later each packet arrives than on loopback, in seconds, as between two halls of a data centre.
LATER = 0.001
#: Begins the names of the conversations that find out whether a server has its model.
WARM = "warm "
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}


async def run_stock(folder: Path, messages: int) -> Result:
    """Trains a trivial model, serves it twice, sends three messages at a time to each conversation, and compares.

    Args:
        folder: For the project and the logs.
        messages: Number of messages, or a few more.
    """
    settings = read_settings()
    with _database(settings) as name, _far_away(settings, name) as endpoints, _servers(folder, endpoints) as urls:
        began = time.monotonic()
        with Ledger(folder / "ledger.jsonl") as ledger:
            await talk_to_stock(urls, ledger, messages)
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
def _servers(folder: Path, endpoints: dict[str, dict[str, object]]) -> Iterator[list[str]]:
    project = folder / "stock"
    shutil.copytree(Path(__file__).parent, project, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (project / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    (project / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
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


@contextmanager
def _far_away(settings: Settings, database: str) -> Iterator[dict[str, dict[str, object]]]:
    """Gives Rasa's ``endpoints.yml``, with the engines at the end of a slow line."""
    user, _, place = settings.postgres.rpartition("@")
    host, _, port = place.partition(":")
    name, _, password = user.partition(":")
    redis = urlsplit(settings.redis)
    with ExitStack() as lines:
        tracker_port = lines.enter_context(slow_line(host, int(port or 5432), LATER))
        lock_port = lines.enter_context(slow_line(redis.hostname or HOST, redis.port or 6379, LATER))
        yield {
            "tracker_store": {
                "type": "SQL",
                "dialect": "postgresql",
                "url": HOST,
                "port": tracker_port,
                "username": name,
                "password": password,
                "db": database,
            },
            "lock_store": {"type": "redis", "url": HOST, "port": lock_port, "db": 8, "key_prefix": "rrnstock"},
        }
