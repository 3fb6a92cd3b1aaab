"""Which time a question is about: the days it names, "before that", "now", "still next year"; or none."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from rrn.clock import today
from rrn.reply import Citation
from rrn.understanding.question_dates import AskedTime, asked_time, without_time
from rrn.understanding.splitting import is_question, split
from rrn.validity import Period

#: A time told without a date: earlier than what was said, at present, later, or the day from which something holds.
Word = Literal["", "earlier", "present", "later", "start"]

#: What may stand around the time in a message that says nothing else: "and what about in 2020?".
_AROUND = (
    r"(?:and|or|but|so|ok|okay|what|how|about|was|it|that|the same|the case|so|also"
    r"|then|back|even|well|is|did|apply|please|true|mandatory|expected)"
)
_NOTHING_ELSE = re.compile(rf"(?:{_AROUND}\W*)*", re.IGNORECASE)
#: A date right behind one of these tells when something else happened: "a home that opened in 2020".
_OTHER_EVENT = re.compile(
    r"\b(?:open(?:ed|ing)?|set up|started up|founded|established|registered|inspected|trained|qualified|joined|moved|merged|bought|built"
    r"|born|hired|employed"
    r"|took over|taken over|taking over|converted|commissioned|awarded|published|written|passed|certified"
    r"|(?<=[a-z] )did (?:it|the|our|my) ?\w*)"
    r"(?: (?:by|with|as|under|from) (?:the )?\w+)?\s*$",
    re.IGNORECASE,
)
#: A question that goes back to a time told before it, and one that only asks whether what was told is so.
_BACK_TO_IT = re.compile(r"\b(?:then|at (?:the|that) time|that (?:year|month|day))\b", re.IGNORECASE)
_IS_IT_SO = re.compile(r"(?:is|was) (?:that|this|it) (?:right|correct|true|so)|right|correct|true|yes|no|ok(?:ay)?", re.IGNORECASE)
_FIRST_OF = re.compile(r"\b(?:the )?first(?: day)? of (?=[a-z]+ \d{4})", re.IGNORECASE)
#: With a time beside it: what held then, of whatever kind.
_WHATEVER_HELD = re.compile(
    r"(?:and |so )*(?:what (?:was|were|is|are|will be)|was (?:anything|something)) (?:the )?"
    r"(?:rules?|law|(?:legal )?position|situation|requirements?|expect(?:ed|ations?)|required|mandatory)"
    r"(?: (?:then|of us|of services|of providers))?",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)
_WORDS: tuple[tuple[Word, re.Pattern[str]], ...] = (
    (
        "earlier",
        re.compile(
            r"\b(?:before (?:that|then|this|it|the start(?:ing)?(?: date| day)?)"
            r"|beforehand|previously|formerly|earlier than that|used to|in the past"
            r"|(?:has|have)\b.{0,40}\balways(?: been)?|(?:was|were|did)\b.{0,30}\bever)\b|\bbefore\W*$"
        ),
    ),
    (
        "start",
        re.compile(
            r"\b(?:since when|from when|from what date|(?:what|which) (?:date|day|year|month)|when did|when was|when were"
            r"|how long (?:has|have)|start(?:ing)? date)\b"
        ),
    ),
    (
        "later",
        re.compile(
            r"\bwill\b.*\b(?:still|always|remain|continue|stay|stop|later|mandatory|compulsory)\b|\bin (?:the )?future\b|\bend date\b"
            r"|\bwhen (?:does|will)\b.{0,40}\b(?:end|stop|expire)\b"
        ),
    ),
    ("present", re.compile(r"\b(?:now|today|currently|at present|at the moment|these days|nowadays|still)\b")),
)


@dataclass(frozen=True)
class TimeAsked:
    """The time that a question is about.

    Attributes:
        period: The days it names; None where it names none.
        word: What it says of the time without a date.
        past: The question is in the past tense.
        alone: The message says nothing besides.
        whatever_held: The message asks what held then and names no rule: "what was expected in March 2021?"
    """

    period: Period | None = None
    word: Word = ""
    past: bool = False
    alone: bool = False
    whatever_held: bool = False

    def to_iso(self) -> str:
        """Returns the days it names as ISO 8601, for the state of the conversation; empty where it names none."""
        return self.period.to_iso() if self.period else ""

    @classmethod
    def from_iso(cls, written: str) -> TimeAsked:
        """Returns the time that :meth:`to_iso` wrote."""
        return cls(Period.from_iso(written) if written else None)

    def period_for(self, statement: Citation) -> Period | None:
        """Returns the days asked about where a statement was asked of; None for no time at all."""
        if self.period:
            return self.period
        if self.word == "earlier":
            return Period(None, (statement.valid_from or statement.as_of) - dt.timedelta(days=1))
        if self.word == "later":
            return Period(today() + dt.timedelta(days=1), None)
        return Period(today(), today()) if self.word == "present" else None


def time_asked(text: str) -> TimeAsked:
    """Returns the time that a message asks about."""
    text = _FIRST_OF.sub("1 ", text)
    named = asked_time(text)
    if named and not _is_of_something_else(text, named):
        rest = without_time(text, named).strip(" ?!.,")
        return TimeAsked(
            Period(*named.window),
            past=bool(_PAST.search(text)),
            alone=bool(_NOTHING_ELSE.fullmatch(rest)),
            whatever_held=bool(_WHATEVER_HELD.fullmatch(rest)),
        )
    plain = text.lower().strip(" ?!.,")
    for word, pattern in _WORDS:
        found = pattern.search(plain)
        if found:
            rest = f"{plain[: found.start()]} {plain[found.end() :]}".strip()
            return TimeAsked(None, word, alone=word != "start" and bool(_NOTHING_ELSE.fullmatch(rest)))
    return TimeAsked()


def _is_of_something_else(text: str, named: AskedTime) -> bool:
    """Says whether a time tells when something else happened, as "we opened in 2020" does in front of a question."""
    clauses = split(text)
    clause = next((each for each in clauses if named.phrase.strip(" ,") in each), text)
    if _NOTHING_ELSE.fullmatch(without_time(clause, named).strip(" ?!.,")):
        return False  # "In 2020, was it mandatory?"
    questions = [each for each in clauses if each != clause and is_question(each) and not _IS_IT_SO.fullmatch(each.strip(" ?!.,"))]
    if any(_BACK_TO_IT.search(each) and _PAST.search(each) for each in questions):
        return False
    if questions and not is_question(clause):
        return True
    return _OTHER_EVENT.search(clause[: max(0, clause.find(named.phrase))]) is not None
