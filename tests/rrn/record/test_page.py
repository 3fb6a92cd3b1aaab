"""The page says all that somebody needs who asks why the assistant said what it said."""

from __future__ import annotations

import dataclasses

from rrn.record.page import page
from rrn.understanding.reading import Reading


def squeezed(turn):
    return " ".join(page(turn).split())


def test_the_page_of_a_verdict(make_turn):
    shown = squeezed(make_turn("t1"))
    for expected in (
        "Turn t1",
        "24 November 2026 at 12:30:00 UTC",
        "no NHS money but a CQC registered care home",
        "the person tells about a service, fairly sure (87%); sure enough to answer",
        "“Do the Standards apply to my setting?” (12%)",
        "a care home: NHS commissioned: no; CQC regulated: yes",
        "Expected by the regulator",
        "R5 of the decision table, version 1",
        "In its words: The Care Quality Commission (CQC) will expect",
        "“Currently, the Care Quality Commission (CQC) will expect",
        "version supplied on 22 November 2026; as of 22 November 2026, to be reviewed by 22 May 2027",
        "sha256 5b4bc6f37f2d79df8fd494bc61e04af54192f5dea6f70318d85e8b085af92f90",
        "model abc",
    ):
        assert expected in shown, expected


def test_the_page_needs_nothing_but_the_record(make_turn):
    turn = dataclasses.replace(make_turn("t1"), names={}, rows=[], sources=[])
    assert "sector_applicability" in page(turn)


def test_the_page_of_a_message_that_could_not_be_read(make_turn):
    turn = dataclasses.replace(make_turn("t1"), reading=Reading("x", "too_long").to_dict(), rule=None)
    assert "could not be read: it was too long" in squeezed(turn)


def test_the_page_tells_what_went_before(make_turn):
    state = {**make_turn("t1").state, "awaiting": "nhs_commissioned", "last_kind": "answer", "last_id": "nhs_mandate"}
    shown = squeezed(make_turn("t1", state=state))
    assert "The assistant had asked whether the service is NHS commissioned." in shown
    assert "an approved answer (nhs_mandate)" in shown
