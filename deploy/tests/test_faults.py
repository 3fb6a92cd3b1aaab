"""The comparison itself: it finds what it must, and nothing where nothing is."""

import random

import pytest
from order.faults import CHANGED, DOUBLED, LOST, OTHER_REPLY, OUT_OF_ORDER, STRANGE, faults, order_differs
from order.ledger import Sent
from order.places import Kept


def conversation(name, rounds=4, together=3):
    """Returns a ledger of messages sent several at a time."""
    return [
        Sent(name, f"{name}-{turn}-{place}", f"text {turn}", turn * 100 + place, turn * 100 + 50 + place, f"reply {turn}", [200])
        for turn in range(rounds)
        for place in range(together)
    ]


@pytest.fixture
def ledger():
    return conversation("a") + conversation("b")


@pytest.fixture
def kept(ledger):
    return [Kept(each.conversation, each.message, each.text, each.reply) for each in ledger]


def kinds(ledger, kept):
    return {each.kind for each in faults(ledger, "here", kept)}


def test_nothing_is_found_where_nothing_is(ledger, kept):
    assert faults(ledger, "here", kept) == []
    kept[0], kept[1] = kept[1], kept[0]  # sent at the same time
    assert faults(ledger, "here", kept) == []
    assert [each.kind for each in order_differs([*kept[1::-1], *kept[2:]], kept, "here")] == [OUT_OF_ORDER]


def test_every_single_fault_is_found(ledger, kept):
    rng = random.Random(1)
    for _ in range(20):
        place = rng.randrange(len(kept))
        one = kept[place]
        assert kinds(ledger, kept[:place] + kept[place + 1 :]) == {LOST}
        assert kinds(ledger, [*kept[:place], one, *kept[place:]]) == {DOUBLED}
        changed = [*kept[:place], Kept(one.conversation, one.message, "other", one.reply), *kept[place + 1 :]]
        assert kinds(ledger, changed) == {CHANGED}
        other = [*kept[:place], Kept(one.conversation, one.message, one.text, "other"), *kept[place + 1 :]]
        assert kinds(ledger, other) == {OTHER_REPLY}
        crossed = [*kept[:place], Kept("c", one.message, one.text, one.reply), *kept[place + 1 :]]
        assert kinds(ledger, crossed) == {LOST, STRANGE}
    swapped = list(kept)
    swapped[2], swapped[3] = swapped[3], swapped[2]  # of two rounds
    assert kinds(ledger, swapped) == {OUT_OF_ORDER}


def test_what_was_not_acknowledged_may_be_there_once_or_not(ledger, kept):
    ledger[4].answered_at = None
    assert faults(ledger, "here", kept) == []
    assert faults(ledger, "here", kept[:4] + kept[5:]) == []
    assert kinds(ledger, [*kept[:5], *kept[4:]]) == {DOUBLED}
