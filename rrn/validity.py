"""Validity in time: whether a statement of the page is known to hold over the days that are asked about.

A statement holds from ``valid_from`` to ``valid_to``; both are set only where the page itself names the day. Beyond them,
and before ``as_of`` where there is no ``valid_from``, the page does not say what held, and so neither does the assistant.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from rrn.reply import Citation, british_date

#: How a statement stands to the days asked about. ``now``: they reach the present. ``holds``: they lie between its start and its
#: end. ``starts``, ``ends``: its start or end lies among them. ``not_yet``, ``ended``: they lie before its start or after its
#: end. ``undated``: they are past and the page names no start. ``to_come``: they lie in the future.
Standing = Literal["now", "holds", "starts", "ends", "not_yet", "ended", "undated", "to_come"]
#: The page does not say what held on such days.
NOT_SAID: frozenset[Standing] = frozenset({"not_yet", "ended", "undated"})


@dataclass(frozen=True)
class Period:
    """The days asked about, both included; None where the period is open at that end."""

    first: dt.date | None
    last: dt.date | None

    def to_iso(self) -> str:
        """Returns the period as an ISO 8601 interval, ``..`` for an open end."""
        return "/".join(day.isoformat() if day else ".." for day in (self.first, self.last))

    @classmethod
    def from_iso(cls, written: str) -> Period:
        """Returns the period that :meth:`to_iso` wrote."""
        first, last = (None if day == ".." else dt.date.fromisoformat(day) for day in written.split("/"))
        return cls(first, last)

    def in_words(self) -> str:
        """Returns the period as a phrase for a sentence: "in March 2021", "up to 31 March 2021"."""
        if self.first is None or self.last is None:
            return (
                f"from {british_date(self.first)} on" if self.first else f"up to {british_date(self.last)}" if self.last else "at any time"
            )
        first, last = self.first, self.last
        if first == last:
            return f"on {british_date(first)}"
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"in {first.year}" if first.year == last.year else f"from {first.year} to {last.year}"
        whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
        if whole and (first.year, first.month) == (last.year, last.month):
            return f"in {first:%B %Y}"
        return f"from {british_date(first)} to {british_date(last)}"


def standing(statement: Citation, asked: Period, today: dt.date) -> Standing:
    """Returns how a statement stands to the days asked about.

    Args:
        statement: The statement with its dates.
        asked: The days asked about.
        today: The day on which it is asked.
    """
    first, last = asked.first or dt.date.min, asked.last or dt.date.max
    start, end = statement.valid_from, statement.valid_to
    if start and last < start:
        return "not_yet"
    if end and first > end:
        return "ended"
    if first > today:
        return "to_come"
    if start and first < start:
        return "starts"
    if end and last > end:
        return "ends"
    if last >= min(statement.as_of, today):
        return "now"
    return "holds" if start else "undated"


def is_stated_in(day: dt.date, quote: str) -> bool:
    """Says whether a quote names a day in words: "1 April 2021", "the 1st April 2021"."""
    suffix = "th" if 10 <= day.day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    month = f"{day:%B %Y}"
    return any(form in quote for form in (f"{day.day} {month}", f"{day.day}{suffix} {month}", f"{day.day}{suffix} of {month}"))
