"""What is asked about a provider's status: how it is now, how it was at some time, or since when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rrn.content import content
from rrn.dialogue.said_time import said_time
from rrn.dialogue.says import text
from rrn.register import Register
from rrn.register.look_up import Match
from rrn.register.names import exact_form
from rrn.understanding.question_dates import AskedTime, asked_time, without_time

_SINCE = re.compile(
    r"\b(?:since when|from when|when (?:did|was|were|has|have|had)|how long (?:has|have|had)|"
    r"(?:on |from |since )?(?:what|which) (?:date|day|year|month))\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\b(?:will|won't|going to|expect\w*|hope|plan\w*|due|shall|until|till|before|left|finish\w*)\b", re.IGNORECASE)
_STATUS = re.compile(
    r"\b(?:\w*certif\w*|accredit\w*|approved|complian\w+|recogni[sz]ed|licen[sc]ed|listed|status|standing|working towards|"
    r"register|lapsed?|withdrawn|withdrew)\b",
    re.IGNORECASE,
)
_BEGUN = (
    ("working_towards", re.compile(r"\b(?:working towards?|start(?:ed)?|begin|began)\b", re.IGNORECASE)),
    ("lapsed", re.compile(r"\blaps\w+", re.IGNORECASE)),
    ("withdrawn", re.compile(r"\bwithdr\w+|\bstruck off|\blos[et]\b", re.IGNORECASE)),
)
_BESIDE_A_TIME = re.compile(
    r"^(?:and|but|so|ok|what|how|about|was|were|it|they|that|then|back|is|are|or|even|already|the case|too|also|[\s,.?!])*$", re.I
)


@dataclass(frozen=True)
class Asked:
    """What is asked of a provider's status; the status now, where it is neither of the two.

    Attributes:
        time: The time asked about.
        since: The status whose beginning is asked for.
    """

    time: AskedTime | None = None
    since: str = ""

    @property
    def is_now(self) -> bool:
        """Says whether the status now is asked for."""
        return self.time is None and not self.since


def read_asked(question: str, provider: str = "") -> Asked:
    """Returns what a question asks; the words of the provider's name are no time ("April Training")."""
    rest = question.replace(provider, " ") if provider else question
    begun = next((status for status, pattern in _BEGUN if pattern.search(rest)), "certified")
    if _SINCE.search(rest) and not _TO_COME.search(rest):
        return Asked(since=begun)
    return Asked(asked_time(rest))


def name_part(question: str) -> str:
    """Returns a question without the words that ask for a time, as if it asked for the status now."""
    rest = without_time(question, asked_time(question))
    return _SINCE.sub(lambda found: found.group().split()[-1] if found.group().split()[-1] in _VERBS else " ", rest, count=1).strip()


_VERBS = frozenset({"did", "was", "were", "has", "have", "had"})


def names_status(question: str) -> bool:
    """Says whether a question has a word for being certified."""
    return bool(_STATUS.search(question))


def is_time_alone(question: str) -> bool:
    """Says whether a message is nothing but a time ("and last June?")."""
    asked = asked_time(question)
    return asked is not None and bool(_BESIDE_A_TIME.match(without_time(question, asked)))


def title(provider: str, asked: Asked) -> str:
    """Returns the question about one provider in plain words, for its button."""
    if asked.since:
        return text(f"button_provider_since_{asked.since}", provider=provider)
    if asked.time:
        return text("button_provider_time", provider=provider, time=said_time(asked.time))
    return text("button_provider_now", provider=provider)


def pressed(message: str, register: Register) -> tuple[Match, Asked] | None:
    """Returns the provider and the question of a button's title, whatever else the words might mean; None where it is none.

    Raises:
        RegisterUnavailableError: The register's database does not answer.
    """
    for provider, asked in _as_title(message):
        match = next((match for match in register.find(provider) if exact_form(match.provider) == exact_form(provider)), None)
        if match:
            return match, asked
    return None


def _as_title(message: str) -> Iterator[tuple[str, Asked]]:
    for name, template in content().texts.items():
        if not name.startswith("button_provider_"):
            continue
        pattern = re.escape(template).replace(r"\{provider\}", "(?P<provider>.+)").replace(r"\{time\}", "(?P<time>.+)")
        found = re.fullmatch(pattern, message)
        if found is None:
            continue
        words = found.groupdict()
        if words.get("time"):
            time = asked_time(words["time"])
            if time:
                yield words["provider"], Asked(time)
        else:
            yield words["provider"], Asked(since=name.removeprefix("button_provider_since_") if "_since_" in name else "")
