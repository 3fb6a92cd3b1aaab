"""The reply object: what every turn ends in, on every surface. It is made here and passes unchanged through every layer."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from rrn.clock import today

Kind = Literal["answer", "verdict", "status", "clarify", "not_covered", "out_of_scope", "chitchat", "safeguarding", "handover"]

#: Kinds that state a fact. Giving one where another was due is the worst fault this product can have.
CONFIDENT_KINDS = frozenset({"answer", "verdict", "status"})


def british_date(day: dt.date) -> str:
    """Returns a day as people in Britain write it, for example ``1 April 2021``."""
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class Citation:
    """A verbatim quote, where it stands, and when it holds.

    Attributes:
        id: The document's id; ``title`` and ``url`` are those of the version.
        as_of: The day as of which the source says so.
        review_by: The day by which that is to be looked at again.
        version: The version of the document that it was reviewed against: the day on which that was supplied.
        sha256: Hex digest of that version's bytes.
        newer_versions: The days of the versions that were supplied since.
        valid_from: The day from which it holds, where the quote names it.
        valid_to: The last day on which it holds, where the quote names it.
        reviewed_on: The day on which it was last reviewed, where that was written down.
    """

    id: str
    title: str
    url: str
    quote: str
    as_of: dt.date
    review_by: dt.date
    version: dt.date
    sha256: str
    newer_versions: tuple[dt.date, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    reviewed_on: dt.date | None = None

    @property
    def newer_version(self) -> dt.date | None:
        """The newest version that was supplied since, by the day answers are given on; until it is reviewed the quote is held."""
        return max((day for day in self.newer_versions if day <= today()), default=None)

    @property
    def overdue(self) -> bool:
        """Whether the day by which it was to be reviewed has passed."""
        return today() > self.review_by

    def to_dict(self) -> dict[str, Any]:
        """Returns the citation as JSON values; days are ISO 8601."""
        days = ("as_of", "review_by", "version", "valid_from", "valid_to", "newer_version", "reviewed_on")
        written = {name: day.isoformat() if (day := getattr(self, name)) else None for name in days}
        return {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "quote": self.quote,
            **written,
            "sha256": self.sha256,
            "held": self.newer_version is not None,
            "overdue": self.overdue,
        }


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
