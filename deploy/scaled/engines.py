"""PostgreSQL, Redis and RabbitMQ: whether they answer, and the databases and the virtual host that the replicas use there."""

from __future__ import annotations

import asyncio
import shutil
import subprocess

import aio_pika
import psycopg
import redis
from psycopg import sql

from scaled.settings import Settings

DATABASES = ("inbox", "conversations", "register", "record")
HELP = "docs/scaling.md says how to start it, or how to name one that runs elsewhere"


class EngineError(RuntimeError):
    """An engine does not answer, or not as it must; the text says what to do."""


def prepare(settings: Settings) -> None:
    """Makes the databases and the virtual host where they are missing.

    Raises:
        EngineError: An engine does not answer.
    """
    try:
        redis.Redis.from_url(settings.redis, socket_timeout=2).ping()
    except redis.RedisError as error:
        raise EngineError(f"No Redis answers at {settings.redis}; {HELP} (RRN_SCALED_REDIS).") from error
    try:
        with psycopg.connect(f"postgresql://{settings.postgres}/postgres", autocommit=True, connect_timeout=5) as connection:
            there = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            for which in DATABASES:
                if settings.database(which) not in there:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(settings.database(which))))
    except psycopg.Error as error:
        raise EngineError(f"PostgreSQL does not answer at its place, or not as it must: {error}; {HELP} (RRN_SCALED_POSTGRES).") from error
    if not _virtual_host_answers(settings):
        _rabbitmqctl("add_vhost", settings.name)
        _rabbitmqctl("set_permissions", "-p", settings.name, "guest", ".*", ".*", ".*")
        if not _virtual_host_answers(settings):
            raise EngineError(f"RabbitMQ has no virtual host {settings.name!r}, or does not answer; {HELP} (RRN_SCALED_RABBITMQ).")


def remove(settings: Settings) -> None:
    """Removes the databases and the virtual host, with all that they hold."""
    with psycopg.connect(f"postgresql://{settings.postgres}/postgres", autocommit=True) as connection:
        for which in DATABASES:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(settings.database(which))))
    _rabbitmqctl("delete_vhost", settings.name)


def _virtual_host_answers(settings: Settings) -> bool:
    async def connect() -> None:
        connection = await aio_pika.connect(f"{settings.rabbitmq}/{settings.name}", timeout=5)
        await connection.close()

    try:
        asyncio.run(connect())
    except Exception:  # aio-pika raises what each of its layers raises
        return False
    return True


def _rabbitmqctl(*arguments: str) -> None:
    if shutil.which("rabbitmqctl"):
        subprocess.run(["rabbitmqctl", "--quiet", *arguments], capture_output=True, check=False, timeout=60)
