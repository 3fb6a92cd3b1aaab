"""Says what the page's dates say of the time that a question is about, beside an answer or a verdict, or in their stead.

Nothing is said of days on which the page does not say what held: those before a rule's start, and past days where the page
names no start.
"""

from __future__ import annotations

from rrn.applicability import Decision, decision_table
from rrn.clock import today
from rrn.dialogue.says import CERTAIN, text
from rrn.dialogue.time_asked import TimeAsked
from rrn.reply import Citation, Reply, british_date
from rrn.validity import NOT_SAID, Period, standing

#: Id of the reply that the page does not say what held at a time.
NOT_SAID_ID = "time_not_stated"
#: Outcomes that rest on one statement above all; the others rest on all of theirs.
_ON_THE_FIRST = frozenset({"mandatory", "expected"})


def is_duty(reply: Reply) -> bool:
    """Says whether an answer rests on a statement of the decision table: something that holds from one day to another."""
    quotes = {statement.citation.quote for statement in decision_table().statements.values()}
    return bool(reply.sources) and reply.sources[0].quote in quotes


def answered(reply: Reply, asked: TimeAsked) -> Reply:
    """Returns an answer with what the page's dates say of the time asked about."""
    if reply.kind != "answer" or not reply.sources:
        return reply
    said, duty = reply.sources[0], is_duty(reply)
    if duty and asked.word == "start" and not said.valid_from:
        return no_start(said, reply.confidence)
    period = asked.period_for(said) or default_period([said])
    if period is None or not (duty or (asked.period and asked.past)):
        return reply
    if duty and standing(said, period, today()) == "undated":
        return not_said(text("time_what_held", when=period.in_words()), [said], period, reply.confidence)
    lead = sentence(said, period)
    reply.text = f"{lead}\n{reply.text}" if lead else reply.text
    return reply


def default_period(statements: list[Citation]) -> Period | None:
    """Returns today where one of the statements is not in force today; else None: then nothing is to be said of time."""
    now = today()
    outside = any((each.valid_from and now < each.valid_from) or (each.valid_to and now > each.valid_to) for each in statements)
    return Period(now, now) if outside else None


def sentence(said: Citation, period: Period) -> str:
    """Returns one sentence on a statement and a time; empty where there is nothing to add."""
    how = standing(said, period, today())
    if how == "holds" and period.first == period.last == said.valid_from:
        return ""
    if how == "now" and not said.valid_from and period.first != today():
        return text("time_now_undated", **_dates(said))
    if how == "to_come" and said.valid_from:
        return text("time_to_come_dated", when=period.in_words(), **_dates(said))
    return text(f"time_{how}", when=period.in_words(), **_dates(said))


def _dates(said: Citation) -> dict[str, str]:
    start, end = (british_date(day) if day else "" for day in (said.valid_from, said.valid_to))
    return {"as_of": british_date(said.as_of), "start": start, "end": end, "quote": said.quote}


def no_start(said: Citation, confidence: float = CERTAIN) -> Reply:
    """Returns that the page names no day on which something began, with the day of the copy."""
    return Reply(f"{text('time_no_start', **_dates(said))}\n{text('time_office')}", "not_covered", "when", confidence, [said])


def not_said(headline: str, statements: list[Citation], period: Period, confidence: float = CERTAIN) -> Reply:
    """Returns that the page does not say what held at a time, and what it says of its own dates."""
    about = {statement.citation.quote: statement.about for statement in decision_table().statements.values()}
    known = [_known(about[each.quote], each, period) for each in statements if each.quote in about]
    if len(statements) == 1:
        known.append(text("time_quoted", quote=statements[0].quote))
    return Reply(" ".join([headline, *known, text("time_office")]), "not_covered", NOT_SAID_ID, confidence, statements)


def _known(about: str, said: Citation, period: Period) -> str:
    how = standing(said, period, today())
    name = "time_known_end" if how == "ended" else "time_known_start" if said.valid_from else "time_known_as_of"
    return text(name, about=about, **_dates(said))


def period_of_verdict(asked: TimeAsked) -> Period | None:
    """Returns the days that a question about a service is for; "before that" is before the table's first start."""
    statements = [statement.citation for statement in decision_table().statements.values()]
    dated = [each for each in statements if each.valid_from] or statements
    if asked.word == "present":
        return None
    return asked.period_for(min(dated, key=lambda each: each.valid_from or each.as_of))


def unsaid_verdict(decision: Decision, period: Period, confidence: float) -> tuple[Reply, str] | None:
    """Returns that the page does not say whether something applied at a time, and the statement that this is about.

    None where it does say, or where a fact that is still missing would tell.
    """
    outcome = decision.rule.outcome
    if outcome == "not_applicable":  # the one sentence of the page on these settings; its dates stand beside it
        return None
    if outcome == "clarify":
        weighed = list(decision_table().statements.values())
        given = [each for each in weighed if each.id in _conditions()]
    else:
        given = list(dict.fromkeys([*decision.statements, *decision.conditions]))
        weighed = given[:1] if outcome in _ON_THE_FIRST else given
    if any(standing(each.citation, period, today()) not in NOT_SAID for each in weighed):
        return None
    headline = text("time_whether_applied", label=decision.label, when=period.in_words())
    return not_said(headline, [each.citation for each in given], period, confidence), given[0].id


def _conditions() -> set[str]:
    """Returns the statements that the missing facts decide between."""
    return {name for rule in decision_table().rules for name in rule.conditions}


def beside_verdict(decision: Decision, period: Period) -> str:
    """Returns the sentences on time that stand beside a verdict; empty where there is nothing to add."""
    given = list(dict.fromkeys([*decision.statements, *decision.conditions]))
    if not given:
        return ""
    further = [each for each in given[1:] if standing(each.citation, period, today()) in NOT_SAID]
    said = [sentence(given[0].citation, period), *(_known(each.about, each.citation, period) for each in further)]
    return " ".join(filter(None, said))
