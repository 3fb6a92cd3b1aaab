"""What is said about one provider's status: now, at a time that was asked about, or since when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rrn.clock import today
from rrn.content import content
from rrn.dialogue.provider_question import Asked
from rrn.dialogue.said_time import said_time
from rrn.dialogue.says import text
from rrn.evidence import cite_entry
from rrn.register import Match, Register, StatusEntry
from rrn.register.age import days_if_old
from rrn.register.history import Window, on_day
from rrn.reply import Citation, Reply, british_date
from rrn.understanding.question_dates import AskedTime

REPLY_ID = "provider_status"
#: Statuses that are listed where more than one is to be told.
MAX_LISTED = 5


def known_provider(match: Match, typed: str, asked: Asked, confidence: float) -> Reply:
    """Returns what the register has on a provider, for the time that was asked about."""
    if asked.since:
        reply = _since(match, asked.since)
    elif asked.time:
        reply = _at(match, asked.time)
    else:
        reply = _now(match)
    reply.confidence = confidence
    if match.matched_by == "fuzzy":
        reply.text = f"{text('status_matched', name=typed, provider=match.provider)} {reply.text}"
    reply.text = _with_age(reply.text, match.register_as_of)
    return reply


def unknown_provider(name: str, register: Register, confidence: float) -> Reply:
    """Returns that a provider is not in the register, which says nothing about whether it is certified.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    newest = register.as_of()
    as_of = newest or today()
    status = {"provider": name, "status": "unknown", "as_of": as_of.isoformat(), "matched_by": "exact", "history": []}
    said = text("status_unknown", provider=name, as_of=british_date(as_of))
    return Reply(_with_age(said, newest), "status", REPLY_ID, confidence, status=status)


def began(match: Match, status: str) -> StatusEntry | None:
    """Returns the latest entry of a status whose first day is known."""
    return next((entry for entry in match.history if entry.status == status and entry.valid_from and entry.valid_from <= today()), None)


def _now(match: Match) -> Reply:
    entry = match.current
    if entry:
        said = text(f"status_{entry.status}", provider=match.provider, as_of=british_date(entry.as_of))
        if entry.review_by < today():
            said += " " + text("status_due", review_by=british_date(entry.review_by))
        return _reply(match, said, [entry], entry)
    past = next((entry for entry in match.history if entry.valid_to and entry.valid_to < today()), None)
    if past and past.valid_to:
        said = text("status_ended", provider=match.provider, status=_word(past), last=british_date(past.valid_to))
        return _reply(match, said, [past], None)
    said = text("status_none", provider=match.provider) + _listed(list(match.history))
    return _reply(match, said, [], None)


def _since(match: Match, status: str) -> Reply:
    entry = began(match, status)
    named = text(f"status_word_{status}")
    if entry and entry.valid_from:
        said = text(
            "status_began",
            provider=match.provider,
            status=named,
            first=british_date(entry.valid_from),
            as_of=british_date(entry.as_of),
        )
        if entry.valid_to and entry.valid_to < today():
            said += " " + text("status_began_and_ended", last=british_date(entry.valid_to))
        return _reply(match, said, [entry], match.current)
    said = text("status_began_unknown", provider=match.provider, status=named) + _listed(list(match.history))
    return _reply(match, said, list(match.history[:1]), match.current)


def _at(match: Match, asked: AskedTime) -> Reply:
    first, last = asked.window
    when = said_time(asked)
    if first and first > today():
        reply = _now(match)
        reply.text = f"{text('status_to_come', when=when)} {reply.text}"
        return reply
    window: Window = (first, min(last or today(), today()))
    entries = match.during(window)
    if not entries:
        said = text("status_at_none", provider=match.provider, when=when) + _listed(list(match.history))
        return _asked(_reply(match, said, [], None), asked, [])
    if len(entries) == 1 and entries[0].covers(window):
        said = text(
            "status_at_one",
            provider=match.provider,
            when=_capital(when),
            status=_word(entries[0]),
            span=_span(entries[0]),
            as_of=british_date(entries[0].as_of),
        )
    else:
        said = text("status_at_several", provider=match.provider, when=_capital(when)) + _lines(entries)
    held = _held_then(match, entries[-1], window)
    at_end = on_day(entries, window[1] or today())
    return _asked(_reply(match, f"{said}\n{held}" if held else said, entries, at_end), asked, entries)


def _held_then(match: Match, entry: StatusEntry, window: Window) -> str:
    """Returns what the register itself held at the end of a time, where that was another thing than it has now."""
    day = window[1]
    if day is None or day >= today():
        return ""
    then = match.held_then(day)
    if not then:
        return text("status_held_later", day=british_date(match.entered(entry)))
    held = on_day(then, day)
    if held is None:
        return text("status_held_none", day=british_date(day))
    return "" if held.status == entry.status else text("status_held_other", day=british_date(day), status=_word(held))


def _reply(match: Match, said: str, shown: list[StatusEntry], entry: StatusEntry | None) -> Reply:
    status = {
        **match.to_status(),
        "status": entry.status if entry else "unknown",
        "as_of": entry.as_of.isoformat() if entry else None,
    }
    return Reply(said, "status", REPLY_ID, sources=_citations(shown), status=status)


def _asked(reply: Reply, asked: AskedTime, entries: list[StatusEntry]) -> Reply:
    """Adds to a reply's status the time that was asked about and the statuses of that time."""
    days: dict[str, Any] = {"relation": asked.relation, "first": asked.first.isoformat(), "last": asked.last.isoformat()}
    reply.status = {**(reply.status or {}), "asked": days, "entries": [entry.to_dict() for entry in entries]}
    return reply


def _citations(entries: list[StatusEntry]) -> list[Citation]:
    cited = []
    for entry in entries:
        document = content().documents.get(entry.source)
        citation = cite_entry(entry.quote, entry.as_of, entry.review_by, document) if document else None
        if citation:
            cited.append(citation)
    return cited


def _with_age(said: str, as_of: dt.date | None) -> str:
    days = days_if_old(as_of)
    if days is None or as_of is None:
        return said
    return f"{said}\n{text('status_register_old', as_of=british_date(as_of), days=str(days))}"


def _listed(entries: list[StatusEntry]) -> str:
    return f" {text('status_what_it_has')}{_lines(list(reversed(entries)))}" if entries else ""


def _lines(entries: list[StatusEntry]) -> str:
    lines = [
        text("status_line", status=_capital(_word(entry)), span=_span(entry), as_of=british_date(entry.as_of))
        for entry in entries[-MAX_LISTED:]
    ]
    return "".join(f"\n- {line}" for line in lines)


def _span(entry: StatusEntry) -> str:
    first = british_date(entry.valid_from) if entry.valid_from else ""
    last = british_date(entry.valid_to) if entry.valid_to else ""
    if first and last:
        return text("span_both", first=first, last=last)
    if first:
        return text("span_from", first=first)
    return text("span_to", last=last) if last else text("span_unknown")


def _word(entry: StatusEntry) -> str:
    return text(f"status_word_{entry.status}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
