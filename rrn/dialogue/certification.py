"""The dialogue about a training provider's certification status."""

from __future__ import annotations

from dataclasses import replace

from rrn.clock import today
from rrn.content import content
from rrn.dialogue.says import CERTAIN, text
from rrn.dialogue.state import State
from rrn.evidence import cite_entry
from rrn.register import Match, Register, name_key
from rrn.reply import Button, Citation, Reply, british_date
from rrn.understanding.provider_names import provider_name_reader

REPLY_ID = "provider_status"


def certification(asked: str, state: State, register: Register, confidence: float = CERTAIN) -> tuple[Reply, State]:
    """Returns the status of the provider that a question names, or the question which provider is meant.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    name = named_provider(asked, state, register)
    if not name:
        reply = Reply(text("ask_provider"), "clarify", "ask_provider", confidence)
        return reply, replace(state, unclear_turns=0).asking("provider")
    return status_of(name, state, register, confidence)


def named_provider(asked: str, state: State, register: Register) -> str:
    """Returns the provider that a message names: one of the register, one in a question's frame, ours, or the last one."""
    known = register.named_in(asked.replace("?", " ").replace(",", " "))
    reader = provider_name_reader()
    name = reader.read(asked)
    if known:
        return name if _is_longer_name(name, known) else known
    if reader.means_us(name):
        return content().texts["owner"]
    if name:
        return name
    words = asked.lower().replace("?", " ").replace(",", " ").split()
    if state.provider and {"they", "it", "them", "their"} & set(words):
        return state.provider
    if {"you", "your", "u", "ur", "you've", "you're"} & set(words):
        return content().texts["owner"]
    return ""


def _is_longer_name(name: str, known: str) -> bool:
    """Says whether a name of the register is only a part of the name that was asked about: "Alpha" of "Alpha Care Group"."""
    rest = [word for word in name.split() if word.lower() not in known.lower().split()]
    return known.lower() in name.lower() and bool(rest) and all(word[0].isupper() for word in rest) and name_key(name) != name_key(known)


def status_of(name: str, state: State, register: Register, confidence: float = CERTAIN) -> tuple[Reply, State]:
    """Returns the status of a provider by name; a name that is only like others is confirmed first.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    matches = register.find(name)
    known = replace(state.settled(), unclear_turns=0)
    if not matches:
        return _unknown(name, register, confidence), replace(
            known, last_kind="status", last_id=REPLY_ID, last_outcome="unknown", provider=name
        )
    if len(matches) > 1 or not matches[0].sure:
        buttons = [Button(match.provider, f"Is {match.provider} certified?") for match in matches]
        said = " ".join(text("ask_provider_confirm", provider=match.provider) for match in matches[:1])
        reply = Reply(said, "clarify", "ask_provider_confirm", confidence, buttons=buttons)
        return reply, known.asking("confirm_provider", (matches[0].provider, name))
    (match,) = matches
    status = match.current.status if match.current else "unknown"
    after = replace(known, last_kind="status", last_id=REPLY_ID, last_outcome=status, provider=match.provider)
    return _known(match, name, register, confidence), after


def unknown_provider(name: str, state: State, register: Register) -> tuple[Reply, State]:
    """Returns that a provider is not in the register, after the person said that no other was meant.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    return _unknown(name, register, CERTAIN), replace(
        state.settled(), last_kind="status", last_id=REPLY_ID, last_outcome="unknown", provider=name
    )


def _known(match: Match, name: str, register: Register, confidence: float) -> Reply:
    if match.current is None:
        return _unknown(match.provider, register, confidence)
    said = text(f"status_{match.current.status}", provider=match.provider, as_of=british_date(match.current.as_of))
    if match.matched_by == "fuzzy":
        said = f"{text('status_matched', name=name, provider=match.provider)} {said}"
    return Reply(said, "status", REPLY_ID, confidence, _citations(match), status=match.to_status())


def _citations(match: Match) -> list[Citation]:
    entry = match.current
    document = content().documents.get(entry.source) if entry else None
    citation = cite_entry(entry.quote, entry.as_of, entry.review_by, document) if entry and document else None
    return [citation] if citation else []


def _unknown(name: str, register: Register, confidence: float) -> Reply:
    as_of = register.as_of() or today()
    status = {"provider": name, "status": "unknown", "as_of": as_of.isoformat(), "matched_by": "exact", "history": []}
    return Reply(text("status_unknown", provider=name, as_of=british_date(as_of)), "status", REPLY_ID, confidence, status=status)
