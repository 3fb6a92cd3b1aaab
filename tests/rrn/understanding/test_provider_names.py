"""A provider's name in a question about its status."""

from __future__ import annotations

import pytest

from rrn.understanding.provider_names import provider_name_reader


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("is Test Willow Bank Training certified", "Test Willow Bank Training"),
        ("we use Test Greenfield Associates - are they certified", "Test Greenfield Associates"),
        ("about to book Test Kestrel Care, have they got it", "Test Kestrel Care"),
        ("checking a supplier: Test & Daughters Safety Ltd. certified under rrn or not", "Test & Daughters Safety Ltd"),
        ("we had Testco Training in last spring, are they certified?", "Testco Training"),
        ("Do the RRN Training Standards apply to us", ""),
        ("Are NHS Training Services certified", "NHS Training Services"),
        ("what does the Care Quality Commission say of Training", ""),
        ("meaning of the status 'Working towards certification'", ""),
        ("Has Test Restraint Training got onto your register yet?", "Test Restraint Training"),
        ("tell me about the route to certification", ""),
        ("hw r training providers certified", ""),
        ("has a working towards provider been certified", ""),
        ("want to look up a training firms status", ""),
        ("is getting certified quick or slow", ""),
        ("are example hands solutions certified", "example hands solutions"),
        ("samplecare coaching - rrn certified y/n", "samplecare coaching"),
        ("testleigh academy, they kosher?", "testleigh academy"),
        ("made up testleigh training reckons they're accredited", "made up testleigh training"),
        ("my trainer says they're certified", ""),
        ("is it fine that the lass teaching is certified", ""),
        ("will ofsted expect our trainers to be certified", ""),
        ("a firm near us says it is certified", ""),
        ("We tried others before, then Sample Teach. Are they RRN certified?", "Sample Teach"),
    ],
)
def test_the_name_is_taken_out(question, name):
    assert provider_name_reader().read(question) == name


def test_a_strange_name_is_put_as_a_familiar_one():
    assert provider_name_reader().with_familiar_name("is Test Willow Bank certified") == "is intelligensa certified"
    assert provider_name_reader().with_familiar_name("are you certified") == ""
    assert provider_name_reader().with_familiar_name("how long does it take") == ""
