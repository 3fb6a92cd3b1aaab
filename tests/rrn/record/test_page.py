"""The page says all that somebody needs who asks why the assistant said what it said."""

from __future__ import annotations

import dataclasses

from rrn.record.page import page
from rrn.record.recording import _rows
from rrn.understanding.reading import Reading


def squeezed(turn):
    return " ".join(page(turn).split())


def test_the_page_of_a_verdict(make_turn):
    shown = squeezed(make_turn("t1"))
    for expected in (
        "Turn t1",
        "24 November 2026 at 12:30:00 UTC",
        "no NHS money but a CQC registered care home",
        "The person tells about a service, fairly sure (87%); taken as understood.",
        "“Do the Standards apply to my setting?” (12%)",
        "A care home. NHS commissioned: no. CQC regulated: yes.",
        "Expected by the regulator",
        "From the decision table, version 1, as it stood: R5. Where the setting is one where the NHS and CQC facts decide",
        "Then: it is expected by the regulator.",
        "For a care home: it is expected by the regulator (rule R5). An expectation of the CQC",
        "In the assistant's words: The Care Quality Commission (CQC) will expect",
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
    assert "The last time on the subject, it gave an approved answer (nhs_mandate)." in shown


def test_the_page_of_a_providers_status(make_turn, register):
    made = make_turn("t1")
    (match,) = register.find("Inteligensa")
    known = {**made.reply, "status": match.to_status(), "verdict": None}
    shown = squeezed(dataclasses.replace(made, reply=known, rule=None, rows=[]))
    assert "Intelligensa Limited was found by a name spelt nearly so. The register had:" in shown
    assert "Working towards certification, known as of 22 November 2026. Source: rrn-page." in shown
    unknown = {
        **known,
        "status": {"provider": "Test Bright", "status": "unknown", "as_of": "2026-11-22", "matched_by": "exact", "history": []},
    }
    shown = squeezed(dataclasses.replace(made, reply=unknown, rule=None, rows=[]))
    assert "The status of “Test Bright” was asked for. The register, as of 22 November 2026, has no such provider." in shown


def test_the_rule_of_a_second_question_is_kept_as_well(make_turn):
    made = make_turn("t1")
    first = {**made.reply, "kind": "not_covered", "verdict": None, "trace": {**made.reply["trace"], "rule": None}, "also": [made.reply]}
    assert [row["id"] for row in _rows(first)] == ["R5"]
