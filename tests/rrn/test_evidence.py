"""The evidence of a statement is checked against the version of the source that it names."""

from __future__ import annotations

import datetime as dt

import pytest
from ruamel.yaml import YAML

from rrn.applicability import DecisionTable
from rrn.content import content, load_content
from rrn.evidence import cite_entry
from rrn.source_store import NewVersion, add_version
from rrn.sources import load_documents
from rrn.yaml_file import DataError


def change(path, place, **values):
    yaml = YAML()
    yaml.width = 10_000
    loaded = yaml.load(path)
    mapping = loaded
    for name in place:
        mapping = mapping[name]
    mapping.update(values)
    yaml.dump(loaded, path)


def test_the_mandate_holds_from_the_day_that_the_page_names_and_nothing_else_has_a_start():
    starts = {name: answer.citations[0].valid_from for name, answer in content().answers.items() if answer.citations[0].valid_from}
    assert starts == {"nhs_mandate": dt.date(2021, 4, 1), "nhs_only": dt.date(2021, 4, 1)}


def test_answers_and_statements_say_the_same_of_one_quote(copied):
    table = DecisionTable(copied / "settings.yml", load_documents(copied / "sources"))
    for statement in table.statements.values():
        for answer in content().answers.values():
            said = answer.citations[0]
            if said.quote == statement.citation.quote:
                assert (said.valid_from, said.valid_to) == (statement.citation.valid_from, statement.citation.valid_to)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"valid_from": dt.date(2019, 4, 1)}, "none of its quotes names that day"),
        ({"valid_to": dt.date(2030, 4, 1)}, "none of its quotes names that day"),
        ({"version": dt.date(2026, 11, 23), "as_of": dt.date(2026, 11, 23)}, "no version of 2026-11-23"),
        ({"as_of": dt.date(2026, 11, 21)}, "must follow each other"),
        ({"review_by": dt.date(2026, 11, 21)}, "must follow each other"),
        ({"version": "November"}, "must be a day"),
        ({"source": "another"}, "not in data/sources"),
    ],
)
def test_wrong_evidence_is_refused_and_named(copied, values, message):
    change(copied / "faq" / "nhs_mandate.yml", ["faq"], **values)
    with pytest.raises(DataError, match=rf"nhs_mandate\.yml.*{message}"):
        load_content(copied)


@pytest.mark.parametrize("field", ["version", "as_of", "review_by", "reviewer", "about", "says"])
def test_a_statement_without_its_evidence_is_refused(copied, field):
    change(copied / "settings.yml", ["statements", "not_schools"], **{field: None})
    with pytest.raises(DataError, match=field):
        DecisionTable(copied / "settings.yml", load_documents(copied / "sources"))


def test_a_quote_is_proved_in_the_version_it_names_and_not_in_a_newer_one(copied, changed_page):
    add_version(NewVersion("rrn-page", changed_page, dt.date(2026, 11, 23)), copied)
    answer = load_content(copied).answers["certification_duration"]
    assert {citation.version for citation in answer.citations} == {dt.date(2026, 11, 22)}
    change(copied / "faq" / "certification_duration.yml", ["faq"], version=dt.date(2026, 11, 23), as_of=dt.date(2026, 11, 23))
    with pytest.raises(DataError, match=r"2026-11-23: this quote does not stand in it verbatim: 'This is a 12 month process\.'"):
        load_content(copied)


def test_an_entry_of_the_register_is_cited_from_the_version_of_its_day(copied, changed_page):
    add_version(NewVersion("rrn-page", changed_page, dt.date(2026, 11, 23)), copied)
    document = load_documents(copied / "sources")["rrn-page"]
    quote, later = "This is a 12 month process.", dt.date(2027, 5, 1)
    assert cite_entry(quote, dt.date(2026, 11, 22), later, document).newer_version == dt.date(2026, 11, 23)
    assert cite_entry(quote, dt.date(2026, 11, 21), later, document) is None
    assert cite_entry("This is an 18 month process.", dt.date(2026, 11, 24), later, document).newer_version is None
    assert cite_entry("never said", dt.date(2026, 11, 24), later, document) is None
