"""The content holds to its rules; each rule is shown to fail on content that breaks it."""

from __future__ import annotations

import datetime as dt
import string
from collections import Counter
from dataclasses import replace

import pytest
from ruamel.yaml import YAML

from evaluation.held_out import load_cases
from rrn.content import MIN_EXAMPLES, content, load_content, normal_form
from rrn.paths import DATA, HELD_OUT
from rrn.yaml_file import DataError, read_yaml

CONTRACT_IDS = {
    "what_is_rrn",
    "training_quality",
    "how_certified",
    "certification_process",
    "working_towards",
    "certification_duration",
    "nhs_only",
    "nhs_mandate",
    "cqc_expectation",
    "why_introduced",
    "contact",
    "handover",
}


def test_every_answer_of_the_contract_is_there():
    assert set(content().answers) >= CONTRACT_IDS


@pytest.mark.parametrize("answer", content().answers.values(), ids=lambda answer: answer.id)
def test_every_answer_rests_on_verbatim_quotes(answer):
    assert answer.citations
    for citation in answer.citations:
        source = content().documents[citation.id].version(citation.version)
        place = source.position(citation.quote)
        assert source.text[place : place + len(citation.quote)] == citation.quote
        assert citation.sha256 == source.sha256
        assert citation.version <= citation.as_of <= citation.review_by


def test_titles_are_unique():
    titles = [normal_form(answer.title) for answer in content().answers.values()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(("label", "examples"), content().examples.items(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_label_has_enough_examples(label, examples):
    assert len(examples) >= MIN_EXAMPLES


def test_no_example_stands_twice():
    counts = Counter(normal_form(example) for examples in content().examples.values() for example in examples)
    assert [example for example, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("path", sorted(HELD_OUT.glob("*.yml")), ids=lambda path: path.stem)
def test_no_held_out_question_is_a_training_example(path):
    examples = {normal_form(example) for examples in content().examples.values() for example in examples}
    questions = [normal_form(case.turns[0]) for case in load_cases(path) if len(case.turns) == 1]
    assert [question for question in questions if question in examples] == []


@pytest.mark.parametrize("path", sorted(DATA.glob("faq/*.yml")) + sorted(DATA.glob("not_covered/*.yml")), ids=lambda path: path.stem)
def test_texts_do_not_split_into_several_messages_or_hold_slots(path):
    for variants in read_yaml(path)["responses"].values():
        for variant in variants:
            assert "\n\n" not in variant["text"]
            assert "{" not in variant["text"]
            assert "!" not in variant["text"]


def test_every_gap_in_a_text_is_known():
    known = {"office", "label", "topic", "ask", "as_of", "provider", "name", "facts", "question"}
    known |= {"title", "when", "start", "end", "quote", "about", "version", "newer", "review_by"}
    known |= {"status", "time", "when", "day", "first", "last", "span", "days", "review_by"}  # of the register
    for name, text in content().texts.items():
        assert {field for _, field, _, _ in string.Formatter().parse(text) if field} <= known, name


@pytest.mark.parametrize("field", ["title", "quotes", "version", "as_of", "review_by", "reviewer", "source"])
def test_an_answer_without_its_evidence_is_refused(copied, field):
    path = copied / "faq" / "contact.yml"
    changed = YAML().load(path)
    del changed["faq"][field]
    YAML().dump(changed, path)
    with pytest.raises(DataError, match=field):
        load_content(copied)


def test_a_changed_byte_in_a_quote_is_refused(copied):
    path = copied / "faq" / "certification_duration.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"This is a 12 month process."', '"This is a 6 month process."'), encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"certification_duration\.yml.*verbatim"):
        load_content(copied)


def test_a_file_that_is_not_yaml_is_named(copied):
    (copied / "faq" / "contact.yml").write_text("faq: [", encoding="utf-8")
    with pytest.raises(DataError, match=r"contact\.yml"):
        load_content(copied)


def test_a_title_leads_to_its_label():
    for answer in content().answers.values():
        expected = None if answer.id == "handover" else f"faq/{answer.id}"
        assert expected is None or content().label_of_title(answer.title.upper()) == expected


def test_what_can_be_asked_is_offered_in_its_order():
    assert content().offered == (
        *("faq/what_is_rrn", "faq/why_introduced", "sector_applicability", "faq/nhs_mandate", "faq/nhs_only", "faq/cqc_expectation"),
        *("faq/how_certified", "faq/certification_process", "faq/certification_duration", "faq/working_towards"),
        *("faq/training_quality", "provider_status", "faq/contact"),
    )


@pytest.mark.parametrize(
    ("change", "place"),
    [({"offered": None}, -1), ({"offered": 1}, 0), ({"offered": 0}, None), ({"withdrawn_on": dt.date(2027, 1, 4)}, None)],
)
def test_an_answer_without_a_place_is_offered_last_and_one_that_is_withdrawn_not_at_all(change, place):
    known = replace(content(), answers={**content().answers, "nhs_only": replace(content().answers["nhs_only"], **change)})
    assert ("faq/nhs_only" in known.offered) is (place is not None)
    assert place is None or known.offered[place] == "faq/nhs_only"
