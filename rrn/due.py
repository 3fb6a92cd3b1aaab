"""What falls due for review: answers, statements of the decision table, and entries of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from rrn.applicability import DecisionTable
from rrn.items import Item
from rrn.register import Match


@dataclass(frozen=True, order=True)
class Due:
    """Something that must be looked at again by a day."""

    review_by: dt.date
    what: str


def due(until: dt.date, items: Iterable[Item], table: DecisionTable, register: Iterable[Match]) -> list[Due]:
    """Returns everything whose review falls due on a day or before it, the most urgent first.

    Args:
        until: The last day that counts.
        items: The answers; topics have no such day, and one that was withdrawn waits for nobody.
        table: The decision table.
        register: The register's entries.
    """
    found = [Due(item.review_by, f"the answer '{item.id}' ({item.title})") for item in items if item.review_by and not item.withdrawn_on]
    found += [Due(each.citation.review_by, f"the statement '{name}' of the decision table") for name, each in table.statements.items()]
    found += [Due(each.current.review_by, f"the register's entry for {each.provider}") for each in register if each.current]
    return sorted(each for each in found if each.review_by <= until)
