"""What counts as another verdict, and what as other words."""

from __future__ import annotations

import copy

import pytest

from rrn.record.comparison import compare


def test_the_same_reply_is_the_same_whatever_its_turn_is_called(make_turn):
    turn = make_turn("t1")
    now = copy.deepcopy(turn.reply)
    now["trace"]["turn"] = None
    assert compare(turn, now).outcome == "same"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda reply: reply.update(text="Other words."), "words"),
        (lambda reply: reply["verdict"]["reasons"][0].update(statement="Other words."), "words"),
        (lambda reply: reply["sources"].pop(), "words"),
        (lambda reply: reply["verdict"].update(outcome="mandatory"), "verdict"),
        (lambda reply: reply["verdict"].update(rule="R4"), "verdict"),
        (lambda reply: reply.update(kind="clarify"), "verdict"),
        (lambda reply: reply.update(id="contact"), "verdict"),
        (lambda reply: reply["trace"].update(rule="R4"), "verdict"),
        (lambda reply: reply.update(status={"provider": "Test Ltd", "status": "certified"}), "verdict"),
        (lambda reply: reply["also"].append(copy.deepcopy(reply)), "verdict"),
    ],
)
def test_each_change_is_found(make_turn, change, outcome):
    turn = make_turn("t1")
    now = copy.deepcopy(turn.reply)
    change(now)
    difference = compare(turn, now)
    assert difference.outcome == outcome
    assert difference.changes
