"""What changes is said in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from rrn.differences import differences
from rrn.items import read_items
from rrn.paths import DATA

ITEMS = read_items(DATA)
CONTACT = ITEMS["contact"]


def test_nothing_changes():
    assert differences(ITEMS, {**ITEMS, "contact": replace(CONTACT, reviewer="somebody else")}) == []


def test_each_change_is_named():
    changed = replace(
        CONTACT,
        title="Which number?",
        text=CONTACT.text.replace("The page gives no e-mail address.", "It gives no e-mail address."),
        examples=(*CONTACT.examples[1:], "which digits"),
        review_by=dt.date(2027, 1, 31),
        related=("nhs_only",),
    )
    (said,) = differences(ITEMS, {**ITEMS, "contact": changed})
    for line in (
        "The answer 'contact' (Which number?) changes:",
        "  question: 'How do I reach the office?' becomes 'Which number?'",
        "    - The page gives no e-mail address. [no fact]",
        "    + It gives no e-mail address. [no fact]",
        "  day of the next review: 22 May 2027 becomes 31 January 2027",
        f"    - {CONTACT.examples[0]}",
        "    + which digits",
        "  asked next: nothing becomes nhs_only",
    ):
        assert line in said.split("\n")
    assert "ring the Intelligensa office" not in said


def test_new_and_gone():
    without = {name: item for name, item in ITEMS.items() if name != "cost"}
    assert differences(ITEMS, without) == ["The topic 'cost' that is not covered goes."]
    assert differences(without, ITEMS)[0].startswith("The topic 'cost' that is not covered is new:")


def test_another_order_is_a_change():
    (said,) = differences(ITEMS, {**ITEMS, "contact": replace(CONTACT, examples=CONTACT.examples[::-1])})
    assert "examples: in another order" in said
