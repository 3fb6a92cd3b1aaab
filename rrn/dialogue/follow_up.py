"""Short follow-ups that mean something only beside what was said before: "why?", "since when?", "and hospitals?"."""

from __future__ import annotations

from dataclasses import replace

from rrn.applicability import decision_table
from rrn.content import content
from rrn.dialogue import in_time
from rrn.dialogue.applicability import REPLY_ID as VERDICT_ID
from rrn.dialogue.applicability import applicability_of, question_about
from rrn.dialogue.says import answer, did_you_mean, looked_at, not_covered, not_on_page, text, title_buttons, which_setting
from rrn.dialogue.state import State
from rrn.dialogue.time_asked import TimeAsked
from rrn.reply import Reply, british_date

#: Answers about the way to certification, of which "how long does that take?" asks.
CERTIFICATION = frozenset({"how_certified", "certification_process", "working_towards", "certification_duration", "provider_status"})
#: Answers to which the page's one date belongs.
DATED = frozenset({"what_is_rrn", "nhs_only", "nhs_mandate", "why_introduced"})
#: Answers whose reason is the reason for the Standards.
REASONED = frozenset({"what_is_rrn", "training_quality", "nhs_only", "nhs_mandate", "cqc_expectation", "why_introduced"})
#: Answers that say for whom they hold.
OF_WHOM = frozenset({"nhs_mandate", "cqc_expectation", "nhs_only", "how_certified", "certification_process"})
#: Where "tell me more" leads.
MORE = {
    "what_is_rrn": ("faq/training_quality", "faq/why_introduced"),
    "training_quality": ("faq/how_certified", "faq/what_is_rrn"),
    "how_certified": ("faq/certification_process", "faq/certification_duration"),
    "certification_process": ("faq/working_towards", "faq/how_certified"),
    "working_towards": ("faq/certification_process", "faq/how_certified"),
    "certification_duration": ("faq/certification_process", "faq/working_towards"),
    "nhs_only": ("faq/nhs_mandate", "faq/cqc_expectation"),
    "nhs_mandate": ("faq/cqc_expectation", "sector_applicability"),
    "cqc_expectation": ("faq/nhs_mandate", "faq/how_certified"),
    "why_introduced": ("faq/what_is_rrn", "faq/training_quality"),
    "provider_status": ("faq/working_towards", "faq/how_certified"),
    VERDICT_ID: ("faq/nhs_mandate", "faq/cqc_expectation", "faq/how_certified"),
}


def nothing_open() -> Reply:
    """Returns that a follow-up has nothing to follow."""
    return Reply(
        text("nothing_open"),
        "clarify",
        "nothing_open",
        buttons=title_buttons(["faq/what_is_rrn", "sector_applicability", "faq/how_certified"]),
    )


def why(state: State) -> Reply:
    """Returns the reason for what was said, where the page gives one."""
    if state.awaiting in ("nhs_commissioned", "cqc_regulated") and state.service:
        reply = question_about(state.awaiting, state.service)
        reply.text = f"{text('why_we_ask')} {reply.text}"
        return reply
    if not state.last_kind:
        return did_you_mean(["faq/why_introduced", "faq/what_is_rrn"], 1.0)
    if state.last_kind == "verdict" and state.last_outcome in ("not_applicable", "conflict"):
        return not_covered("why_excluded")
    if state.last_id in REASONED or state.last_outcome in ("mandatory", "expected"):
        return answer("why_introduced")
    return not_on_page("topic_why", "why")


def when(state: State) -> Reply:
    """Returns the date that belongs to what was said, where the page gives one."""
    if not state.last_kind:
        return did_you_mean(["faq/nhs_mandate", "faq/certification_duration"], 1.0)
    if (state.last_id in DATED and state.last_kind == "answer") or state.last_outcome == "mandatory":
        return answer("nhs_mandate")
    if state.last_id == "cqc_expectation" or state.last_outcome == "expected":
        return in_time.no_start(decision_table().statements["cqc_expectation"].citation)
    if state.last_outcome == "not_applicable":
        return in_time.no_start(decision_table().statements["not_schools"].citation)
    if state.last_id == "provider_status":
        return not_covered("certification_date")
    return not_on_page("topic_when", "when")


def at_time(asked: TimeAsked, state: State) -> tuple[Reply, State] | None:
    """Returns what was said last for another time ("and in 2020?"); None where nothing was said that a time belongs to."""
    period = in_time.period_of_verdict(asked)
    of_service = (
        state.last_kind == "verdict" or state.last_outcome == in_time.NOT_SAID_ID or state.awaiting in ("nhs_commissioned", "cqc_regulated")
    )
    if state.service and of_service and (period or not state.awaiting):
        return applicability_of(state.service, replace(state.settled(), asked_time=period.to_iso() if period else ""))
    if state.last_kind == "answer" and state.last_id in content().answers and in_time.is_duty(said := answer(state.last_id)):
        return in_time.answered(said, asked), state.settled()
    return None


def how_long(state: State) -> Reply:
    """Returns the duration of certification where that was spoken of."""
    if state.last_id in CERTIFICATION:
        return answer("certification_duration")
    return did_you_mean(["faq/certification_duration", "faq/nhs_mandate"], 1.0)


def who(state: State) -> Reply:
    """Returns of whom what was said holds; after "the page does not say", whom to ask."""
    if state.last_kind == "not_covered":
        return answer("contact")
    if state.last_kind == "answer" and state.last_id in OF_WHOM:
        return answer(state.last_id)
    return which_setting()


def more(state: State) -> Reply:
    """Returns what else the page says near what was said."""
    if state.last_id == "provider_status" and state.last_outcome == "working_towards":
        return answer("working_towards")
    if state.last_id not in MORE:
        return nothing_open()
    return Reply(text("more_from_page"), "clarify", "more", buttons=title_buttons(MORE[state.last_id]))


def source(state: State) -> Reply:
    """Returns the words of the page that the last reply rests on."""
    if state.last_kind == "answer" and state.last_id in content().answers:
        reply = answer(state.last_id)
    elif state.last_kind == "verdict" and state.service:
        reply, _ = applicability_of(state.service, state)
    else:
        return Reply(text("source_none", as_of=british_date(looked_at().supplied)), "chitchat", "source")
    if not reply.sources:
        return reply  # the answer was withdrawn
    quotes = "\n".join(f"- “{citation.quote}”" for citation in reply.sources)
    reply.text = f"{text('source_quoted')}\n{quotes}"
    return reply
