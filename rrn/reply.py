"""The reply object: what every turn ends in, on every surface. It is made here and passes unchanged through every layer."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["answer", "verdict", "status", "clarify", "not_covered", "out_of_scope", "chitchat", "safeguarding", "handover"]

#: Kinds that state a fact. Giving one where another was due is the worst fault this product can have.
CONFIDENT_KINDS = frozenset({"answer", "verdict", "status"})


def british_date(day: dt.date) -> str:
    """Returns a day as people in Britain write it, for example ``1 April 2021``."""
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class Citation:
    """A verbatim quote and where it stands."""

    id: str
    title: str
    url: str
    quote: str
    as_of: dt.date
    review_by: dt.date

    def to_dict(self) -> dict[str, str]:
        """Returns the citation as JSON values; days are ISO 8601."""
        return {**asdict(self), "as_of": self.as_of.isoformat(), "review_by": self.review_by.isoformat()}


@dataclass(frozen=True)
class Button:
    """A choice offered to the person; pressing it sends the payload as if it had been typed."""

    title: str
    payload: str


@dataclass
class Reply:
    """One reply, with the fields of the reply contract.

    Attributes:
        confidence: The recogniser's confidence in what was asked, 0 to 1.
        verdict: For kind ``verdict``: one verdict, or a list where several settings were asked about.
        status: For kind ``status``: the provider's entry.
        also: Further replies, when one message held more than one question.
        trace: What was understood.
    """

    text: str
    kind: Kind
    id: str
    confidence: float = 1.0
    sources: list[Citation] = field(default_factory=list)
    verdict: dict[str, Any] | list[dict[str, Any]] | None = None
    status: dict[str, Any] | None = None
    buttons: list[Button] = field(default_factory=list)
    also: list[Reply] = field(default_factory=list)
    trace: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Returns the reply object as JSON values."""
        return {
            "text": self.text,
            "kind": self.kind,
            "id": self.id,
            "confidence": round(float(self.confidence), 4),
            "sources": [source.to_dict() for source in self.sources],
            "verdict": self.verdict,
            "status": self.status,
            "buttons": [asdict(button) for button in self.buttons],
            "also": [reply.to_dict() for reply in self.also],
            "trace": self.trace,
        }


def source_line(reply: dict[str, Any]) -> str:
    """Returns the line that names the documents a reply object rests on and their dates; empty where there are none."""
    named: dict[str, str] = {}
    for source in reply["sources"]:
        day = british_date(dt.date.fromisoformat(source["as_of"]))
        named.setdefault(f"{source['title']}, as of {day}: {source['url']}", source["id"])
    return "\n".join(f"Source: {line}" for line in named)


def as_message(reply: dict[str, Any]) -> str:
    """Returns a reply object as one plain message: the text, the source and its date, then the further replies."""
    parts = [reply["text"], source_line(reply)]
    parts += [as_message(further) for further in reply["also"]]
    return "\n".join(part for part in parts if part)
