"""One turn after another: what is said, and what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rrn.dialogue.state import State
from rrn.dialogue.turn import Turn, respond
from rrn.understanding.reading import Part, Reading


def outcome(reply):
    return reply.verdict["outcome"] if reply.verdict else reply.id


APPLY = "sector_applicability"


@pytest.mark.parametrize(
    ("turns", "outcomes"),
    [
        ([("does it apply to schools", APPLY)], ["not_applicable"]),
        ([("we don't need it then, we're an academy", "not_covered/need_for_training")], ["not_applicable"]),
        ([("do we need it, we're a care home", "not_covered/need_for_training")], ["need_for_training"]),
        ([("care home, no nhs money but cqc registered. rrn?", "faq/what_is_rrn")], ["expected"]),
        ([("care home, no nhs money but cqc registered. what is rrn?", "faq/what_is_rrn")], ["what_is_rrn"]),
        ([("We are a CQC registered care home, not NHS. What does it mean for us?", "faq/what_is_rrn")], ["expected"]),
        ([("nhs commissioned day centre, where do we stand", "not_covered/rrn_organisation")], ["mandatory"]),
        ([("I am a personal assistant, is it obligatory for me", "faq/nhs_mandate")], ["not_stated"]),
        ([("as the council, is it mandatory in what we buy", "faq/nhs_mandate")], ["nhs_mandate"]),
        (
            [("does it apply to our special school", APPLY), ("what if we were an NHS commissioned service", APPLY)],
            ["not_applicable", "conflict"],
        ),
        ([("what does the CQC expect", "faq/cqc_expectation"), ("and the NHS?", "what_about")], ["cqc_expectation", "nhs_mandate"]),
        ([("what does it cost", "not_covered/cost"), ("so who do I ask", "ask_who")], ["cost", "contact"]),
        ([("our hospital is cqc regulated, no nhs contract. mandatory?", "faq/nhs_mandate")], ["expected"]),
        ([("our hospital is cqc regulated, no nhs contract. since when?", "faq/nhs_mandate")], ["nhs_mandate"]),
        ([("does it apply to a care home", APPLY), ("yes", "affirm")], ["ask_nhs_commissioned", "mandatory"]),
        (
            [("does it apply to a care home", APPLY), ("no", "deny"), ("yes", "affirm")],
            ["ask_nhs_commissioned", "ask_cqc_regulated", "expected"],
        ),
        ([("does it apply to a care home", APPLY), ("no nhs but cqc registered", "inform")], ["ask_nhs_commissioned", "expected"]),
        (
            [("does it apply to a care home", APPLY), ("we are cqc registered", "inform"), ("no", "deny")],
            ["ask_nhs_commissioned", "ask_nhs_commissioned", "expected"],
        ),
        ([("our hospital is nhs commissioned. position?", "faq/nhs_mandate")], ["mandatory"]),
        ([("mental health ward, nhs commissioned. mandatory?", "faq/nhs_mandate")], ["mandatory"]),
        ([("i'm a personal assistant, is the standard for me", "faq/what_is_rrn")], ["not_stated"]),
        ([("does it apply to a care home", APPLY), ("dunno", "dont_know")], ["ask_nhs_commissioned", "not_stated"]),
        ([("does it apply to a care home", APPLY), ("neither", "deny")], ["ask_nhs_commissioned", "not_stated"]),
        (
            [("does it apply to a care home", APPLY), ("partly", "inform"), ("yes", "affirm")],
            ["ask_nhs_commissioned", "ask_nhs_commissioned", "mandatory"],
        ),
        (
            [("does it apply to us", APPLY), ("a hospital", "inform"), ("yes", "affirm")],
            ["ask_setting", "ask_nhs_commissioned", "mandatory"],
        ),
        ([("does it apply to us", APPLY), ("not sure", "dont_know")], ["ask_setting", "not_stated"]),
        ([("we are NHS commissioned. does it apply", APPLY)], ["mandatory"]),
        ([("does it apply to a secure unit", APPLY), ("a children's one", "inform")], ["ask_which", "not_applicable"]),
        ([("does it apply to the police", APPLY), ("yes, it is nhs commissioned", "inform")], ["not_stated", "mandatory"]),
        ([("does it apply to a school with nhs funded pupils", APPLY), ("yes", "affirm")], ["ask_nhs_commissioned", "conflict"]),
        (
            [("nursing home, not nhs commissioned, cqc registered. does it apply", APPLY), ("actually it is nhs commissioned", "inform")],
            ["expected", "mandatory"],
        ),
        (
            [("nhs commissioned hospital, does it apply", APPLY), ("and children's homes?", "what_about")],
            ["mandatory", "not_applicable"],
        ),
        (
            [("does it apply to a care home", APPLY), ("actually it is a school", "inform")],
            ["ask_nhs_commissioned", "not_applicable"],
        ),
    ],
)
def test_the_applicability_dialogue(talk, turns, outcomes):
    assert [outcome(reply) for reply in talk(*turns)] == outcomes


def test_an_interruption_is_answered_and_the_question_put_again(talk):
    replies = talk(("does it apply to a care home", APPLY), ("what does the cqc expect?", "faq/cqc_expectation"), ("yes", "affirm"))
    assert replies[1].id == "cqc_expectation"
    assert "Is it NHS commissioned?" in replies[1].text
    assert outcome(replies[2]) == "mandatory"


def test_stop_ends_the_dialogue(talk):
    replies = talk(("does it apply to a care home", APPLY), ("stop", "stop"), ("yes", "affirm"))
    assert [reply.id for reply in replies[1:]] == ["stop", "nothing_open"]


def test_several_settings_get_a_verdict_each(talk):
    (reply,) = talk(("does it apply to schools and prisons", APPLY))
    assert [verdict["outcome"] for verdict in reply.verdict] == ["not_applicable", "not_stated"]


def test_a_setting_that_needs_a_fact_is_asked_about_beside_the_verdict(talk):
    replies = talk(("does it apply to a school and a care home", APPLY), ("yes", "affirm"))
    assert outcome(replies[0]) == "not_applicable"
    assert replies[0].also[0].id == "ask_nhs_commissioned"
    assert replies[1].verdict["sector"] == "care_home"


@pytest.mark.parametrize(
    ("turns", "ids"),
    [
        ([("what is it", "faq/what_is_rrn"), ("why", "ask_why")], ["what_is_rrn", "why_introduced"]),
        ([("does it apply to schools", APPLY), ("why", "ask_why")], [APPLY, "why_excluded"]),
        ([("how long", "faq/certification_duration"), ("why", "ask_why")], ["certification_duration", "why"]),
        ([("is it mandatory", "faq/nhs_mandate"), ("since when", "ask_when")], ["nhs_mandate", "nhs_mandate"]),
        ([("what does the cqc expect", "faq/cqc_expectation"), ("since when", "ask_when")], ["cqc_expectation", "when"]),
        ([("how", "faq/how_certified"), ("how long does that take", "ask_how_long")], ["how_certified", "certification_duration"]),
        ([("is intelligensa certified", "provider_status"), ("what does that mean", "ask_more")], ["provider_status", "working_towards"]),
        ([("what is it", "faq/what_is_rrn"), ("and Intelligensa?", "what_about")], ["what_is_rrn", "provider_status"]),
        ([("is it mandatory", "faq/nhs_mandate"), ("where does it say that", "ask_source")], ["nhs_mandate", "nhs_mandate"]),
        ([("why", "ask_why")], ["did_you_mean"]),
        ([("yes", "affirm")], ["nothing_open"]),
    ],
)
def test_follow_ups_mean_what_was_said_before(talk, turns, ids):
    assert [reply.id for reply in talk(*turns)] == ids


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("is Intelligensa certified?", "working_towards"),
        ("are you certified?", "working_towards"),
        ("is inteligensa certified?", "working_towards"),
        ("is Quite Another Firm certified?", "unknown"),
    ],
)
def test_a_status_is_looked_up(talk, question, status):
    (reply,) = talk((question, "provider_status"))
    assert reply.status["status"] == status
    assert "not certified" not in reply.text


def test_an_unsure_name_is_confirmed_first(talk):
    replies = talk(("is Intelligensa Training Group certified?", "provider_status"), ("no", "deny"))
    assert replies[0].id == "ask_provider_confirm"
    assert replies[1].status["status"] == "unknown"


def test_a_provider_is_asked_for_and_taken_as_typed(talk):
    replies = talk(("check a provider", "provider_status"), ("Intelligensa", "not_covered/intelligensa_company"))
    assert [reply.id for reply in replies] == ["ask_provider", "provider_status"]


@pytest.mark.parametrize(
    "question", ["what must you have to be certified", "what is wanted before you claim to be certified", "is my trainer certified"]
)
def test_anybody_is_no_provider(talk, question):
    assert talk((question, "provider_status"))[0].id == "ask_provider"


def test_not_understood_is_never_said_twice_alike(talk):
    replies = talk(("blah", "?"), ("blah blah", "?"))
    assert replies[0].id == "did_you_mean"
    assert replies[1].id == "unclear_again"
    assert "01707 654317" in replies[1].text


def test_a_choice_by_number_is_taken(talk):
    assert [reply.id for reply in talk(("blah", "?"), ("the second one", "inform"))] == ["did_you_mean", "nhs_mandate"]


def test_harm_comes_before_an_open_question(talk):
    replies = talk(
        ("does it apply to a care home", APPLY), ("yes and my mum was hit there", "safeguarding"), ("what do I do now", "faq/contact")
    )
    assert [reply.kind for reply in replies[1:]] == ["safeguarding", "safeguarding"]
    assert "999" in replies[1].text


def test_two_questions_get_both_replies(register):
    parts = (Part("what is it", "faq/what_is_rrn", 0.9), Part("how much", "not_covered/cost", 0.9))
    reply, _ = respond(Turn(Reading("what is it and how much", "", parts), State(), register))
    assert [reply.id, *(each.id for each in reply.also)] == ["what_is_rrn", "cost"]


@pytest.mark.parametrize("problem", ["empty", "no_words", "too_long", "not_english"])
def test_what_cannot_be_read_gets_help_and_keeps_the_state(register, problem):
    state = replace(State(), awaiting="provider")
    reply, after = respond(Turn(Reading("", problem), state, register))
    assert reply.id == problem
    assert after == state


def test_every_reply_has_a_trace(talk):
    (reply,) = talk(("does it apply to schools", APPLY))
    assert reply.to_dict()["trace"].keys() >= {"intent", "ranking", "entities", "rule", "rule_version", "content_version"}


@pytest.mark.parametrize(
    ("ranking", "kind"),
    [
        ((("what_about", 0.84), ("not_covered/failing", 0.1), ("not_covered/penalties", 0.03)), "not_covered"),
        ((("what_about", 0.5), ("faq/how_certified", 0.4)), "answer"),
        ((("what_about", 0.8), ("faq/how_certified", 0.15)), "clarify"),
        ((("what_about", 0.8), ("not_covered/failing", 0.05)), "clarify"),
        ((("what_about", 0.9),), "clarify"),
    ],
)
def test_a_follow_up_that_names_nothing_is_what_its_next_label_says(register, ranking, kind):
    part = Part("and if they fail it?", "what_about", ranking[0][1], ranking=ranking)
    state = State(last_kind="answer", last_id="working_towards")
    reply, _ = respond(Turn(Reading(part.text, parts=(part,)), state, register))
    assert reply.kind == kind
