"""The decision table, exhaustively, against a transcription of the design that is independent of the data."""

from __future__ import annotations

import itertools

import pytest

from rrn.applicability import CLASSES, CQC_FACTS, NHS_FACTS, Service, decision_table
from rrn.sources import load_sources

TABLE = decision_table()
SECTORS = ["", "unsure", *TABLE.settings]
CASES = list(itertools.product(SECTORS, NHS_FACTS, CQC_FACTS))


def expected(setting_class: str, nhs: str, cqc: str) -> tuple[str, str]:
    """Returns rule and outcome as the design has them; R15 to R18 as ADR 0005 adds them."""
    if setting_class == "which":
        return "R17", "clarify"
    if setting_class == "none":
        if nhs == "true":
            return "R13", "mandatory"
        if nhs == "false":
            return ("R13", "expected") if cqc == "true" else ("R16", "clarify")
        return "R11", "clarify"
    if setting_class == "out":
        if nhs == "true":
            return "R1", "conflict"
        if nhs == "funded":
            return "R18", "clarify"
        return ("R2", "conflict") if cqc == "true" else ("R3", "not_applicable")
    if nhs == "true":
        return "R4", "mandatory"
    if nhs == "false" and cqc in ("true", "false"):
        return ("R5", "expected") if cqc == "true" else ("R6", "not_stated")
    if nhs == "unsure":
        return "R9", "expected" if cqc == "true" else "not_stated"
    if setting_class == "asks":
        if nhs == "false":
            return ("R8", "clarify") if cqc == "open" else ("R15", "not_stated")
        return "R7", "clarify"
    if nhs == "funded":
        return "R18", "clarify"
    if nhs == "open" and cqc == "true":
        return "R14", "clarify"
    if nhs == "open" and cqc in ("open", "unsure"):
        return "R10", "not_stated"
    return "R12", "not_stated"


@pytest.mark.parametrize(("setting_class", "nhs", "cqc"), list(itertools.product(CLASSES, NHS_FACTS, CQC_FACTS)))
def test_every_combination_falls_in_exactly_one_row(setting_class, nhs, cqc):
    assert len(TABLE.rules_for(setting_class, nhs, cqc)) == 1


@pytest.mark.parametrize(("sector", "nhs", "cqc"), CASES)
def test_every_setting_is_decided_as_the_design_says(sector, nhs, cqc):
    decision = TABLE.decide(Service(sector, nhs, cqc))
    known = "true" if sector == "nhs_service" else nhs
    assert (decision.rule.id, decision.rule.outcome) == expected(TABLE.setting_class(sector), known, cqc)


@pytest.mark.parametrize(("sector", "nhs", "cqc"), CASES)
def test_every_verdict_carries_rule_quote_source_and_date(sector, nhs, cqc):
    decision = TABLE.decide(Service(sector, nhs, cqc))
    if decision.rule.outcome == "clarify":
        assert decision.rule.ask in ("setting", "which", "nhs_commissioned", "cqc_regulated")
        return
    verdict = decision.verdict()
    source = load_sources()["rrn-page"]
    assert verdict["rule"] == decision.rule.id
    assert verdict["reasons"]
    for reason in verdict["reasons"]:
        assert source.position(reason["quote"]) >= 0
        assert reason["source"]["id"] == "rrn-page"
        assert reason["source"]["as_of"] == "2026-11-22"
        assert reason["source"]["review_by"] > "2026-11-22"


@pytest.mark.parametrize(("sector", "nhs", "cqc"), CASES)
def test_forces_are_never_merged(sector, nhs, cqc):
    rule = TABLE.decide(Service(sector, nhs, cqc)).rule
    forces = {"mandatory": "mandatory", "expected": "regulator_expectation"}
    assert rule.outcome == "clarify" or rule.force == forces.get(rule.outcome, "none")


def test_the_cqc_sentence_stands_beside_a_mandate_only_where_the_cqc_is_true():
    with_cqc = TABLE.decide(Service("care_home", "true", "true"))
    without = TABLE.decide(Service("care_home", "true", "open"))
    assert [statement.id for statement in with_cqc.statements] == ["nhs_mandate", "cqc_expectation"]
    assert [statement.id for statement in without.statements] == ["nhs_mandate"]


def test_no_name_stands_for_two_settings():
    names = [name for setting in TABLE.settings.values() for name in setting.names]
    assert len(names) == len(set(names))
