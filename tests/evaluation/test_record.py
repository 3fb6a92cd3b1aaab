"""The committed record against which the content of the repository is judged."""

from __future__ import annotations

import pytest

from evaluation.held_out import Case, Expected, Result
from evaluation.record import accept, compare
from rrn.yaml_file import DataError, read_yaml


def result(name, right, confident=False):
    case = Case(name, "answer", ("q",), (Expected(("answer",), ("a",)),))
    kind, reply_id = ("answer", "a") if right else ("answer", "b") if confident else ("clarify", "x")
    given = {"kind": kind, "id": reply_id, "also": [], "verdict": None, "status": None}
    return Result(case, (given,), -1 if right else 0)


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "record.yml"
    accept([result("right", True), result("wrong", False), result("confident", False, True)], "the first", path)
    return path


@pytest.mark.parametrize(
    ("name", "right", "confident", "listed"),
    [
        ("right", True, False, None),
        ("right", False, False, "worse"),
        ("right", False, True, "worse"),
        ("wrong", False, False, None),
        ("wrong", False, True, "worse"),
        ("wrong", True, False, "better"),
        ("confident", False, True, None),
        ("confident", True, False, "better"),
        ("unheard of", False, True, "new"),
    ],
)
def test_a_question_is_compared_with_the_record(record, name, right, confident, listed):
    compared = compare([result(name, right, confident)], record)
    assert compared.same_arithmetic
    assert [field for field in ("worse", "better", "new") if getattr(compared, field)] == ([listed] if listed else [])


def test_each_acceptance_is_kept_with_its_reason(record):
    accept([result("right", False)], "worth it", record)
    written = read_yaml(record)
    assert [entry["reason"] for entry in written["accepted"]] == ["the first", "worth it"]
    assert written["wrong"] == ["right"]


def test_without_a_record_it_says_so(tmp_path):
    with pytest.raises(DataError, match=r"record\.yml"):
        compare([], tmp_path / "record.yml")
