"""One turn of the conversation: from the reading of a message and the state before it to one reply and the state after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rrn.content import content_version
from rrn.dialogue import follow_up, in_time, says
from rrn.dialogue.applicability import applicability, applicability_of, next_pending, question_about
from rrn.dialogue.certification import about_a_stranger, about_the_past, certification, named_provider, pressed_provider, status_of
from rrn.dialogue.changed_answer import changed_service
from rrn.dialogue.open_question import answer_open_question
from rrn.dialogue.own_service import asks_of_excluded, asks_of_own_service
from rrn.dialogue.provider_question import read_asked
from rrn.dialogue.same_service import asks_of_same_service
from rrn.dialogue.state import State
from rrn.dialogue.that_status import that_status
from rrn.dialogue.time_asked import TimeAsked, time_asked
from rrn.register import Register
from rrn.reply import Reply
from rrn.understanding.facts import fact_reader
from rrn.understanding.gate import DUTY, REFUSING, SETTING_LABEL, SPEAKS_OF_SETTING
from rrn.understanding.reading import Part, Reading
from rrn.understanding.splitting import is_question

SAFEGUARDING = "safeguarding"
#: Kinds of reply that say something on the subject, to which a follow-up may refer.
SUBJECT_KINDS = frozenset({"answer", "verdict", "status", "not_covered"})
#: What a message about an excluded setting's duty may be near: the duty itself, and whether the setting has it.
DUTY_OR_SETTING = frozenset({*DUTY, SETTING_LABEL})
#: Below this a topic is not sure enough to put aside a message that names a service and its facts ("in or out?").
WEAK = 0.5
#: A next label stands where it has so much of what the first leaves, and an answer where it is besides so likely.
MOST_OF_THE_REST = 0.5
NEXT_FROM = 0.3
#: The answers that hold from one day to another.
RULES = ("faq/nhs_mandate", "faq/cqc_expectation")
#: Questions of ours that are put again after an interruption.
REPEATED = frozenset({"nhs_commissioned", "cqc_regulated", "setting", "which"})
#: Replies after which an open question is not put again.
NO_REMINDER = frozenset({"safeguarding", "handover", "verdict", "clarify"})

_FOLLOW_UPS: dict[str, Callable[[State], Reply]] = {
    "ask_why": follow_up.why,
    "ask_when": follow_up.when,
    "ask_how_long": follow_up.how_long,
    "ask_who": follow_up.who,
    "ask_more": follow_up.more,
    "ask_source": follow_up.source,
}


@dataclass(frozen=True)
class Turn:
    """A message as it was understood, and the conversation it belongs to.

    Attributes:
        reading: What was understood.
        state: The state before the message.
        register: Where providers are looked up.
    """

    reading: Reading
    state: State
    register: Register


def respond(turn: Turn) -> tuple[Reply, State]:
    """Returns the reply to a turn and the state after it.

    Somebody who may be hurt comes first; then an answer to a question of ours; then the questions of the message.

    Raises:
        RegisterUnavailableError: A provider was asked about and the register's database does not answer.
    """
    reading, state = turn.reading, turn.state
    pressed = pressed_provider(reading.text, state, turn.register)
    if pressed:
        return _traced(pressed[0], turn), pressed[1]
    changed = changed_service(reading.text)
    if changed:
        reply, after = applicability_of(changed, replace(state.settled(), asked_time=""))
        return _traced(reply, turn), after
    if reading.problem:
        return _traced(says.problem(reading.problem), turn), state
    if any(part.label == SAFEGUARDING and part.decision == "accept" for part in reading.parts):
        after = replace(state.settled(), last_kind=SAFEGUARDING, last_id=SAFEGUARDING, last_outcome="")
        return _traced(says.safeguarding(reading.parts[0].confidence), turn), after
    reply, after = answer_open_question(reading, state, turn.register) or _questions(turn)
    reply, after = next_pending(reply, after)
    if after.awaiting in REPEATED and after.awaiting == state.awaiting and reply.kind not in NO_REMINDER and after.service == state.service:
        reminder = question_about(after.awaiting, after.service) if after.service else says.which_setting()
        reply.text += "\n" + says.text("ask_again", question=reminder.text)
        reply.buttons = reminder.buttons
    return _traced(reply, turn), after


def _questions(turn: Turn) -> tuple[Reply, State]:
    """Returns the reply to the questions of a message; those after the first go into ``also``."""
    state = turn.state
    replies: list[Reply] = []
    for part in turn.reading.parts:
        reply, state = _one(part, replace(turn, reading=turn.reading.of(part)), state)
        if _said(reply) not in map(_said, replies):
            replies.append(reply)
    first = replies[0]
    first.also = [*first.also, *replies[1:]]
    return first, state


def _said(reply: Reply) -> tuple[str, str, str]:
    """Returns what tells a reply from another: of two verdicts, the setting."""
    return reply.kind, reply.id, reply.verdict["sector"] if isinstance(reply.verdict, dict) else ""


def _one(part: Part, turn: Turn, state: State) -> tuple[Reply, State]:
    """Returns the reply to one question."""
    label, confidence = part.label, part.confidence
    family, _, name = label.partition("/")
    provider = (
        that_status(part.text, state, turn.register)
        or about_the_past(part, state, turn.register)
        or (None if turn.reading.services else about_a_stranger(part, state, turn.register))
    )
    if provider:
        return provider
    asked = time_asked(turn.reading.text)
    again = follow_up.at_time(asked, replace(state, unclear_turns=0)) if asked.alone and not turn.reading.services else None
    if again:
        return again
    if asked.whatever_held and family != "faq":
        return _which_rule(asked, state)
    if asks_of_same_service(part, turn.reading, state):
        # "What if we were an NHS commissioned service" names no other service.
        return applicability(replace(turn.reading, services=()), state, confidence)
    if _is_fact_told(turn.reading, state):
        return applicability(turn.reading, state, confidence)
    if turn.reading.bare_setting:
        return applicability(turn.reading, state, confidence)
    if part.decision != "accept":
        return _asked_back(part, turn, state)
    told = turn.reading.services and (turn.reading.facts.has_facts or asks_of_excluded(turn.reading))
    if label.startswith(REFUSING) and told and part.ranking[0][1] < WEAK:
        return applicability(turn.reading, state, confidence)
    if label.startswith(REFUSING) and turn.reading.services and state.last_kind == "verdict" and not is_question(turn.reading.text):
        return applicability(turn.reading, state, confidence)  # "it is a special school, if that matters"
    if asks_of_own_service(label, turn.reading):
        return applicability(turn.reading, state, confidence)
    if label in SPEAKS_OF_SETTING:
        return _service_or_provider(part, turn, state)
    if label == "provider_status":
        return certification(turn.reading.text, state, turn.register, confidence)
    if state.last_kind == SAFEGUARDING and (label in _FOLLOW_UPS or label == "faq/contact"):
        return says.safeguarding(confidence), replace(state, unclear_turns=0)  # "what should I do now" is about the harm
    understood = replace(state, unclear_turns=0)
    if label in _FOLLOW_UPS:
        reply = _FOLLOW_UPS[label](state)
        reply.confidence = min(reply.confidence, confidence)
        # "Since when?" may end at "the page does not say"; the next follow-up still means what was said before it.
        return reply, _after(reply, understood) if reply.kind == "answer" else _unless_repeated(understood)
    if label == "stop":
        return Reply(says.text("stopped"), "chitchat", "stop", confidence), replace(understood.settled(), service=None, pending=())
    if label in ("affirm", "deny", "dont_know"):
        reply = follow_up.nothing_open()
    elif family == "faq" or label == "handover":
        approved = says.answer(name or label, confidence)
        # Where the page does not say what held then, "since when?" still means what was asked.
        if state.awaiting == "did_you_mean" and state.asked_time:
            asked = TimeAsked.from_iso(state.asked_time)
        return in_time.answered(approved, asked), _after(approved, understood)
    elif family == "not_covered":
        reply = says.not_covered(name, confidence)
    elif family == "chitchat":
        reply = says.small_talk(name, confidence)
    else:
        reply = says.out_of_scope(confidence)
    return reply, _after(reply, understood)


def _which_rule(asked: TimeAsked, state: State) -> tuple[Reply, State]:
    """Returns the question which of the page's rules is meant, where only a time was named; the answer is then for that time."""
    known = replace(state, unclear_turns=0, asked_time=asked.to_iso())
    return says.did_you_mean(RULES, says.CERTAIN), known.asking("did_you_mean", RULES)


def _is_fact_told(reading: Reading, state: State) -> bool:
    """Says whether a message tells a fact of the service spoken of, and asks nothing."""
    return reading.facts.has_facts and state.service is not None and not is_question(reading.text)


def _unless_repeated(state: State) -> State:
    """Returns the state with no question open, but for those that are put again."""
    return state if state.awaiting in REPEATED else state.settled()


def _after(reply: Reply, state: State) -> State:
    state = _unless_repeated(state)
    if reply.kind not in SUBJECT_KINDS:
        return state
    outcome = reply.verdict["outcome"] if isinstance(reply.verdict, dict) else ""
    return replace(state, last_kind=reply.kind, last_id=reply.id, last_outcome=outcome)


def _service_or_provider(part: Part, turn: Turn, state: State) -> tuple[Reply, State]:
    """Returns the verdict on the service that is spoken of; "and X?" may also name a provider."""
    reading = turn.reading
    repeated = part.label == "inform" and state.service is not None and state.last_kind == "verdict"
    if part.label not in ("inform", "what_about") or reading.services or reading.facts.has_facts or repeated:
        return applicability(reading, state, part.confidence)
    if part.label == "what_about":
        body = fact_reader().body_asked_of(reading.text)
        if body:
            reply = says.answer(body, part.confidence)
            return reply, _after(reply, replace(state, unclear_turns=0))
        name = named_provider(part.text, state, turn.register)
        of_providers = state.last_kind == "status" or (state.provider and state.last_kind != "verdict")
        if name and (of_providers or turn.register.find(name)):
            return status_of(name, state, turn.register, part.confidence, read_asked(part.text, name))
        if name and state.last_kind == "verdict":
            return says.which_setting(), replace(state, service=None, unclear_turns=0).asking("setting")
        otherwise = _otherwise(part)
        if otherwise:
            return _one(otherwise, turn, state)
    return _not_understood(part.confidence, state)


def _otherwise(part: Part) -> Part | None:
    """Returns what a follow-up that names nothing may be by its next label ("and if they fail it?"); None where that is not clear."""
    if len(part.ranking) < 2:
        return None
    (_, first), (label, likely), *_ = part.ranking
    if likely < MOST_OF_THE_REST * (1 - first) or not label.startswith(("faq/", "not_covered/")):
        return None
    return replace(part, label=label, confidence=likely) if label.startswith("not_covered/") or likely >= NEXT_FROM else None


def _asked_back(part: Part, turn: Turn, state: State) -> tuple[Reply, State]:
    if DUTY_OR_SETTING.intersection(part.options) and asks_of_excluded(turn.reading):
        return applicability(turn.reading, state, part.confidence)
    if part.decision == "did_you_mean" and not state.unclear_turns:
        after = replace(state, unclear_turns=state.unclear_turns + 1, asked_time=time_asked(part.text).to_iso())
        after = after.asking("did_you_mean", part.options)
        return says.did_you_mean(part.options, part.confidence), after
    told = part.label in SPEAKS_OF_SETTING and turn.reading.facts.has_facts and state.service is not None
    if (turn.reading.services or told) and not state.awaiting:
        return applicability(turn.reading, state, part.confidence)
    return _not_understood(part.confidence, state)


def _not_understood(confidence: float, state: State) -> tuple[Reply, State]:
    reply = says.not_understood(state.unclear_turns, confidence)
    return reply, replace(_unless_repeated(state), unclear_turns=state.unclear_turns + 1)


def _traced(reply: Reply, turn: Turn) -> Reply:
    reading = turn.reading
    trace: dict[str, Any] = {
        "intent": reading.parts[0].label if reading.parts else "",
        "ranking": [{"label": label, "confidence": value} for label, value in reading.parts[0].ranking] if reading.parts else [],
        "decision": reading.parts[0].decision if reading.parts else reading.problem,
        "strange_words": list(reading.parts[0].strange) if reading.parts else [],
        "entities": [vars(service) for service in reading.services] or ([vars(reading.facts)] if reading.facts.has_facts else []),
        "content_version": content_version(),
    }
    says.with_notes(reply)
    reply.trace = {"rule": None, "rule_version": None, **reply.trace, **trace}
    return reply
