"""A recorded turn as a page that a lay person can follow."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator
from typing import Any

from rrn.record.recorded_turn import RecordedTurn

WIDTH = 100
#: Surer than this share, in words.
_SURE = ((0.9, "almost sure"), (0.7, "fairly sure"), (0.4, "not very sure"), (0.0, "unsure"))
_DECISIONS = {
    "accept": "sure enough to answer",
    "did_you_mean": "not sure enough to answer, so the assistant asked which of these was meant",
    "unclear": "not understood well enough to answer, so the assistant asked again",
}
_FACTS = {
    "true": "yes",
    "false": "no",
    "open": "not said",
    "unsure": "the person does not know",
    "funded": "NHS money, perhaps not commissioned",
}
_CLASSES = {
    "out": "one that the page excludes by name",
    "asks": "one where the NHS and CQC facts decide",
    "silent": "one of which the page says nothing",
    "which": "a name used for several settings",
    "none": "not named",
    "unsure": "one that the person cannot name",
}
#: What somebody does who asks no question of the content's.
_INTENTS = {
    "inform": "tells about a service",
    "what_about": "asks the same about something else",
    "affirm": "says yes",
    "deny": "says no",
    "dont_know": "says that they do not know",
    "stop": "wants to stop",
    "ask_why": "asks why",
    "ask_when": "asks since when",
    "ask_how_long": "asks how long it takes",
    "ask_who": "asks who",
    "ask_more": "asks for more",
    "ask_source": "asks where that stands",
    "out_of_scope": "asks about another subject",
    "safeguarding": "tells that somebody may be hurt or at risk",
}
_KINDS = {
    "answer": "an approved answer",
    "verdict": "a verdict of the decision table",
    "status": "an entry of the register of providers",
    "clarify": "a question back",
    "not_covered": "that the page does not cover this",
    "out_of_scope": "that this is another subject",
    "chitchat": "small talk",
    "safeguarding": "where to turn when somebody may be hurt",
    "handover": "how to reach a person",
}
_PROBLEMS = {
    "empty": "there were no words in it",
    "no_words": "there were no words in it",
    "too_long": "it was too long",
    "not_english": "it was not in English",
}
_AWAITED = {
    "setting": "what kind of service it is",
    "which": "which of several settings is meant",
    "nhs_commissioned": "whether the service is NHS commissioned",
    "cqc_regulated": "whether the CQC regulates the service",
    "provider": "which provider to look up",
    "confirm_provider": "whether the right provider was found",
    "did_you_mean": "which of several questions was meant",
}


def page(turn: RecordedTurn) -> str:
    """Returns the page."""
    sections = (
        ("What was asked", [turn.asked or "(nothing)"]),
        ("What went before", list(_before(turn))),
        ("What was understood", list(_understood(turn))),
        ("The facts of the service", list(_facts(turn))),
        ("What was answered", [f"It gave {_KINDS.get(turn.kind, turn.kind)} ({turn.answer}):", "", *turn.reply["text"].splitlines()]),
        *(("It also answered", each["text"].splitlines()) for each in turn.reply["also"]),
        ("The rule", list(_rule(turn))),
        ("The words it rests on", list(_quotes(turn))),
        ("Which content, and which model", list(_versions(turn))),
    )
    shown = [_heading(turn)]
    for title, lines in sections:
        if lines:
            shown += ["", title.upper(), *(wrapped for line in lines for wrapped in _wrapped(line))]
    return "\n".join(shown)


def _heading(turn: RecordedTurn) -> str:
    day = "" if turn.day == turn.at.date() else f", answered as of {_day(turn.day)}"
    return f"Turn {turn.id}\nof conversation {turn.conversation}, {_day(turn.at.date())} at {turn.at:%H:%M:%S} UTC{day}"


def _before(turn: RecordedTurn) -> Iterator[str]:
    state = turn.state
    if state.get("awaiting"):
        yield f"The assistant had asked {_AWAITED.get(state['awaiting'], state['awaiting'])}."
    if state.get("last_id"):
        outcome = f", {state['last_outcome']}" if state.get("last_outcome") else ""
        yield f"The last thing said on the subject was {_KINDS.get(state['last_kind'], state['last_kind'])} ({state['last_id']}{outcome})."
    if state.get("service"):
        service = state["service"]
        yield f"The conversation was about this service: {service['sector'] or 'not named'}; {_known(service)}."


def _understood(turn: RecordedTurn) -> Iterator[str]:
    reading, name = turn.reading, turn.names
    if reading["problem"]:
        yield f"The message could not be read: {_PROBLEMS.get(reading['problem'], reading['problem'])}."
    for number, part in enumerate(reading["parts"], start=1):
        several = f"Question {number}, \u201c{part['text']}\u201d: " if len(reading["parts"]) > 1 else ""
        yield f"{several}{_meaning(part['label'], name)}, {_sure(part['confidence'])}; {_DECISIONS[part['decision']]}."
        if part["strange"]:
            yield f"Words that this topic does not know: {', '.join(part['strange'])}."
        others = [f"{_meaning(label, name)} ({value:.0%})" for label, value in part["ranking"] if label != part["label"]]
        if others:
            yield f"What else it might have been: {'; '.join(others)}."


def _facts(turn: RecordedTurn) -> Iterator[str]:
    for service in turn.reading["services"]:
        yield f"{turn.names.get(service['sector'], service['sector'] or 'a service that was not named')}: {_known(service)}."
    facts = turn.reading["facts"]
    if not turn.reading["services"] and any(facts[fact] != "open" for fact in ("nhs", "cqc")):
        yield f"A service that was not named: {_known(facts)}."
    for verdict in _verdicts(turn):
        yield f"So the table was asked about {verdict['label']}: {_verdict_facts(verdict)}."


def _rule(turn: RecordedTurn) -> Iterator[str]:
    if not turn.rule:
        return
    yield f"{turn.rule} of the decision table, version {turn.rule_version}. As it stood:"
    for row in turn.rows:
        asked = f", asks for {row['ask']}" if row["ask"] else ""
        setting = " or ".join(_CLASSES.get(each, each) for each in row["setting"])
        conditions = f"the setting is {setting}; NHS commissioned {_any(row['nhs'])}; CQC regulated {_any(row['cqc'])}"
        yield f"  {row['id']}: where {conditions}, the outcome is: {row['outcome'].replace('_', ' ')}{asked}"
    for verdict in _verdicts(turn):
        yield f"For {verdict['label']} the outcome is {verdict['outcome'].replace('_', ' ')} (force: {verdict['force'].replace('_', ' ')})."
        for reason in verdict["reasons"]:
            yield f"  In its words: {reason['statement']}"


def _quotes(turn: RecordedTurn) -> Iterator[str]:
    supplied = {source["id"]: source for source in turn.sources}
    seen = set()
    for reply in (turn.reply, *turn.reply["also"]):
        for cited in reply["sources"]:
            if cited["quote"] in seen:
                continue
            seen.add(cited["quote"])
            version = supplied.get(cited["id"])
            of = f", version supplied on {_day(dt.date.fromisoformat(version['supplied']))}" if version else ""
            as_of, review_by = (_day(dt.date.fromisoformat(cited[name])) for name in ("as_of", "review_by"))
            yield f"\u201c{cited['quote']}\u201d"
            yield f"  {cited['title']}{of}; as of {as_of}, to be reviewed by {review_by}."
            yield f"  {cited['url']}"


def _versions(turn: RecordedTurn) -> Iterator[str]:
    yield f"Content {turn.content_version}; model {turn.model_version or 'not known'}."
    for source in turn.sources:
        yield f"Source {source['id']}, supplied on {_day(dt.date.fromisoformat(source['supplied']))}, sha256 {source['sha256']}."
    took = f" The answer took {turn.latency_ms:.0f} ms." if turn.latency_ms is not None else ""
    yield f"Asked over the channel '{turn.channel}'.{took}"


def _verdicts(turn: RecordedTurn) -> list[dict[str, Any]]:
    found = []
    for reply in (turn.reply, *turn.reply["also"]):
        verdict = reply["verdict"]
        found += verdict if isinstance(verdict, list) else [verdict] if verdict else []
    return found


def _meaning(label: str, names: dict[str, str]) -> str:
    return f"the person {_INTENTS[label]}" if label in _INTENTS else f"\u201c{names.get(label, label)}\u201d"


def _sure(confidence: float) -> str:
    return f"{next(words for least, words in _SURE if confidence >= least)} ({confidence:.0%})"


def _known(service: dict[str, Any]) -> str:
    return f"NHS commissioned: {_FACTS[service['nhs']]}; CQC regulated: {_FACTS[service['cqc']]}"


def _verdict_facts(verdict: dict[str, Any]) -> str:
    words = {True: "yes", False: "no", None: "not known"}
    return f"NHS commissioned: {words[verdict['nhs_commissioned']]}; CQC regulated: {words[verdict['cqc_regulated']]}"


def _any(facts: list[str]) -> str:
    return "as may be" if {"true", "false", "open"} <= set(facts) else " or ".join(_FACTS[fact] for fact in facts)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _wrapped(line: str) -> list[str]:
    indent = "  " + " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False) or [""]
