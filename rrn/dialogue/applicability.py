"""The dialogue about whether the Standards apply: collects the service and its facts, asks for what is missing."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from rrn.applicability import Decision, Service, decision_table
from rrn.content import content
from rrn.dialogue import in_time
from rrn.dialogue.changed_answer import changes
from rrn.dialogue.says import CERTAIN, text, which_setting
from rrn.dialogue.state import State
from rrn.dialogue.time_asked import time_asked
from rrn.reply import Button, Citation, Reply
from rrn.understanding.reading import Reading, ServiceMention
from rrn.validity import Period

#: A question about services in general is not about the person's own.
_IN_GENERAL = re.compile(r"\b(?:who|whom|which|what (?:kind|sort|type|setting|service|sector|organisation)s?)\b")
NHS_SERVICE = "nhs_service"
REPLY_ID = "sector_applicability"


@dataclass(frozen=True)
class _Said:
    """A reply about one service, and the question that it leaves open.

    Attributes:
        statement: Where the page does not say what held at the time asked about: the statement whose dates were given instead.
    """

    service: Service
    reply: Reply
    question: str = ""
    options: tuple[str, ...] = ()
    statement: str = ""


def applicability(reading: Reading, state: State, confidence: float = CERTAIN) -> tuple[Reply, State]:
    """Returns the verdict on the services that a message speaks of, or the question for the fact that is missing."""
    mentions = list(reading.services)
    period = in_time.period_of_verdict(time_asked(reading.text))
    state = replace(state, asked_time=period.to_iso() if period else state.asked_time if state.awaiting else "")
    if len(mentions) > 1:
        return _several(mentions, state, confidence)
    if mentions:
        service = _named(mentions[0], state)
    else:
        kept = None if _IN_GENERAL.search(reading.text.lower()) and not reading.facts.has_facts else state.service
        service = _with_facts(kept or Service(), reading.facts)
    return _one(service, state, confidence)


def applicability_of(service: Service, state: State, confidence: float = CERTAIN) -> tuple[Reply, State]:
    """Returns the same for a service whose facts are already known."""
    return _one(service, state, confidence)


def question_about(question: str, service: Service) -> Reply:
    """Returns the question for a missing fact, with its buttons."""
    label = decision_table().label(service.sector)
    if question == "setting":
        return which_setting()
    if question == "which":
        setting = decision_table().settings[service.sector]
        buttons = [Button(title, title) for title in setting.which_titles.values()]
        return Reply(setting.question, "clarify", "ask_which", CERTAIN, buttons=buttons)
    short = "nhs" if question == "nhs_commissioned" else "cqc"
    said = text("ask_nhs_commissioned_funded") if short == "nhs" and service.nhs == "funded" else text(f"ask_{question}", label=label)
    buttons = [Button(text(f"{reply}_{short}"), text(f"{reply}_{short}")) for reply in ("yes", "no", "dont_know")]
    return Reply(said, "clarify", f"ask_{question}", CERTAIN, buttons=buttons)


def _named(mention: ServiceMention, state: State) -> Service:
    """Returns the service a mention means: a new setting is a new service and starts with the facts of its message."""
    previous = state.service
    if previous and (previous.sector == mention.sector or (not previous.sector and state.awaiting == "setting")):
        return _with_facts(replace(previous, sector=mention.sector), mention)
    if previous and state.awaiting == "which" and mention.sector in state.options:
        return _with_facts(replace(previous, sector=mention.sector), mention)
    return _with_facts(Service(mention.sector), mention)


def _with_facts(service: Service, mention: ServiceMention) -> Service:
    nhs = mention.nhs if mention.nhs != "open" else service.nhs
    return Service(service.sector, nhs, mention.cqc if mention.cqc != "open" else service.cqc)


def _one(service: Service, state: State, confidence: float) -> tuple[Reply, State]:
    said = _say(service, confidence, _period(state))
    kept = replace(state, service=said.service, unclear_turns=0)
    if said.question:
        return said.reply, kept.asking(said.question, said.options)  # type: ignore[arg-type]
    return said.reply, _remember(kept, said)


def _period(state: State) -> Period | None:
    """Returns the days that the question is for; None for now."""
    if state.asked_time:
        return Period.from_iso(state.asked_time)
    return in_time.default_period([statement.citation for statement in decision_table().statements.values()])


def _remember(state: State, said: _Said) -> State:
    outcome = said.reply.verdict["outcome"] if isinstance(said.reply.verdict, dict) else ""
    settled = replace(state.settled(), asked_time=state.asked_time if state.pending else "")
    if said.statement in content().answers:
        # The page does not say what held then; "since when?" and "why?" go on from what it does say.
        return replace(settled, last_kind="answer", last_id=said.statement, last_outcome=in_time.NOT_SAID_ID)
    return replace(settled, last_kind="verdict", last_id=REPLY_ID, last_outcome=outcome)


def _several(mentions: list[ServiceMention], state: State, confidence: float) -> tuple[Reply, State]:
    """Returns one verdict for each setting; what still needs a fact is asked for the first such setting."""
    said = [_say(_with_facts(Service(mention.sector), mention), confidence, _period(state)) for mention in mentions]
    decided = [each for each in said if not each.question]
    open_ones = [each for each in said if each.question]
    if not decided:
        first = open_ones[0]
        kept = replace(state, service=first.service, unclear_turns=0, pending=tuple(each.service.sector for each in open_ones[1:]))
        return first.reply, kept.asking(first.question, first.options)  # type: ignore[arg-type]
    reply = _together([each.reply for each in decided])
    kept = replace(_remember(replace(state, unclear_turns=0), decided[0]), service=decided[0].service if len(said) == 1 else None)
    if open_ones:
        first = open_ones[0]
        reply.also = [*reply.also, first.reply]
        kept = replace(kept, service=first.service, pending=tuple(each.service.sector for each in open_ones[1:]))
        kept = kept.asking(first.question, first.options)  # type: ignore[arg-type]
    return reply, kept


def next_pending(reply: Reply, state: State) -> tuple[Reply, State]:
    """Goes on with the next setting of a message that named several, once the one before is settled."""
    if not state.pending or state.awaiting or reply.kind != "verdict":
        return reply, state
    following, after = applicability_of(Service(state.pending[0]), replace(state, pending=state.pending[1:]))
    reply.also = [*reply.also, following]
    return reply, after


def _together(replies: list[Reply]) -> Reply:
    """Returns the verdicts as one reply; that the page does not say what held at a time stands beside it."""
    verdicts = [reply for reply in replies if reply.kind == "verdict"]
    first = _joined(verdicts) if len(verdicts) > 1 else (verdicts or replies)[0]
    first.also = [reply for reply in replies if reply.kind != "verdict" and reply is not first]
    return first


def _joined(replies: list[Reply]) -> Reply:
    citations: dict[str, Citation] = {}
    for reply in replies:
        citations.update({citation.quote: citation for citation in reply.sources})
    verdicts: list[dict[str, Any]] = [reply.verdict for reply in replies if isinstance(reply.verdict, dict)]
    said = "\n".join(f"- {verdict['label']}: {reply.text}" for verdict, reply in zip(verdicts, replies, strict=True))
    traced = {"rule": ", ".join(dict.fromkeys(verdict["rule"] for verdict in verdicts)), "rule_version": decision_table().version}
    return Reply(said, "verdict", REPLY_ID, replies[0].confidence, list(citations.values()), verdict=verdicts, trace=traced)


def _say(service: Service, confidence: float, period: Period | None) -> _Said:
    table = decision_table()
    decision = table.decide(service)
    trace = {"rule": decision.rule.id, "rule_version": decision.table_version}
    unsaid = in_time.unsaid_verdict(decision, period, confidence) if period else None
    if unsaid:
        reply, statement = unsaid
        reply.trace = trace
        return _Said(decision.service, reply, statement=statement)
    if decision.rule.outcome == "clarify":
        options = table.settings[service.sector].which if decision.rule.ask == "which" else ()
        reply = question_about(decision.rule.ask, decision.service)
        reply.confidence, reply.trace = confidence, trace
        return _Said(decision.service, reply, decision.rule.ask, options)
    given = [*decision.statements, *([decision.caveat] if decision.caveat else [])]
    reply = Reply(
        text=_verdict_text(decision, period),
        kind="verdict",
        id=REPLY_ID,
        confidence=confidence,
        sources=[statement.citation for statement in given],
        verdict={**decision.verdict(), "changes": [asdict(change) for change in changes(decision)]},
        buttons=_condition_buttons(decision),
        trace=trace,
    )
    return _Said(decision.service, reply)


def _verdict_text(decision: Decision, period: Period | None) -> str:
    service, label, outcome = decision.service, decision.label, decision.rule.outcome
    said = []
    if outcome == "mandatory":
        said.append(text("verdict_mandatory_nhs_service" if service.sector == "nhs_service" else "verdict_mandatory", label=label))
        if service.cqc == "true":
            said.append(text("verdict_mandatory_and_cqc"))
    elif outcome == "conflict":
        said.append(text("verdict_conflict_nhs" if service.nhs == "true" else "verdict_conflict_cqc"))
    elif outcome == "not_stated":
        said.append(text(_not_stated(decision), label=label))
    else:
        said.append(text(f"verdict_{outcome}", label=label))
    said += [text(f"verdict_condition_{condition.id}") for condition in decision.conditions]
    if period:
        said.append(in_time.beside_verdict(decision, period))
    if decision.caveat:
        said.append(text(f"verdict_caveat_{decision.caveat.id}"))
    if outcome in ("not_stated", "conflict"):
        said.append(text("verdict_office"))
    return " ".join(filter(None, said)) + "\n" + _facts_understood(decision)


def _not_stated(decision: Decision) -> str:
    if decision.service.nhs == decision.service.cqc == "false":
        return "verdict_not_stated_neither"
    named = decision_table().setting_class(decision.service.sector) == "silent"
    return "verdict_not_stated" if named else "verdict_not_stated_asks"


def _facts_understood(decision: Decision) -> str:
    service = decision.service
    facts = [text("fact_setting", label=decision.label)]
    facts += [text(f"fact_{name}_{value}") for name, value in (("nhs", service.nhs), ("cqc", service.cqc)) if value != "open"]
    return text("facts_understood", facts=", ".join(facts))


def _condition_buttons(decision: Decision) -> list[Button]:
    said = {"nhs_mandate": text("yes_nhs"), "cqc_expectation": text("yes_cqc")}
    return [Button(said[condition.id], said[condition.id]) for condition in decision.conditions]
