"""Files of providers that are plainly test data."""

from __future__ import annotations

import csv

import pytest

from rrn.register import Register

COLUMNS = ("provider", "aliases", "status", "from", "to", "as_of", "review_by", "source", "quote")


def row(provider, status="certified", **others):
    """Returns a row of a file with plain values where none are given."""
    values = {"as_of": "2026-01-01", "review_by": "2099-01-01", "source": "letter (test data)", **others}
    return {"provider": provider, "status": status, **{name.removesuffix("_"): value for name, value in values.items()}}


@pytest.fixture
def write_csv(tmp_path):
    """Writes rows to a CSV file and returns its path."""

    def write(*rows, name="providers.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def empty(register_url):
    """A register without providers, once on SQLite and once on PostgreSQL."""
    register = Register(register_url)
    register.migrate()
    return register


@pytest.fixture
def small(tmp_path):
    """A register without providers on SQLite, for what does not depend on the engine."""
    register = Register(f"sqlite:///{tmp_path / 'small.db'}")
    register.migrate()
    return register
