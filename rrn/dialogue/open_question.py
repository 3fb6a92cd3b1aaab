"""Takes a message as the answer to a question that the assistant asked, where it is one."""

from __future__ import annotations

import re
from dataclasses import replace

from rrn.applicability import Fact, Service, decision_table
from rrn.content import normal_form
from rrn.dialogue import in_time, says
from rrn.dialogue.applicability import applicability, applicability_of, question_about
from rrn.dialogue.certification import chosen_provider, named_provider, status_of
from rrn.dialogue.provider_question import read_asked
from rrn.dialogue.state import State
from rrn.dialogue.time_asked import TimeAsked
from rrn.register import Register
from rrn.reply import Reply
from rrn.understanding.gate import GOALS
from rrn.understanding.provider_names import provider_name_reader
from rrn.understanding.reading import Reading, ServiceMention
from rrn.understanding.short_answers import short_answer
from rrn.understanding.splitting import is_question

Result = tuple[Reply, State]

_FACT_OF: dict[str, Fact] = {"yes": "true", "no": "false", "unsure": "unsure"}
#: "What does NHS commissioned mean" names the fact and does not give it; "what if it is" does.
_ASKS_WHAT = re.compile(r"\W*(?:what|how|why|who|which|when)\b(?! if\b| about\b|,)", re.IGNORECASE)
_CHOICES = ("first", "second", "third")


def answer_open_question(reading: Reading, state: State, register: Register) -> Result | None:
    """Returns the reply where a message answers the open question; None where it does not, or none is open.

    Raises:
        RegisterUnavailableError: A provider was asked about and the register's database does not answer.
    """
    if not state.awaiting or not reading.parts or (reading.parts[0].label, reading.parts[0].decision) == ("stop", "accept"):
        return None
    if state.awaiting in ("nhs_commissioned", "cqc_regulated"):
        return _fact(reading, state)
    if state.awaiting == "setting":
        return _setting(reading, state)
    if state.awaiting == "which":
        return _which(reading, state)
    if state.awaiting == "did_you_mean":
        return _choice(reading, state, register)
    return _provider(reading, state, register)


def _is_other_question(reading: Reading) -> bool:
    """Says whether a message is a question of its own rather than an answer."""
    part = reading.parts[0]
    own = part.decision == "accept" and part.label.startswith(GOALS) and part.label != "sector_applicability"
    return own and is_question(reading.text)


def _fact(reading: Reading, state: State) -> Result | None:
    if state.service is None or _is_other_question(reading) or _ASKS_WHAT.match(reading.text):
        return None
    named = {mention.sector for mention in reading.services}
    if named - {state.service.sector, "nhs_service"}:
        return applicability(reading, state) if reading.parts[0].decision != "accept" or not is_question(reading.text) else None
    short = short_answer(reading.text)
    facts, asked = reading.facts, "nhs" if state.awaiting == "nhs_commissioned" else "cqc"
    if short == "partly":
        service = replace(state.service, nhs="funded") if asked == "nhs" else state.service
        return question_about(state.awaiting, service), replace(state, unclear_turns=0)
    given = {"nhs": facts.nhs, "cqc": facts.cqc}
    other = given["cqc" if asked == "nhs" else "nhs"]
    if given[asked] in ("open", "funded") and short in _FACT_OF and not (short == "unsure" and other == "unsure"):
        given[asked] = _FACT_OF[short]
    elif all(value == "open" for value in given.values()) and reading.parts[0].label in ("affirm", "deny", "dont_know"):
        given[asked] = {"affirm": "true", "deny": "false", "dont_know": "unsure"}[reading.parts[0].label]  # type: ignore[assignment]
    if short in ("both", "neither"):
        given = dict.fromkeys(given, "true" if short == "both" else "false")
    if all(value == "open" for value in given.values()):
        return None
    merged = Service(
        state.service.sector,
        given["nhs"] if given["nhs"] != "open" else state.service.nhs,
        given["cqc"] if given["cqc"] != "open" else state.service.cqc,
    )
    return applicability_of(merged, state.settled())


def _setting(reading: Reading, state: State) -> Result | None:
    if reading.services:
        return None if _is_other_question(reading) else applicability(reading, state)
    if _is_other_question(reading):
        return None
    if reading.facts.has_facts:
        return applicability(reading, state)
    if short_answer(reading.text) == "unsure" or reading.parts[0].label == "dont_know":
        known = state.service or Service()
        return applicability_of(replace(known, sector="unsure"), state.settled())
    return None


def _which(reading: Reading, state: State) -> Result | None:
    if _is_other_question(reading):
        return None
    table = decision_table()
    words = set(normal_form(reading.text).split())
    named = [mention.sector for mention in reading.services if table.setting_class(mention.sector) != "which"]
    by_word = {"mental_health_inpatient": {"hospital", "ward"}, "childrens_home": {"childrens", "children", "kids"}}
    by_word["youth_custody"] = {"custody", "prison", "youth", "yoi"}
    chosen = named or [sector for sector in state.options if words & by_word.get(sector, set())]
    if not chosen:
        return None
    known = state.service or Service()
    mention = ServiceMention(chosen[0], reading.facts.nhs, reading.facts.cqc)
    merged = Service(chosen[0], mention.nhs if mention.nhs != "open" else known.nhs, mention.cqc if mention.cqc != "open" else known.cqc)
    return applicability_of(merged, state.settled())


def _choice(reading: Reading, state: State, register: Register) -> Result | None:
    short = short_answer(reading.text)
    options = state.options
    if short in _CHOICES and _CHOICES.index(short) < len(options):
        return _chosen(options[_CHOICES.index(short)], reading, state, register)
    if short == "yes" and len(options) == 1:
        return _chosen(options[0], reading, state, register)
    if short in ("no", "neither") and len(reading.text.split()) <= 4:
        return says.not_understood(1, says.CERTAIN), replace(state.settled(), unclear_turns=state.unclear_turns + 1)
    return None


def _chosen(label: str, reading: Reading, state: State, register: Register) -> Result:
    after = replace(state.settled(), unclear_turns=0)
    if label == "sector_applicability":
        return applicability(reading, after)
    if label == "provider_status":
        return Reply(says.text("ask_provider"), "clarify", "ask_provider"), after.asking("provider")
    reply = says.answer(label.rpartition("/")[2])
    after = replace(after, last_kind=reply.kind, last_id=reply.id, last_outcome="")
    return in_time.answered(reply, TimeAsked.from_iso(state.asked_time)), after


def _provider(reading: Reading, state: State, register: Register) -> Result | None:
    part = reading.parts[0]
    if state.awaiting == "confirm_provider":
        return chosen_provider(reading.text, state, register)
    if part.decision == "accept" and part.label.startswith(GOALS) and part.label != "provider_status" and is_question(reading.text):
        return None
    if part.decision == "accept" and part.label in ("dont_know", "deny", "handover", "safeguarding"):
        return None
    name = named_provider(reading.text, state, register) or provider_name_reader().trim(reading.text)
    asked = read_asked(reading.text, name)
    if asked.is_now and state.options:
        asked = read_asked(state.options[0])  # the question that named no provider
    return status_of(name, state, register, asked=asked) if name else None
