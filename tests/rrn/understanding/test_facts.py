"""The facts of a service, and the body that is asked of in passing."""

from __future__ import annotations

import pytest

from rrn.understanding.facts import fact_reader


@pytest.mark.parametrize(
    ("text", "nhs", "cqc"),
    [
        ("regulated by the cqc, no nhs commissioned work. mandatory?", "false", "true"),
        ("nhs no cqc yes", "false", "true"),
        ("cqc no nhs yes", "true", "false"),
        ("cqc, no nhs", "false", "open"),
        ("cqc only", "false", "true"),
        ("just cqc", "false", "true"),
        ("we're with the cqc", "open", "true"),
        ("commissioned by our icb", "true", "open"),
        ("does the cqc look into it", "open", "open"),
        ("the icb buys nothing from us but the cqc inspects this place", "false", "true"),
        ("we do not take any nhs commissioned beds", "false", "open"),
        ("our home doesn't offer nhs commissioned care, cqc registered though", "false", "true"),
    ],
)
def test_facts_are_read(text, nhs, cqc):
    facts = fact_reader().read(text)
    assert (facts.nhs, facts.cqc) == (nhs, cqc)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("and the NHS?", "nhs_mandate"),
        ("ok, what about the CQC then", "cqc_expectation"),
        ("and if it is NHS commissioned", ""),
        ("and schools?", ""),
        ("So what are the RRN standards?", "what_is_rrn"),
        ("wot is the restraint reduction network", "what_is_rrn"),
        ("what is the RRN standard on seclusion", ""),
    ],
)
def test_a_body_asked_of_in_passing_is_recognised(text, answer):
    assert fact_reader().body_asked_of(text) == answer
