"""What can be set for the replicas of one machine, by variables; docs/scaling.md lists them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"


class SettingsError(ValueError):
    """A setting is wrong; the text says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """How many replicas run where.

    Attributes:
        port: Where nginx listens with TLS.
        replicas: Number of replicas; the n-th has the two ports from ``first_port + 2 * n``.
        first_port: The first replica's front; its Rasa has the next port.
        name: Begins the names of the databases, and is RabbitMQ's virtual host.
        state: Folder of what a running set writes.
        postgres, redis, rabbitmq: The engines' addresses, without database and virtual host.
        edge_rate: Requests a second of one address that nginx lets through to the API.
        action_server: Runs one action server for all replicas, instead of the actions in each.
    """

    port: int
    replicas: int
    first_port: int
    name: str
    state: Path
    postgres: str
    redis: str
    rabbitmq: str
    edge_rate: int
    action_server: bool

    @property
    def url(self) -> str:
        """Where people find the assistant."""
        return f"https://{HOST}:{self.port}"

    def ports(self, replica: int) -> tuple[int, int]:
        """Returns the ports of a replica's front and of its Rasa."""
        return self.first_port + 2 * replica, self.first_port + 2 * replica + 1

    @property
    def actions_port(self) -> int:
        """Returns the action server's port."""
        return self.first_port + 2 * self.replicas

    def database(self, which: str) -> str:
        """Returns the name of one of the databases: ``inbox``, ``conversations``, ``register`` or ``record``."""
        return f"{self.name}_{which}"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Returns the settings of an environment.

    Raises:
        SettingsError: One is not valid.
    """
    name = environment.get("RRN_SCALED_NAME") or "rrn_scaled"
    if not name.isidentifier() or not name.isascii() or name != name.lower():
        raise SettingsError(f"RRN_SCALED_NAME is {name!r}; write it in small letters, digits and '_'.")
    return Settings(
        port=_number(environment, "RRN_SCALED_PORT", 8443),
        replicas=_number(environment, "RRN_SCALED_REPLICAS", 2),
        first_port=_number(environment, "RRN_SCALED_FIRST_PORT", 9100),
        name=name,
        state=Path(environment.get("RRN_SCALED_STATE") or ROOT / "var" / "scaled"),
        postgres=environment.get("RRN_SCALED_POSTGRES") or "root@127.0.0.1:5432",
        redis=environment.get("RRN_SCALED_REDIS") or "redis://127.0.0.1:6379/7",
        rabbitmq=environment.get("RRN_SCALED_RABBITMQ") or "amqp://guest:guest@127.0.0.1:5672",
        edge_rate=_number(environment, "RRN_SCALED_EDGE_RATE", 20),
        action_server=environment.get("RRN_SCALED_ACTION_SERVER") == "1",
    )


def replica_environment(settings: Settings, number: int, data: Path | None) -> dict[str, str]:
    """Returns the environment of one replica: what all share, by setting, and what is its own."""
    front, rasa = settings.ports(number)
    state = settings.state / f"replica-{number}"
    state.mkdir(parents=True, exist_ok=True)
    shared = {
        "RRN_OFFICE": office_number(data),
        "RRN_PROXIES": "1",
        "RRN_PUBLIC_URL": f"{settings.url},https://localhost:{settings.port}",
        "RRN_SESSION_SECRET": shared_secret(settings, "session"),
        "RRN_CHANNEL_SECRET": shared_secret(settings, "channel"),
        "RRN_INBOX_URL": f"postgresql+psycopg://{settings.postgres}/{settings.database('inbox')}",
        "RRN_TRACKER_URL": f"postgresql+psycopg2://{settings.postgres}/{settings.database('conversations')}",
        "RRN_REGISTER_URL": f"postgresql+psycopg2://{settings.postgres}/{settings.database('register')}",
        "RRN_RECORD_URL": f"postgresql+psycopg2://{settings.postgres}/{settings.database('record')}",
        "RRN_REDIS_URL": settings.redis,
        "RRN_RABBITMQ_URL": f"{settings.rabbitmq}/{settings.name}",
    }
    if settings.action_server:
        shared["RRN_ACTIONS_URL"] = f"http://{HOST}:{settings.actions_port}/webhook"
    own = {"RRN_STATE": str(state), "RRN_PORT": str(front), "RRN_RASA_PORT": str(rasa)}
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    given = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return {**given, **quiet, **shared, **({"RRN_DATA": str(data)} if data else {}), **own}


def office_number(data: Path | None) -> str:
    """Returns the office's telephone number as the content has it."""
    return str(yaml.safe_load(((data or ROOT / "data") / "texts.yml").read_text(encoding="utf-8"))["office"])


def shared_secret(settings: Settings, which: str) -> str:
    """Returns a secret that all replicas share: that of the environment, or one that is made once and kept."""
    given = os.environ.get(f"RRN_{which.upper()}_SECRET")
    if given:
        return given
    path = settings.state / f"{which}.secret"
    if not path.exists():
        settings.state.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise SettingsError(f"{name} is {value!r}; it must be a whole number from 1 up.")
    return int(value)
