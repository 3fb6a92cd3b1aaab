"""A provider that is not in the register, named in a question about its status at any time."""

from __future__ import annotations

import pytest

from rrn.dialogue.stranger import StrangerReader


@pytest.fixture(scope="module")
def reader():
    return StrangerReader()


@pytest.mark.parametrize(
    "question",
    [
        "is {} certified?",
        "when was {} certified?",
        "So on what date did {} become certified",
        "was {} certified last June?",
        "will {} be certified?",
        "when will {} be certified?",
        "did {} lapse in 2024?",
        "when does {}'s certification run out?",
        "has {}’s certificate expired?",
        "are {} going to be certified soon?",
        "Do you know if {} got certified",
        "what was the status of {} in March 2023?",
        "was {} on the register before 2021?",
        "hasn't {} lost its certification?",
        "{} certified?",
    ],
)
@pytest.mark.parametrize(
    "name", ["Test Oakfield Care Academy", "Testicare", "Test & Sons Ltd", "Team Test", "testbright training", "test oakfield care academy"]
)
def test_the_frame_tells_the_name(reader, question, name):
    assert reader.read(question.format(name)) == name


@pytest.mark.parametrize(
    "question",
    [
        "is the RRN certified by UKAS?",
        "when was the standard approved?",
        "are Trainers certified?",
        "WHEN WAS IT CERTIFIED",
        "is our Team Test certificate still valid?",
        "will Team Test certificates be recognised?",
        "does Team Test training need to be certified?",
        "what is the status of the Training Standards?",
        "is Bild ACT accredited?",
        "when was Sunny Side School registered?",
        "Was it on the register in May?",
        "was our training certified last year",
        "when was staff training certified",
        "when was positive behaviour training certified",
        "did training get approved",
        "when does testicare have its certification",
    ],
)
def test_what_asks_for_no_providers_status_names_none(reader, question):
    assert reader.read(question) == ""
