"""Every sentence that states a fact is tied to a quote that can state it, in answers, statements and verdicts."""

from __future__ import annotations

import pytest

from rrn.applicability import decision_table
from rrn.content import content
from rrn.items import read_items
from rrn.paths import DATA
from rrn.sentences import sentences
from rrn.support import not_stated, unsupported
from rrn.tables import SUPPORTED_BY, read_table

ANSWERS = [item for item in read_items(DATA).values() if item.kind == "answer"]
VERDICTS = read_table(DATA / "texts.yml").content[SUPPORTED_BY]
#: Texts of a verdict that are put together with it: its beginning, its conditions, its caveat.
SAID = [name for name in content().texts if name.startswith("verdict_") and name != "verdict_office"]


@pytest.mark.parametrize("item", ANSWERS, ids=lambda item: item.id)
def test_every_sentence_of_an_answer_rests_on_its_quotes(item):
    assert list(unsupported(item.text, item.supported_by, item.quotes)) == []


@pytest.mark.parametrize("statement", decision_table().statements.values(), ids=lambda statement: statement.id)
def test_every_statement_rests_on_its_quote(statement):
    assert list(not_stated(statement.says, [statement.citation.quote])) == []


def test_every_text_of_a_verdict_is_tied():
    assert set(VERDICTS) == set(SAID)


@pytest.mark.parametrize("name", SAID)
def test_every_sentence_of_a_verdict_rests_on_statements(name):
    said, tied = sentences(content().texts[name]), VERDICTS[name]
    assert len(said) == len(tied)
    for sentence, statements in zip(said, tied, strict=True):
        quotes = [decision_table().statements[each].citation.quote for each in statements]
        assert list(not_stated(sentence, quotes)) == []


QUOTES = ["This is a 12 month process.", "From the 1st April 2021, it is ‘mandatory’."]


@pytest.mark.parametrize(
    ("text", "tied", "fault"),
    [
        ("It takes 12 months. It is slow.", [(1,)], "2 sentences"),
        ("It takes 6 months.", [(1,)], "number 6"),
        ("It takes 12 months.", [()], "no sentence rests"),
        ("It is so. From 2021.", [(2,), ()], "marked as stating no fact"),
        ("It calls this 'compulsory'. It is.", [(2,), (1,)], "cites 'compulsory'"),
        ("It is so.", [(3,)], "quote 3"),
        ("It takes 12 months.", [(1,)], "no sentence rests on quote 2"),
    ],
)
def test_what_no_quote_states_is_told(text, tied, fault):
    assert any(fault in each for each in unsupported(text, tied, QUOTES))


def test_what_a_quote_states_passes():
    assert list(unsupported("From 1 April 2021 it is 'mandatory'. It takes 12 months.", [(2,), (1,)], QUOTES)) == []
