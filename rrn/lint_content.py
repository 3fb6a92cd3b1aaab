"""Everything that is wrong with the content as a whole: its answers, its topics and its tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rrn.items import Item
from rrn.lint import Surroundings, lint
from rrn.lint_tables import Places, lint_tables
from rrn.problems import Problem
from rrn.tables import Table


@dataclass(frozen=True)
class Candidate:
    """Content as it would be published.

    Attributes:
        data: The content folder that it changes.
        items: The answers and topics by id.
        tables: The tables by name.
        published: The tables that are served.
        held_out: The held-out questions in plain form.
        item_places: Where a person finds an item; its file where nothing is given.
        entry_places: Where a person finds an entry of a table, by kind and key.
    """

    data: Path
    items: Mapping[str, Item]
    tables: Mapping[str, Table]
    published: Mapping[str, Table]
    held_out: Collection[str] = ()
    item_places: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    entry_places: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


def problems_of(candidate: Candidate, ids: Collection[str] | None = None) -> list[Problem]:
    """Returns everything that is wrong with content.

    Args:
        candidate: The content.
        ids: The ids of the items and tables to report on; all where it is None.
    """
    around = Surroundings.of(candidate.data, candidate.items, candidate.held_out, candidate.item_places)
    problems = lint(around, ids)
    if ids is None or set(candidate.tables) & set(ids):
        places = Places(candidate.items, around.documents, candidate.published, candidate.entry_places)
        problems += lint_tables(candidate.tables, places)
    return problems
