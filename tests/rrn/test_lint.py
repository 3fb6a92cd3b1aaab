"""Each rule of the content is shown to fail on an item that breaks it; all of them at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from evaluation.held_out import questions
from rrn.items import read_items
from rrn.lint import Surroundings, lint
from rrn.paths import DATA, HELD_OUT
from rrn.problems import table

ITEMS = read_items(DATA)
AROUND = Surroundings.of(DATA, ITEMS, questions(HELD_OUT))
CONTACT, COST = ITEMS["contact"], ITEMS["cost"]


def test_the_content_as_it_stands_is_sound():
    assert lint(AROUND) == []


def problems(item):
    return lint(replace(AROUND, items={**ITEMS, item.id: item}), {item.id})


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"id": "New One"}, "ID", "no id"),
        ({"title": ""}, "Question", "empty"),
        ({"title": "a\nb"}, "Question", "several lines"),
        ({"title": ITEMS["nhs_only"].title.upper()}, "Question", "same question"),
        ({"related": ("nowhere",)}, "Asked next", "nowhere"),
        ({"related": ("contact",)}, "Asked next", "contact"),
        ({"related": ("cost",)}, "Asked next", "cost"),
        ({"text": " "}, "Answer", "empty"),
        ({"text": "Ring ..."}, "Answer", "three dots"),
        ({"text": "Ring!"}, "Answer", "exclamation"),
        ({"text": "One.\n\nTwo."}, "Answer", "empty line"),
        ({"text": "Ring {office}."}, "Answer", "brace"),
        ({"text": "Ring [1]."}, "Answer", "square brackets"),
        ({"text": "Ring. "}, "Answer", "space"),
        ({"text": "Ring \u0007 us."}, "Answer", "cannot be shown"),
        ({"text": CONTACT.text.replace("654317", "654318")}, "Answer", "number 654318"),
        ({"supported_by": ()}, "Answer", "quotes are named for 0"),
        ({"source": "elsewhere"}, "Source", "elsewhere"),
        ({"quotes": ()}, "Quotes", "none"),
        ({"quotes": ("Office: 01707 654318",)}, "Quotes", "does not stand in the page"),
        ({"as_of": None}, "As of", "no day"),
        ({"review_by": dt.date(2020, 1, 1)}, "Review by", "before"),
        ({"valid_from": dt.date(2021, 1, 1), "valid_to": dt.date(2020, 1, 1)}, "Holds to", "before"),
        ({"examples": CONTACT.examples[:3]}, "Examples", "15 are needed"),
        ({"examples": (*CONTACT.examples, CONTACT.examples[0].upper())}, "Examples", "stands twice"),
        ({"examples": (*CONTACT.examples, COST.examples[0])}, "Examples", "not_covered/cost"),
        ({"examples": (*CONTACT.examples, "Good morning")}, "Examples", "chitchat"),
        ({"examples": (*CONTACT.examples, "?!")}, "Examples", "no words"),
        ({"examples": (*CONTACT.examples, "/restart")}, "Examples", "reads as a command"),
        ({"examples": (*CONTACT.examples, "ring [us](office)")}, "Examples", "reads as a command"),
        ({"examples": (*CONTACT.examples, "x" * 1001)}, "Examples", "1000 characters"),
        ({"examples": (*CONTACT.examples, "one\ntwo")}, "Examples", "several lines"),
    ],
)
def test_what_breaks_a_rule_is_told(change, field, told):
    found = problems(replace(CONTACT, **change))
    assert any(each.field.endswith(field) and told in each.what and each.do for each in found), table(found)


def test_a_held_out_question_is_no_example():
    question = next(case for case in AROUND.held_out if len(case.split()) > 4)
    assert any("questions that the gate asks" in each.what for each in problems(replace(CONTACT, examples=(*CONTACT.examples, question))))


def test_a_topic_states_no_fact():
    assert any("number" in each.what for each in problems(replace(COST, text="It costs £12. The page does not cover that.")))


def test_all_problems_are_told_at_once():
    found = problems(replace(CONTACT, title="", quotes=(), examples=(), as_of=None))
    assert {each.field for each in found} >= {"contact: Question", "contact: Quotes", "contact: Examples", "contact: As of"}
    assert table(found).startswith(f"{len(found)} problems:")
