"""The front's settings, read from the environment. ``docs/web.md`` lists them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

#: The repository's root, and the folder of what a running assistant writes.
ROOT = Path(__file__).resolve().parent.parent.parent
#: Algorithms that an intranet may sign with; ``none`` is not among them.
JWKS_ALGORITHMS = ("RS256", "ES256")
MIN_SECRET_BYTES = 32
#: Names of this machine to itself, as they stand in an address.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
#: Protocols of Rasa's channels that the front can speak.
STANDARD_CLIENTS = frozenset({"rest", "socketio"})


class SettingsError(ValueError):
    """A setting is wrong; the text says which and what to do."""


@dataclass(frozen=True)
class Intranet:
    """How an intranet signs its people in: by a shared secret (HS256) or by a file of public keys (RS256, ES256)."""

    issuer: str
    audience: str
    secret: str = ""
    jwks: Path | None = None
    leeway_seconds: int = 30


@dataclass(frozen=True)
class Settings:
    """Everything that can be set.

    Attributes:
        host, port: Where the front listens.
        rasa_url: Rasa's address on loopback.
        channel_secret: What the private channel wants to see.
        database_url: SQLAlchemy's address of the inbox.
        session_secret: Key of the session tokens.
        person_secret: Key under which people who are signed in are written down.
        session_hours: How long a session lasts.
        office: The office's telephone number, for when the assistant does not answer.
        public_urls: Origins at which people reach the front itself, such as those of a proxy before it.
        origins: Origins of other web sites that may use the assistant.
        frame_ancestors: Origins that may show ``/embed`` in a frame.
        intranet: Sign-in of an intranet, None where there is none.
        rasa_timeout: Longest wait for a reply, in seconds.
        session_limit, conversation_limit, address_limit: Sessions an address may open, and messages a conversation and an
            address may send, as "30/minute".
        standard_clients: Protocols of Rasa's own channels that are served, none unless they are named.
        redis_url: The Redis that several fronts share, for locks and limits; empty where there is one front.
        proxies: Number of trusted proxies in front, whose ``X-Forwarded-For`` is believed.
        max_turns: Most turns at a time; past them a person is asked to try again.
        max_connections, address_connections: Most connections at a time, and those of one address; the same for sockets of socket.io.
        socket_idle_minutes: A socket that was silent for so long gives its place to another where all are taken.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    rasa_url: str = "http://127.0.0.1:5005"
    channel_secret: str = ""
    database_url: str = ""
    session_secret: str = ""
    person_secret: str = ""
    session_hours: int = 24
    office: str = ""
    public_urls: tuple[str, ...] = ()
    origins: frozenset[str] = frozenset()
    frame_ancestors: tuple[str, ...] = ()
    intranet: Intranet | None = None
    rasa_timeout: float = 8.0
    session_limit: str = "30/minute"
    conversation_limit: str = "30/minute"
    address_limit: str = "120/minute"
    standard_clients: frozenset[str] = frozenset()
    proxies: int = 0
    redis_url: str = ""
    max_turns: int = 100
    max_connections: int = 1000
    address_connections: int = 200
    socket_idle_minutes: int = 10

    @cached_property
    def own_origins(self) -> frozenset[str]:
        """The origins of our own pages: the public ones, this machine's own names, and the address that is listened on."""
        every_address = self.host in ("0.0.0.0", "::")
        hosts = LOOPBACK if every_address else (*LOOPBACK, f"[{self.host}]" if ":" in self.host else self.host)
        port = "" if self.port == 80 else f":{self.port}"  # as a browser writes it
        return frozenset({*self.public_urls, *(f"http://{host}{port}" for host in hosts)})


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Returns the settings of an environment.

    Raises:
        SettingsError: A value is not valid, or a secret is too short.
    """
    state = Path(environment.get("RRN_STATE") or ROOT / "var")
    state.mkdir(parents=True, exist_ok=True)
    default = Settings()
    session_secret = _secret(environment, "RRN_SESSION_SECRET") or _kept_secret(state / "session.secret")
    return Settings(
        host=environment.get("RRN_HOST") or default.host,
        port=_number(environment, "RRN_PORT", default.port),
        rasa_url=f"http://127.0.0.1:{_number(environment, 'RRN_RASA_PORT', 5005)}",
        channel_secret=environment.get("RRN_CHANNEL_SECRET") or "",
        database_url=environment.get("RRN_INBOX_URL") or f"sqlite:///{state / 'inbox.db'}",
        session_secret=session_secret,
        person_secret=_secret(environment, "RRN_PERSON_SECRET") or session_secret,
        session_hours=_number(environment, "RRN_SESSION_HOURS", default.session_hours),
        office=environment.get("RRN_OFFICE") or "",
        public_urls=_origins(environment, "RRN_PUBLIC_URL"),
        origins=frozenset(_origins(environment, "RRN_ALLOWED_ORIGINS")),
        frame_ancestors=_origins(environment, "RRN_FRAME_ANCESTORS"),
        intranet=_intranet(environment),
        rasa_timeout=float(_number(environment, "RRN_RASA_TIMEOUT", int(default.rasa_timeout))),
        session_limit=environment.get("RRN_SESSION_LIMIT") or default.session_limit,
        conversation_limit=environment.get("RRN_CONVERSATION_LIMIT") or default.conversation_limit,
        address_limit=environment.get("RRN_ADDRESS_LIMIT") or default.address_limit,
        standard_clients=_standard_clients(environment),
        redis_url=environment.get("RRN_REDIS_URL") or "",
        proxies=_number(environment, "RRN_PROXIES", default.proxies, least=0),
        max_turns=_number(environment, "RRN_MAX_TURNS", default.max_turns),
        max_connections=_number(environment, "RRN_MAX_CONNECTIONS", default.max_connections),
        address_connections=_number(environment, "RRN_ADDRESS_CONNECTIONS", default.address_connections),
        socket_idle_minutes=_number(environment, "RRN_SOCKET_IDLE", default.socket_idle_minutes, least=0),
    )


def _number(environment: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    value = environment.get(name) or str(default)
    if not value.isdigit() or int(value) < least:
        raise SettingsError(f"{name} is {value!r}; it must be a whole number from {least} up.")
    return int(value)


def _origins(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in (environment.get(name) or "").split(",") if part.strip())
    for origin in origins:
        if not origin.startswith(("https://", "http://")) or origin.count("/") != 2 or "*" in origin:
            raise SettingsError(f"{name}: {origin!r} is no origin; write it like https://www.example.org, several with commas between.")
    return origins


def _standard_clients(environment: Mapping[str, str]) -> frozenset[str]:
    named = frozenset(part.strip() for part in (environment.get("RRN_STANDARD_CLIENTS") or "").split(",") if part.strip())
    if not named <= STANDARD_CLIENTS:
        raise SettingsError(
            f"RRN_STANDARD_CLIENTS: {', '.join(sorted(named - STANDARD_CLIENTS))} is not known; name 'rest', 'socketio' or both."
        )
    return named


def _secret(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name) or ""
    if value and len(value.encode()) < MIN_SECRET_BYTES:
        raise SettingsError(f"{name} is too short; it needs {MIN_SECRET_BYTES} bytes or more.")
    return value


def _kept_secret(path: Path) -> str:
    """Returns the secret of a file, made at first use, so that sessions outlive a restart."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _intranet(environment: Mapping[str, str]) -> Intranet | None:
    secret, jwks = _secret(environment, "RRN_INTRANET_SECRET"), environment.get("RRN_INTRANET_JWKS") or ""
    if not secret and not jwks:
        return None
    if secret and jwks:
        raise SettingsError("Set RRN_INTRANET_SECRET or RRN_INTRANET_JWKS, not both.")
    issuer, audience = environment.get("RRN_INTRANET_ISSUER") or "", environment.get("RRN_INTRANET_AUDIENCE") or ""
    if not issuer or not audience:
        raise SettingsError("Set RRN_INTRANET_ISSUER and RRN_INTRANET_AUDIENCE: who signs the intranet's tokens, and for whom.")
    if jwks and not Path(jwks).is_file():
        raise SettingsError(f"RRN_INTRANET_JWKS: there is no file {jwks}.")
    return Intranet(issuer, audience, secret, Path(jwks) if jwks else None)
