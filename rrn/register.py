"""The register of training providers: who is certified, as of when, and how a name was matched.

The register is a database reached through SQLAlchemy: a SQLite file by default, PostgreSQL by URL. It is seeded from
``data/providers.csv``. A provider that is not in it is *unknown*, which never means "not certified".
"""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint, create_engine, event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import registry

from rrn.clock import today
from rrn.paths import DATA, STATE
from rrn.provider_rows import StatusEntry, read_providers

MatchedBy = Literal["exact", "alias", "fuzzy"]

#: Names less alike than this (0 to 100, rapidfuzz ``WRatio``) are not offered as "did you mean".
OFFER_FROM = 80
#: Letters that may differ, be missing or be swapped in "a plain misspelling".
MISSPELLING_EDITS = 2
#: Shorter names differ by a letter from too many others to be corrected.
MISSPELLING_MIN_LENGTH = 7

#: Longest run of words that is looked up in a message.
MAX_NAME_WORDS = 6

_COMPANY_WORDS = re.compile(r"\b(ltd|limited|plc|llp|inc|cic|company|co|uk|the)\b")

_mapping = registry()
providers = Table(
    "providers",
    _mapping.metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(300), nullable=False, unique=True),
)
provider_names = Table(
    "provider_names",
    _mapping.metadata,
    Column("id", Integer, primary_key=True),
    Column("provider_id", ForeignKey("providers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", String(300), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    UniqueConstraint("provider_id", "key"),
)
provider_statuses = Table(
    "provider_statuses",
    _mapping.metadata,
    Column("id", Integer, primary_key=True),
    Column("provider_id", ForeignKey("providers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("as_of", Date, nullable=False),
    Column("review_by", Date, nullable=False),
    Column("source", String(100), nullable=False),
    Column("quote", String(1000), nullable=False),
)


class RegisterUnavailableError(RuntimeError):
    """The register's database does not answer."""


@dataclass(frozen=True)
class Match:
    """What a look-up found.

    Attributes:
        provider: The provider's name in the register.
        matched_by: How the name was matched.
        sure: Whether it may be used without asking: exact, by an alias, or a plain misspelling of one single entry.
        current: The status in force, where the register has one.
        history: All statuses, newest first.
    """

    provider: str
    matched_by: MatchedBy
    sure: bool
    current: StatusEntry | None
    history: tuple[StatusEntry, ...]

    def to_status(self) -> dict[str, Any]:
        """Returns the status of the reply contract."""
        return {
            "provider": self.provider,
            "status": self.current.status if self.current else "unknown",
            "as_of": self.current.as_of.isoformat() if self.current else None,
            "matched_by": self.matched_by,
            "history": [entry.to_dict() for entry in self.history],
        }


def name_key(name: str) -> str:
    """Returns a provider's name as it is compared: no case, accents, punctuation, or words such as "Limited"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    plain = re.sub(r"[^\w\s]", " ", plain.casefold().replace("&", " and "))
    without = " ".join(_COMPANY_WORDS.sub(" ", plain).split())
    return without or " ".join(plain.split())


class Register:
    """The register over one database.

    Args:
        url: SQLAlchemy URL. Without one, ``RRN_REGISTER_URL`` or a SQLite file in the state folder.
    """

    def __init__(self, url: str | None = None) -> None:
        self._engine = _engine(url or os.environ.get("RRN_REGISTER_URL") or _default_url())

    def seed(self, path: Path = DATA / "providers.csv") -> int:
        """Creates the tables and, where the register is empty, fills it from a file.

        Returns:
            How many providers were added.

        Raises:
            DataError: A row of the file is not valid; nothing is added then.
            RegisterUnavailableError: The database does not answer.
        """
        rows = read_providers(path)
        with _reaching_the_database():
            _mapping.metadata.create_all(self._engine)
            with self._engine.begin() as connection:
                if connection.execute(select(providers.c.id).limit(1)).first():
                    return 0
                for row in rows:
                    added = connection.execute(providers.insert().values(name=row.name))
                    (provider_id,) = added.inserted_primary_key
                    keys = {name_key(alias): "alias" for alias in row.aliases} | {name_key(row.name): "name"}
                    connection.execute(
                        provider_names.insert(),
                        [{"provider_id": provider_id, "key": key, "kind": kind} for key, kind in sorted(keys.items())],
                    )
                    connection.execute(provider_statuses.insert().values(provider_id=provider_id, **vars(row.entry)))
        return len(rows)

    def named_in(self, text: str) -> str:
        """Returns the longest name of the register that stands in a text, as typed; empty where none does.

        Raises:
            RegisterUnavailableError: The database does not answer.
        """
        words = text.split()
        spans = [(start, end) for start in range(len(words)) for end in range(start + 1, min(start + MAX_NAME_WORDS, len(words)) + 1)]
        typed: dict[str, str] = {}
        for start, end in spans:
            span = " ".join(words[start:end])
            span = span.removesuffix("'s").removesuffix("’s")
            typed.setdefault(name_key(span), span)
        typed.pop("", None)
        query = select(provider_names.c.key).where(provider_names.c.key.in_(sorted(typed)))
        with _reaching_the_database(), self._engine.connect() as connection:
            found = [row.key for row in connection.execute(query)]
        return typed[max(found, key=len)] if found else ""

    def as_of(self) -> dt.date | None:
        """Returns the day of the newest entry, None where the register is empty.

        Raises:
            RegisterUnavailableError: The database does not answer.
        """
        with _reaching_the_database(), self._engine.connect() as connection:
            newest: dt.date | None = connection.execute(select(func.max(provider_statuses.c.as_of))).scalar_one()
        return newest

    def find(self, name: str) -> list[Match]:
        """Returns the providers a name may mean, the likeliest first; empty where the register has none like it.

        Raises:
            RegisterUnavailableError: The database does not answer.
        """
        key = name_key(name)
        if not key:
            return []
        with _reaching_the_database(), self._engine.connect() as connection:
            query = select(provider_names.c.provider_id, provider_names.c.key, provider_names.c.kind)
            exact = connection.execute(query.where(provider_names.c.key == key)).all()
            if exact:
                how: list[tuple[int, MatchedBy, bool]] = [
                    (row.provider_id, "exact" if row.kind == "name" else "alias", len(exact) == 1) for row in exact
                ]
            else:
                how = _alike(key, connection.execute(query).all())
            return [self._match(connection, provider_id, by, sure) for provider_id, by, sure in how]

    def entries(self) -> list[Match]:
        """Returns all providers of the register, by name.

        Raises:
            RegisterUnavailableError: The database does not answer.
        """
        with _reaching_the_database(), self._engine.connect() as connection:
            ids = connection.execute(select(providers.c.id).order_by(providers.c.name)).scalars().all()
            return [self._match(connection, provider_id, "exact", True) for provider_id in ids]

    @staticmethod
    def _match(connection: Any, provider_id: int, matched_by: MatchedBy, sure: bool) -> Match:
        name = connection.execute(select(providers.c.name).where(providers.c.id == provider_id)).scalar_one()
        table = provider_statuses
        rows = connection.execute(
            select(table.c.status, table.c.valid_from, table.c.valid_to, table.c.as_of, table.c.review_by, table.c.source, table.c.quote)
            .where(table.c.provider_id == provider_id)
            .order_by(table.c.as_of.desc(), table.c.id.desc())
        )
        history = tuple(StatusEntry(*row) for row in rows)
        current = next((entry for entry in history if entry.valid_to is None or entry.valid_to >= today()), None)
        return Match(name, matched_by, sure, current, history)


@lru_cache(maxsize=1)
def opened_register() -> Register:
    """Returns the register of this process, seeded where it is empty.

    Raises:
        RegisterUnavailableError: The database does not answer; the next call tries again.
    """
    register = Register()
    register.seed()
    return register


@contextmanager
def _reaching_the_database() -> Iterator[None]:
    """Names whatever goes wrong with the database."""
    try:
        yield
    except SQLAlchemyError as error:
        raise RegisterUnavailableError(f"The register's database does not answer: {error}") from error


def _alike(key: str, rows: list[Any]) -> list[tuple[int, MatchedBy, bool]]:
    """Returns the providers whose names are like a key: ``(provider id, "fuzzy", sure)``, at most three."""
    keys = [row.key for row in rows]
    close = process.extract(key, keys, scorer=fuzz.WRatio, score_cutoff=OFFER_FROM, limit=10)
    best: dict[int, bool] = {}
    for text, _, index in close:
        plain = (
            min(len(key), len(text)) >= MISSPELLING_MIN_LENGTH
            and OSA.distance(key, text, score_cutoff=MISSPELLING_EDITS) <= MISSPELLING_EDITS
        )
        provider_id = rows[index].provider_id
        best[provider_id] = best.get(provider_id, False) or plain
    misspelt = [provider_id for provider_id, plain in best.items() if plain]
    if len(misspelt) == 1:
        return [(misspelt[0], "fuzzy", True)]
    return [(provider_id, "fuzzy", False) for provider_id in list(best)[:3]]


def _default_url() -> str:
    STATE.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{STATE / 'register.db'}"


def _engine(url: str) -> Engine:
    engine = create_engine(url, future=True, pool_pre_ping=True, hide_parameters=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _enforce_foreign_keys(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA foreign_keys=ON")

    return engine
