"""The one rule that decides what may be done with a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rrn.understanding.gate import Gate, Segment
from rrn.understanding.ranking import Ranked, Ranking
from rrn.understanding.reading import ServiceMention
from rrn.understanding.word_judge import WordJudge

JUDGE = WordJudge.fit(
    ["is it mandatory required compulsory", "how long certification months", "cost price fee", "pinned bruises", "apply care home"],
    ["faq/nhs_mandate", "faq/certification_duration", "not_covered/cost", "safeguarding", "sector_applicability"],
)
GATE = Gate(JUDGE, {"a title": "faq/nhs_mandate"}.get, lambda label: label.startswith("faq/"), ["bruis", "pinned"], ["ofsted"])


def part(text, **probabilities):
    return GATE.part(segment(text, **probabilities))


def test_a_sure_answer_is_accepted():
    assert part("is it mandatory at all here", faq__nhs_mandate=0.9, out_of_scope=0.1).decision == "accept"


@pytest.mark.parametrize(
    ("text", "label", "decision"),
    [
        ("is it required by ofsted", "faq__nhs_mandate", "did_you_mean"),
        ("is it required by ofsted's rules", "faq__nhs_mandate", "did_you_mean"),
        ("is it compulsory, is it required", "faq__nhs_mandate", "accept"),
        ("care home with ofsted, apply?", "sector_applicability", "accept"),
    ],
)
def test_what_the_page_does_not_speak_of_is_asked_back_about(text, label, decision):
    assert part(text, **{label: 0.95, "faq__certification_duration": 0.03}).decision == decision


def test_strange_words_make_it_ask_back():
    read = part("is it mandatory to have a television licence", faq__nhs_mandate=0.97, faq__certification_duration=0.03)
    assert read.decision == "did_you_mean"
    assert read.strange == ("television", "licence")
    assert len(read.options) == 2


def test_rivals_are_offered_both():
    read = part("is it mandatory for long months", faq__nhs_mandate=0.48, faq__certification_duration=0.45)
    assert read.decision == "did_you_mean"
    assert set(read.options) == {"faq/nhs_mandate", "faq/certification_duration"}


@pytest.mark.parametrize(
    ("rival", "other", "labels"),
    [
        (0.40, 0.05, ["faq/nhs_mandate", "faq/certification_duration"]),
        (0.30, 0.05, ["faq/nhs_mandate", "faq/certification_duration"]),
        (0.20, 0.05, ["faq/nhs_mandate"]),
        (0.28, 0.17, ["faq/nhs_mandate"]),
    ],
)
def test_two_answers_that_fit_equally_are_both_given(rival, other, labels):
    text = "is it compulsory, is it required"
    ranked = segment(text, faq__nhs_mandate=0.55, faq__certification_duration=rival, out_of_scope=other)
    parts = GATE.parts(ranked, [])
    assert [each.label for each in parts] == labels
    assert {each.decision for each in parts} == {"accept"}


def test_topics_not_covered_count_together():
    read = part("what is the price", not_covered__cost=0.3, not_covered__other=0.25, faq__nhs_mandate=0.29)
    assert (read.label, read.decision) == ("not_covered/cost", "accept")
    assert read.confidence == pytest.approx(0.55)


def test_a_few_words_need_more():
    assert part("is it mandatory", faq__nhs_mandate=0.5, out_of_scope=0.3).decision == "did_you_mean"


def test_a_hint_of_harm_beside_a_word_of_harm_comes_first():
    assert part("he has bruises, is it mandatory", faq__nhs_mandate=0.7, safeguarding=0.3).label == "safeguarding"


def test_a_hint_of_harm_without_such_a_word_does_not():
    assert part("is it mandatory for us now", faq__nhs_mandate=0.7, safeguarding=0.3).label == "faq/nhs_mandate"


def test_a_title_leads_where_it_says_whatever_the_ranking():
    read = part("a title", out_of_scope=0.99)
    assert (read.label, read.confidence, read.decision) == ("faq/nhs_mandate", 1.0, "accept")


def test_nothing_likely_is_not_understood():
    assert part("xyzzy", out_of_scope=0.12, stop=0.11, faq__nhs_mandate=0.05).decision == "unclear"


def segment(text, **probabilities):
    return Segment(text, text, Ranking.of(Ranked(label.replace("__", "/"), value) for label, value in probabilities.items()))


def test_two_clear_questions_are_two_parts():
    whole = segment("is it mandatory? how long certification months?", faq__nhs_mandate=0.5, faq__certification_duration=0.5)
    one = segment("is it mandatory for us?", faq__nhs_mandate=0.95, out_of_scope=0.05)
    two = segment("how long certification months?", faq__certification_duration=0.95, out_of_scope=0.05)
    assert [each.label for each in GATE.parts(whole, [one, two])] == ["faq/nhs_mandate", "faq/certification_duration"]


def test_circumstances_around_one_question_are_no_question():
    whole = segment("we had a visit. is it mandatory for us?", not_covered__cost=0.6, faq__nhs_mandate=0.4)
    told = segment("we had a visit.", inform=0.9, out_of_scope=0.1)
    asked = segment("is it mandatory for us?", faq__nhs_mandate=0.95, out_of_scope=0.05)
    assert [each.label for each in GATE.parts(whole, [told, asked])] == ["faq/nhs_mandate"]


def test_harm_in_any_sentence_is_the_only_part():
    whole = segment("is it mandatory? he was pinned down", faq__nhs_mandate=0.8, safeguarding=0.2)
    asked = segment("is it mandatory for us?", faq__nhs_mandate=0.95, out_of_scope=0.05)
    told = segment("he was pinned down", safeguarding=0.9, out_of_scope=0.1)
    assert [each.label for each in GATE.parts(whole, [asked, told])] == ["safeguarding"]


def test_a_strange_providers_name_does_not_hide_a_question_about_its_status():
    strange = segment("is willow bank certified", provider_status=0.7, out_of_scope=0.3)
    familiar = segment("is intelligensa certified", provider_status=0.95, out_of_scope=0.05)
    assert GATE.clearer(strange, familiar).mended == "is intelligensa certified"


def test_a_topic_that_is_not_covered_stays_one():
    body = segment("is it bild that certifies", not_covered__certifying_body=0.5, provider_status=0.4)
    familiar = segment("is intelligensa that certifies", provider_status=0.95, out_of_scope=0.05)
    assert GATE.clearer(body, familiar) is body


def test_what_is_said_of_a_named_setting_counts_together():
    ranking = [Ranked("faq/nhs_only", 0.30), Ranked("sector_applicability", 0.28), Ranked("what_about", 0.22), Ranked("inform", 0.20)]
    named = Segment("and mandatory for us care home", "and mandatory for us care home", Ranking.of(ranking), (ServiceMention("care_home"),))
    assert GATE.part(named).label == "sector_applicability"
    assert GATE.part(replace(named, services=())).label == "faq/nhs_only"


def test_whether_the_duty_holds_for_the_setting_just_named_is_one_question():
    care_home = (ServiceMention("care_home"),)
    whole = replace(segment("does it apply to a care home? is it mandatory?", faq__nhs_mandate=0.9), services=care_home)
    named = replace(segment("does it apply to a care home?", sector_applicability=0.95), services=care_home)
    whether = segment("is it mandatory for us?", faq__nhs_mandate=0.95)
    assert [each.label for each in GATE.parts(whole, [named, whether])] == ["sector_applicability"]
    for text in ("when was it mandatory?", "is it mandatory only for others?"):
        other = segment(text, faq__nhs_mandate=0.95)
        assert [each.label for each in GATE.parts(whole, [named, other])] == ["sector_applicability", "faq/nhs_mandate"]


def test_what_the_standards_mean_for_a_setting_is_what_its_verdict_says():
    judge = WordJudge.fit(["what does it mean", "does it apply"], ["faq/what_is_rrn", "sector_applicability"])
    gate = Gate(judge, {}.get, lambda label: True, ["bruis"], ["ofsted"])
    care_home = (ServiceMention("care_home"),)
    whole = replace(segment("care home. what does it mean for us, does it apply?", faq__what_is_rrn=0.9), services=care_home)
    applies = segment("does it apply?", sector_applicability=0.95)
    for text, labels in [("what does it mean for us?", []), ("what does it mean?", ["faq/what_is_rrn"])]:
        parts = gate.parts(whole, [segment(text, faq__what_is_rrn=0.95), applies])
        assert [each.label for each in parts] == [*labels, "sector_applicability"]


def test_who_tells_of_a_setting_beside_a_question_asks_nothing_about_it():
    whole = replace(
        segment("they apply in a care home. how long?", faq__certification_duration=0.6), services=(ServiceMention("care_home"),)
    )
    told = segment("they apply in a care home.", sector_applicability=0.95)
    asked = segment("how long is certification?", faq__certification_duration=0.95)
    assert [each.label for each in GATE.parts(whole, [told, asked])] == ["faq/certification_duration"]


def test_a_question_that_says_little_by_itself_is_read_with_what_stands_before_it():
    whole = segment("a price is paid. what is it for?", not_covered__cost=0.9, faq__nhs_mandate=0.1)
    told = segment("a price is paid.", inform=0.9, out_of_scope=0.1)
    asked = segment("what is it for?", faq__nhs_mandate=0.5, not_covered__cost=0.4)
    assert [each.label for each in GATE.parts(whole, [told, asked])] == ["not_covered/cost"]
