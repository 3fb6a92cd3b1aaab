"""How a time that was asked about is said back: in whole words, so that nobody wonders which June was meant."""

from __future__ import annotations

import datetime as dt

from rrn.dialogue.says import text
from rrn.reply import british_date
from rrn.understanding.question_dates import AskedTime


def said_time(asked: AskedTime) -> str:
    """Returns a time in words, for example "in June 2026" or "before 1 April 2021"; reading it gives the same days."""
    if asked.relation == "before":
        return text("time_before", day=british_date(asked.first))
    if asked.relation == "until":
        return text("time_until", day=british_date(asked.last))
    if asked.relation == "since":
        return text("time_since", day=british_date(asked.first))
    if asked.relation == "after":
        return text("time_after", day=british_date(asked.last))
    if asked.first == asked.last:
        return text("time_on", day=british_date(asked.first))
    if (asked.first, asked.last) == _month_of(asked.first):
        return text("time_in", span=f"{asked.first:%B %Y}")
    if (asked.first, asked.last) == (dt.date(asked.first.year, 1, 1), dt.date(asked.first.year, 12, 31)):
        return text("time_in", span=str(asked.first.year))
    return text("time_between", first=british_date(asked.first), last=british_date(asked.last))


def _month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    after = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return day.replace(day=1), after - dt.timedelta(days=1)
