"""A provider's statuses in time: what was so on a day, and what the register held on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STATUSES = ("certified", "working_towards", "lapsed", "withdrawn")

#: A span of days, the first and the last included; None where it is open.
Window = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True)
class StatusEntry:
    """A status that a provider had, and since and until when where that is known.

    Attributes:
        status: One of ``STATUSES``.
        valid_from: First day of the status; None where it is not known.
        valid_to: Last day of it; None where no end is known.
        as_of: Day on which this was known to be so.
        review_by: Day by which to look again.
        source: Where it is known from: the id of a source, or a few words.
        quote: The words of the source; may be empty.
    """

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

    @property
    def known_from(self) -> dt.date:
        """The first day on which this is known to be so: its first day, else the day it was known."""
        return self.valid_from or min(self.as_of, self.valid_to or self.as_of)

    def touches(self, window: Window) -> bool:
        """Says whether this is known to be so on a day of a window."""
        first, last = window
        return (last is None or self.known_from <= last) and (first is None or self.valid_to is None or first <= self.valid_to)

    def covers(self, window: Window) -> bool:
        """Says whether this is known to be so on every day of a window."""
        first, last = window
        return first is not None and self.known_from <= first and (self.valid_to is None or (last is not None and last <= self.valid_to))

    def overlaps(self, other: StatusEntry) -> bool:
        """Says whether two entries may hold on the same day; a day that is not known may be any."""
        return (self.valid_from is None or other.valid_to is None or self.valid_from <= other.valid_to) and (
            other.valid_from is None or self.valid_to is None or other.valid_from <= self.valid_to
        )


@dataclass(frozen=True)
class Change:
    """Who changed the register, when and how.

    Attributes:
        id: Its number.
        at: When, in UTC.
        by: Who.
        action: ``import``, ``remove``, ``rename`` or ``seed``.
        file: Name of the file it came from; may be empty.
        sha256: Hex digest of that file's bytes; may be empty.
        reason: Why, where somebody said so.
    """

    id: int
    at: dt.datetime
    by: str
    action: str
    file: str = ""
    sha256: str = ""
    reason: str = ""


@dataclass(frozen=True)
class HeldEntry:
    """A status as the register holds or held it: entered by one change, and taken out by a later one or not yet."""

    entry: StatusEntry
    entered: Change
    taken_out: Change | None = None

    def held_on(self, day: dt.date) -> bool:
        """Says whether the register held this at the end of a day."""
        return self.entered.at.date() <= day and (self.taken_out is None or self.taken_out.at.date() > day)


def in_order(entries: Iterable[StatusEntry]) -> list[StatusEntry]:
    """Returns entries by their days, the oldest first."""
    return sorted(entries, key=lambda entry: (entry.known_from, entry.as_of))


def on_day(entries: Iterable[StatusEntry], day: dt.date) -> StatusEntry | None:
    """Returns the entry that is known to hold on a day, where there is one."""
    return next((entry for entry in reversed(in_order(entries)) if entry.touches((day, day))), None)


def overlap(entries: Sequence[StatusEntry]) -> tuple[StatusEntry, StatusEntry] | None:
    """Returns two entries that may hold on the same day, where there are such."""
    ordered = in_order(entries)
    for place, entry in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if entry.overlaps(other):
                return entry, other
    return None
