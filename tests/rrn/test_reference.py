"""What staff can look up without asking."""

from __future__ import annotations

import pytest

from rrn.applicability import decision_table
from rrn.content import content
from rrn.reference import reference
from rrn.register import Register


@pytest.fixture
def shown(tmp_path, monkeypatch):
    monkeypatch.setenv("RRN_REGISTER_URL", f"sqlite:///{tmp_path / 'register.db'}")
    register = Register()
    register.seed()
    return reference(register)


def test_it_shows_all_questions_rules_settings_and_providers(shown):
    assert {question["id"] for question in shown["questions"]} == set(content().answers)
    assert all(question["words"] for question in shown["questions"])
    assert [rule["id"] for rule in shown["rules"]] == [rule.id for rule in decision_table().rules]
    assert {setting["id"] for setting in shown["settings"]} == set(decision_table().settings)
    assert [(entry["provider"], entry["status"]) for entry in shown["register"]] == [("Intelligensa Limited", "working_towards")]


def test_it_shows_all_topics_that_are_not_covered_each_with_a_question_of_its_own(shown):
    assert [topic["id"] for topic in shown["topics"]] == list(content().topics)
    assert not {topic["id"] for topic in shown["topics"]} & {question["id"] for question in shown["questions"]}
    for topic in shown["topics"]:
        assert topic["question"] in content().examples[f"not_covered/{topic['id']}"]
        assert topic["title"][0].isupper()
        assert topic["title"].lower() in content().topics[topic["id"]].text.lower()
    costs = next(topic for topic in shown["topics"] if topic["id"] == "cost")
    assert costs["title"] == "The cost of certification or of a course"
    assert {"price", "fee"} <= set(costs["words"])


def test_a_large_register_is_listed_in_part(monkeypatch, shown):
    assert shown["register_size"] == 1
    monkeypatch.setattr("rrn.reference.MAX_PROVIDERS", 0)
    register = Register()
    register.seed()
    assert (reference(register)["register"], reference(register)["register_size"]) == ([], 1)


def test_a_known_question_can_be_asked_by_its_words(shown):
    for question in shown["questions"]:
        label = content().label_of_title(question["title"])
        assert label in (f"faq/{question['id']}", question["id"])
