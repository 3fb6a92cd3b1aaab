"""Compares a ledger with what a place keeps, and names every message that is lost, doubled, strange, changed or out of order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from order.ledger import Sent
from order.places import Kept

LOST, DOUBLED, STRANGE, CHANGED, OTHER_REPLY, OUT_OF_ORDER = "lost", "doubled", "strange", "changed", "other reply", "out of order"


@dataclass(frozen=True)
class Fault:
    """Something that must not be."""

    kind: str
    place: str
    conversation: str
    message: str


def faults(ledger: Sequence[Sent], place: str, kept: Sequence[Kept], check_replies: bool = True) -> list[Fault]:
    """Returns the faults of one place.

    Every acknowledged message is there once, with the text that was sent and the reply that was given; one that was never
    acknowledged is there once at most; nothing else is there; and a message that was sent after another was acknowledged comes
    after it.

    Args:
        ledger: What was sent.
        place: The place's name.
        kept: What it keeps, the messages of each conversation in their order.
        check_replies: Whether the place keeps the reply that a person got.
    """
    found: list[Fault] = []
    sent = {(each.conversation, each.message): each for each in ledger}
    count = Counter((each.conversation, each.message) for each in kept)
    for key, each in sent.items():
        if each.answered_at is not None and not count[key]:
            found.append(Fault(LOST, place, *key))
    found += [Fault(DOUBLED, place, *key) for key, number in count.items() if number > 1]
    by_conversation: dict[str, list[Sent]] = defaultdict(list)
    for entry in kept:
        key = (entry.conversation, entry.message)
        known = sent.get(key)
        if known is None:
            found.append(Fault(STRANGE, place, *key))
            continue
        if entry.text != known.text:
            found.append(Fault(CHANGED, place, *key))
        if check_replies and known.answered_at is not None and entry.reply != known.reply:
            found.append(Fault(OTHER_REPLY, place, *key))
        by_conversation[entry.conversation].append(known)
    for messages in by_conversation.values():
        found += [Fault(OUT_OF_ORDER, place, each.conversation, each.message) for each in _overtaken(messages)]
    return found


def order_differs(first: Sequence[Kept], second: Sequence[Kept], place: str) -> list[Fault]:
    """Returns the messages that two places keep in different orders, also of those that were sent at the same time."""
    places = {(each.conversation, each.message): number for number, each in enumerate(first)}
    found = []
    for earlier, later in pairwise(second):
        if earlier.conversation != later.conversation:
            continue
        if places.get((earlier.conversation, earlier.message), -1) > places.get((later.conversation, later.message), len(places)):
            found.append(Fault(OUT_OF_ORDER, place, later.conversation, later.message))
    return found


def _overtaken(messages: Sequence[Sent]) -> list[Sent]:
    """Returns the messages that stand after one that was sent only when they had their answer."""
    latest_start = 0
    found = []
    for each in messages:
        if each.answered_at is not None and each.answered_at < latest_start:
            found.append(each)
        latest_start = max(latest_start, each.sent_at)
    return found
