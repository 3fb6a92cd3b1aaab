"""What falls due for review, in the answers, the decision table and the register."""

from __future__ import annotations

import datetime as dt

from rrn.applicability import decision_table
from rrn.due import due
from rrn.items import read_items
from rrn.paths import DATA

DAY = dt.date(2027, 5, 22)


def found(until, register):
    return due(until, read_items(DATA).values(), decision_table(), register.entries(due_by=until))


def test_everything_falls_due_on_its_day(register):
    told = [each.what for each in found(DAY, register)]
    assert len([each for each in told if each.startswith("the answer")]) == 12
    assert "the statement 'not_schools' of the decision table" in told
    assert "the register's entry for Intelligensa Limited" in told


def test_nothing_falls_due_the_day_before(register):
    assert found(DAY - dt.timedelta(days=1), register) == []


def test_only_what_is_to_be_reviewed_by_then_is_asked_of_the_register(register):
    assert [each.provider for each in register.entries(due_by=DAY)] == ["Intelligensa Limited"]
    assert register.entries(due_by=DAY - dt.timedelta(days=1)) == []
