"""What is kept of a conversation between its turns."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from rrn.applicability import Service

#: What the assistant asked, when it waits for an answer.
Question = Literal["", "setting", "which", "nhs_commissioned", "cqc_regulated", "provider", "confirm_provider", "did_you_mean"]


@dataclass(frozen=True)
class State:
    """The state of a conversation; every field is a slot of the same name.

    Attributes:
        service: The service the person speaks of.
        awaiting: What was asked last and not yet answered.
        options: What may be chosen where ``awaiting`` offers a choice.
        last_kind: Kind of the last reply that said something on the subject.
        last_id: Its id.
        last_outcome: The outcome, where it was a verdict.
        unclear_turns: How many turns in a row were not understood.
        pending: Settings of a message that named several, still to be settled.
        provider: The training provider spoken of last.
        asked_time: The days that the open question about a service is for (:class:`rrn.validity.Period`, as ISO 8601); empty for now.
    """

    service: Service | None = None
    awaiting: Question = ""
    options: tuple[str, ...] = ()
    last_kind: str = ""
    last_id: str = ""
    last_outcome: str = ""
    unclear_turns: int = 0
    pending: tuple[str, ...] = ()
    provider: str = ""
    asked_time: str = ""

    def to_slots(self) -> dict[str, Any]:
        """Returns the state as JSON values, by slot."""
        return {**asdict(self), "options": list(self.options), "pending": list(self.pending)}

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> State:
        """Returns the state that slots hold; slots that are not set keep their defaults."""
        known = {name: slots[name] for name in cls.__dataclass_fields__ if slots.get(name) is not None}
        if "service" in known:
            known["service"] = Service(**known["service"])
        for name in ("options", "pending"):
            known[name] = tuple(known.get(name, ()))
        known["unclear_turns"] = int(known.get("unclear_turns", 0))
        return cls(**known)

    def asking(self, question: Question, options: tuple[str, ...] = ()) -> State:
        """Returns the state after a question was put."""
        return replace(self, awaiting=question, options=options)

    def settled(self) -> State:
        """Returns the state with no question open."""
        return replace(self, awaiting="", options=())
