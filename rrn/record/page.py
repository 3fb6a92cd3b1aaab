"""A recorded turn as a page that a lay person can follow."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator
from typing import Any

from rrn.record.recorded_turn import RecordedTurn
from rrn.record.words import (
    AWAITED,
    CLASSES,
    DECISIONS,
    FACTS,
    FORCES,
    INTENTS,
    KINDS,
    MATCHES,
    OUTCOMES,
    PROBLEMS,
    STATUSES,
    SURE,
)

WIDTH = 100
#: What is less likely than this is not shown.
LEAST = 0.01


def page(turn: RecordedTurn) -> str:
    """Returns the page."""
    sections = (
        ("What was asked", [turn.asked or "(nothing)"]),
        ("What went before", list(_before(turn))),
        ("What was understood", list(_understood(turn))),
        ("The facts of the service", list(_facts(turn))),
        ("What was answered", [f"It {KINDS.get(turn.kind, turn.kind)} ({turn.answer}):", "", *turn.reply["text"].splitlines()]),
        *(("It also answered", each["text"].splitlines()) for each in turn.reply["also"]),
        ("The register", list(_register(turn))),
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
        yield f"The assistant had asked {AWAITED.get(state['awaiting'], state['awaiting'])}."
    if state.get("last_id"):
        outcome = f", {state['last_outcome'].replace('_', ' ')}" if state.get("last_outcome") else ""
        yield f"The last time on the subject, it {KINDS.get(state['last_kind'], state['last_kind'])} ({state['last_id']}{outcome})."
    if state.get("service"):
        service = state["service"]
        yield f"The conversation was about a service: {(service['sector'] or 'not named').replace('_', ' ')}. {_known(service)}"


def _understood(turn: RecordedTurn) -> Iterator[str]:
    reading, name = turn.reading, turn.names
    if reading["problem"]:
        yield f"The message could not be read: {PROBLEMS.get(reading['problem'], reading['problem'])}."
    for number, part in enumerate(reading["parts"], start=1):
        several = f"Question {number}, \u201c{part['text']}\u201d: " if len(reading["parts"]) > 1 else ""
        meant = f"{_meaning(part['label'], name)}, {_sure(part['confidence'])}; {DECISIONS[part['decision']]}."
        yield f"{several}{meant}" if several else _capital(meant)
        if part["strange"]:
            yield f"Words that this topic does not know: {', '.join(part['strange'])}."
        others = [f"{_meaning(label, name)} ({value:.0%})" for label, value in part["ranking"] if label != part["label"] and value >= LEAST]
        if others:
            yield f"What else it might have been: {'; '.join(others)}."


def _facts(turn: RecordedTurn) -> Iterator[str]:
    for service in turn.reading["services"]:
        named = _capital(turn.names.get(service["sector"], service["sector"] or "a service that was not named"))
        yield f"{named}." if service["sector"] == "nhs_service" else f"{named}. {_known(service)}"
    facts = turn.reading["facts"]
    if not turn.reading["services"] and any(facts[fact] != "open" for fact in ("nhs", "cqc")):
        yield f"The service that was spoken of. {_known(facts)}"
    for verdict in _verdicts(turn):
        yield f"So the decision table was asked about {verdict['label']}. {_verdict_facts(verdict)}"


def _register(turn: RecordedTurn) -> Iterator[str]:
    for reply in (turn.reply, *turn.reply["also"]):
        status = reply["status"]
        if not status:
            continue
        if not status["history"]:
            as_of = _day(dt.date.fromisoformat(status["as_of"]))
            yield f"The status of \u201c{status['provider']}\u201d was asked for. The register, as of {as_of}, has no such provider."
            continue
        yield f"{status['provider']} was found {MATCHES[status['matched_by']]}. The register had:"
        for entry in status["history"]:
            first, last, as_of = (
                _day(dt.date.fromisoformat(entry[name])) if entry[name] else "" for name in ("valid_from", "valid_to", "as_of")
            )
            span = f" from {first}" * bool(first) + f" to {last}" * bool(last)
            yield f"  {_capital(STATUSES[entry['status']])}{span}, known as of {as_of}. Source: {entry['source']}."


def _rule(turn: RecordedTurn) -> Iterator[str]:
    if turn.rows:
        yield (
            f"From the decision table, version {turn.rule_version}, as it stood:"
            if turn.rule_version
            else "From the decision table, as it stood:"
        )
    for row in turn.rows:
        setting = " or ".join(CLASSES.get(each, each) for each in row["setting"])
        asked = f"the assistant asks {AWAITED.get(row['ask'], row['ask'])}"
        then = asked if row["ask"] else OUTCOMES.get(row["outcome"], row["outcome"])
        conditions = f"the setting is {setting}. NHS commissioned: {_any(row['nhs'])}. CQC regulated: {_any(row['cqc'])}"
        yield f"  {row['id']}. Where {conditions}. Then: {then}."
    for verdict in _verdicts(turn):
        force = FORCES.get(verdict["force"], verdict["force"])
        said = f"For {verdict['label']}: {OUTCOMES.get(verdict['outcome'], verdict['outcome'])} (rule {verdict['rule']})."
        yield f"{said} {_capital(force)}." if force else said
        for reason in verdict["reasons"]:
            yield f"  In the assistant's words: {reason['statement']}"


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
    return f"the person {INTENTS[label]}" if label in INTENTS else f"\u201c{names.get(label, label)}\u201d"


def _sure(confidence: float) -> str:
    return f"{next(words for least, words in SURE if confidence >= least)} ({confidence:.0%})"


def _known(service: dict[str, Any]) -> str:
    return f"NHS commissioned: {FACTS[service['nhs']]}. CQC regulated: {FACTS[service['cqc']]}."


def _verdict_facts(verdict: dict[str, Any]) -> str:
    words = {True: "yes", False: "no", None: "not known"}
    return f"NHS commissioned: {words[verdict['nhs_commissioned']]}. CQC regulated: {words[verdict['cqc_regulated']]}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _any(facts: list[str]) -> str:
    return "whatever it is" if {"true", "false", "open"} <= set(facts) else " or ".join(FACTS[fact] for fact in facts)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _wrapped(line: str) -> list[str]:
    indent = "  " + " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False) or [""]
