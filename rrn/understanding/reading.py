"""What was understood of a message: the shape that travels from the pipeline to the actions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from rrn.applicability import Fact

#: What the assistant may do with a question: answer it, offer two or three readings, or say that it did not understand.
Decision = Literal["accept", "did_you_mean", "unclear"]
Problem = Literal["", "empty", "no_words", "too_long", "not_english"]


@dataclass(frozen=True)
class ServiceMention:
    """A service as one message describes it; ``sector`` is empty where no setting was named."""

    sector: str = ""
    nhs: Fact = "open"
    cqc: Fact = "open"

    @property
    def has_facts(self) -> bool:
        """Says whether the message gave a fact about it."""
        return self.nhs != "open" or self.cqc != "open"


@dataclass(frozen=True)
class Part:
    """One question of a message.

    Attributes:
        text: The question, cleaned but with its spelling and capitals as typed.
        label: What was recognised: a label of the training data.
        confidence: Probability of the label, 0 to 1.
        decision: What the decision rule allows.
        options: Labels to offer where the decision is ``did_you_mean``.
        ranking: The three likeliest labels and their probabilities.
        strange: Words of the question that the topic does not know.
        services: The settings that it names, with their facts, where the message asks several things.
        facts: Its facts, where the message asks several things.
    """

    text: str
    label: str
    confidence: float
    decision: Decision = "accept"
    options: tuple[str, ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()
    strange: tuple[str, ...] = ()
    services: tuple[ServiceMention, ...] = ()
    facts: ServiceMention = field(default_factory=ServiceMention)


@dataclass(frozen=True)
class Reading:
    """Everything that was understood of one message.

    Attributes:
        text: The message, cleaned.
        problem: Why it cannot be read, or empty.
        parts: Its questions.
        services: The settings it names, with their facts.
        facts: The facts of the whole message.
        bare_setting: It is nothing but the name of a setting ("schools?").
    """

    text: str
    problem: Problem = ""
    parts: tuple[Part, ...] = ()
    services: tuple[ServiceMention, ...] = ()
    facts: ServiceMention = field(default_factory=ServiceMention)
    bare_setting: bool = False

    def of(self, part: Part) -> Reading:
        """Returns the reading of one question alone: with its own words, settings and facts where there are several questions.

        "Children's home here. Does it apply to us, and what does it cost?": the first is about the one setting of the message.
        """
        if len(self.parts) < 2:
            return self
        if part.label == "sector_applicability" and not part.services and len(self.services) == 1:
            return replace(self, text=part.text, parts=(part,), bare_setting=False)
        return replace(self, text=part.text, parts=(part,), services=part.services, facts=part.facts, bare_setting=False)

    def to_dict(self) -> dict[str, Any]:
        """Returns the reading as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Reading:
        """Returns the reading that :meth:`to_dict` wrote, also after a way through JSON."""
        parts = (
            Part(
                **{
                    **part,
                    "options": tuple(part["options"]),
                    "ranking": tuple((label, value) for label, value in part["ranking"]),
                    "strange": tuple(part["strange"]),
                    "services": tuple(ServiceMention(**service) for service in part["services"]),
                    "facts": ServiceMention(**part["facts"]),
                }
            )
            for part in values["parts"]
        )
        return cls(
            text=values["text"],
            problem=values["problem"],
            parts=tuple(parts),
            services=tuple(ServiceMention(**service) for service in values["services"]),
            facts=ServiceMention(**values["facts"]),
            bare_setting=values["bare_setting"],
        )
