"""Spelling, splitting, short answers, language and the word judge."""

from __future__ import annotations

import pytest

from rrn.understanding.language import LanguageJudge
from rrn.understanding.short_answers import short_answer
from rrn.understanding.spelling import Speller
from rrn.understanding.splitting import MAX_SEGMENTS, is_question, split
from rrn.understanding.word_judge import WordJudge

ENGLISH = frozenset({"certification", "school", "schools", "standards", "does", "apply", "the", "carer", "care", "mandatory"})
TEXTS = ["certification of schools", "certification standards", "the standards apply to schools", "mandatory", "mandatory"]


@pytest.fixture
def speller():
    return Speller(
        TEXTS,
        ["gaol", "pru", "test referral unit"],
        ENGLISH.__contains__,
        {"u": "you", "dunno": "don't know", "b4": "before", "y/n": "yes or no"},
    )


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("certifcation", "certification"),
        ("Shcools", "schools"),
        ("mandatroy", "mandatory"),
        ("gaol", "gaol"),
        ("u dunno", "you don't know"),
        ("b4 or ab4? y/n", "before or ab4? yes or no"),
        ("bananas", "bananas"),
        ("carer", "carer"),
        ("testreferralunit", "test referral unit"),
        ("referal", "referral"),
    ],
)
def test_only_misspelt_words_of_the_subject_are_mended(speller, typed, mended):
    assert speller.mend(typed) == mended


@pytest.mark.parametrize(
    ("message", "segments"),
    [
        ("We run a home. Does it apply?", ["We run a home.", "Does it apply?"]),
        ("what is it and how long does it take", ["what is it", "how long does it take"]),
        ("does it apply to schools and children's homes", ["does it apply to schools and children's homes"]),
        ("tell me (a) the price and (b) the office's number", ["tell me", "the price", "the office's number"]),
        ("2 things: 1) what is it 2) who certifies", ["2 things", "what is it", "who certifies"]),
        ("is it law, and separately how long does it take", ["is it law", "how long does it take"]),
        ("Does it apply to us? And on what date did it start?", ["Does it apply to us?", "And on what date did it start?"]),
        ("two things - what is it", ["two things", "what is it"]),
        ("schools, e.g. mine. Right?", ["schools, e.g. mine.", "Right?"]),
        ("", []),
        ("...", []),
    ],
)
def test_sentences_and_joined_questions_come_apart(message, segments):
    assert split(message) == segments


def test_a_very_long_message_has_few_segments():
    assert len(split("what is it? " * 50)) == MAX_SEGMENTS


@pytest.mark.parametrize(("text", "question"), [("is it", True), ("so what is it", True), ("we are", False), ("really?", True)])
def test_the_form_of_a_question_is_recognised(text, question):
    assert is_question(text) is question


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("yes", "yes"),
        ("Yep, we are", "yes"),
        ("we are", "yes"),
        ("we are cqc registered", ""),
        ("no, but CQC yes", "no"),
        ("no cqc", ""),
        ("not cqc registered", ""),
        ("no idea", "unsure"),
        ("well I'd have to check", "unsure"),
        ("neither", "neither"),
        ("both", "both"),
        ("partly", "partly"),
        ("the second one", "second"),
        ("what is it", ""),
    ],
)
def test_short_answers_are_told_from_other_messages(message, answer):
    assert short_answer(message) == answer


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("est-ce que cela s'applique aux écoles", True),
        ("Что это такое", True),
        ("does the care apply", False),
        ("wot r da rules 4 skools", False),
        ("hola", False),
    ],
)
def test_other_languages_are_told_from_bad_english(text, foreign):
    assert LanguageJudge(ENGLISH.__contains__).is_foreign(text) is foreign


def test_the_judge_finds_words_that_a_topic_does_not_know(tmp_path):
    judge = WordJudge.fit(["is it mandatory", "television licence fee"], ["faq/a", "out_of_scope"])
    judge.save(tmp_path / "words.json")
    loaded = WordJudge.load(tmp_path / "words.json")
    assert loaded.strange_words("is it mandatory to have a television licence", "faq/a") == (["television", "licence"], 2 / 3)
    assert loaded.strange_words("is it mandatory", "faq/a") == ([], 0.0)
