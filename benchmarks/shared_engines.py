"""The engines that replicas share, for a benchmark alone: a database of its own in PostgreSQL and a Redis of its own."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import redis
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from benchmarks.processes import cpu_seconds, free_port, started, wait_until

#: A database of the PostgreSQL that may make others.
POSTGRES_URL = os.environ.get("BENCH_POSTGRES_URL") or "postgresql+psycopg2://root@127.0.0.1:5432/postgres"


@dataclass(frozen=True)
class Engines:
    """Running engines.

    Attributes:
        environment: What tells a replica where they are.
        database_url: The database.
        redis_port: Where Redis listens.
        redis_pid: The process of Redis.
    """

    environment: dict[str, str]
    database_url: str
    redis_port: int
    redis_pid: int

    def connections(self) -> list[int]:
        """Returns the processes of PostgreSQL that serve the database, where it runs on this machine."""
        engine = sa.create_engine(self.database_url)
        with engine.connect() as connection:
            query = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            found = list(connection.execute(sa.text(query)).scalars())
        engine.dispose()
        return found

    def counters(self) -> dict[str, float]:
        """Returns what they have done so far: bytes of tables and indexes, bytes of the write-ahead log, Redis commands and its CPU."""
        engine = sa.create_engine(self.database_url)
        with engine.connect() as connection:
            size = (
                "select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class"
                " where relkind = 'r' and relnamespace = 'public'::regnamespace"
            )
            stored = connection.execute(sa.text(size)).scalar_one()
            log = connection.execute(sa.text("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")).scalar_one()
        engine.dispose()
        info: dict[str, Any] = redis.Redis(port=self.redis_port).info()
        return {
            "stored_bytes": float(stored),
            "log_bytes": float(log),
            "redis_commands": float(info["total_commands_processed"]),
            "redis_cpu_seconds": cpu_seconds([self.redis_pid]),
        }


@contextmanager
def shared_engines() -> Iterator[Engines]:
    """Makes a database and starts a Redis, and removes both at the end.

    Raises:
        RuntimeError: PostgreSQL does not answer or Redis is not installed.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise RuntimeError("redis-server is not installed")
    name = f"rrn_bench_{secrets.token_hex(4)}"
    admin = sa.create_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(sa.text(f"create database {name}"))
    except sa.exc.OperationalError as error:
        raise RuntimeError(f"PostgreSQL does not answer at {make_url(POSTGRES_URL)!r}") from error
    url = make_url(POSTGRES_URL).set(database=name).render_as_string(hide_password=False)
    port = free_port()
    try:
        with TemporaryDirectory(prefix="rrn-bench-redis-") as folder:
            log = Path(folder) / "redis.log"
            command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
            with started(command, log, Path(folder)) as process:
                wait_until(lambda: _pings(port), 20, process, log)
                environment = {"RRN_TRACKER_URL": url, "RRN_REDIS_URL": f"redis://127.0.0.1:{port}/0"}
                yield Engines(environment, url, port, process.pid)
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f"drop database {name} with (force)"))
        admin.dispose()


def _pings(port: int) -> bool:
    try:
        return bool(redis.Redis(port=port).ping())
    except redis.ConnectionError:
        return False
