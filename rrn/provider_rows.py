"""Reads a file of training providers: their names, aliases and statuses, one status a row."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from rrn.yaml_file import DataError

STATUSES = ("certified", "working_towards", "lapsed", "withdrawn")


@dataclass(frozen=True)
class StatusEntry:
    """A status that a provider had, and since and until when where that is known."""

    status: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    as_of: dt.date
    review_by: dt.date
    source: str
    quote: str

    def to_dict(self) -> dict[str, str | None]:
        """Returns the entry as JSON values; days are ISO 8601."""
        days = {"valid_from": self.valid_from, "valid_to": self.valid_to, "as_of": self.as_of, "review_by": self.review_by}
        return {
            "status": self.status,
            "source": self.source,
            "quote": self.quote,
            **{name: day.isoformat() if day else None for name, day in days.items()},
        }


@dataclass(frozen=True)
class ProviderRow:
    """A row of the providers' file."""

    name: str
    aliases: tuple[str, ...]
    entry: StatusEntry


def read_providers(path: Path) -> list[ProviderRow]:
    """Returns the rows of a providers' file.

    Raises:
        DataError: The file cannot be read or a row is not valid; the message names the row and the field.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_provider_row(row, f"{path}, row {number}") for number, row in enumerate(csv.DictReader(file), start=2)]
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error


def _provider_row(row: dict[str, str], where: str) -> ProviderRow:
    name = (row.get("provider") or "").strip()
    if not name:
        raise DataError(f"{where}: 'provider' is empty.")
    status = (row.get("status") or "").strip()
    if status not in STATUSES:
        raise DataError(f"{where}: 'status' is {status!r}; it must be one of {', '.join(STATUSES)}.")
    as_of, review_by = _optional_day(row, "as_of", where), _optional_day(row, "review_by", where)
    if as_of is None or review_by is None:
        raise DataError(f"{where}: 'as_of' and 'review_by' are needed: when this was known to be so, and when to look again.")
    source = (row.get("source") or "").strip()
    if not source:
        raise DataError(f"{where}: 'source' is empty; say where this is known from.")
    aliases = tuple(alias.strip() for alias in (row.get("aliases") or "").split("|") if alias.strip())
    quote = (row.get("quote") or "").strip()
    entry = StatusEntry(status, _optional_day(row, "from", where), _optional_day(row, "to", where), as_of, review_by, source, quote)
    return ProviderRow(name, aliases, entry)


def _optional_day(row: dict[str, str], field: str, where: str) -> dt.date | None:
    value = (row.get(field) or "").strip()
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise DataError(f"{where}: '{field}' is {value!r}; write a day as 2026-11-22.") from None
