"""Replies that need no look-up: approved answers, topics not covered, small talk, questions back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rrn.applicability import decision_table
from rrn.clock import today
from rrn.content import content
from rrn.reply import Button, Kind, Reply, british_date
from rrn.sources import Source

#: Titles offered to somebody who was not understood.
STARTERS = ("faq/what_is_rrn", "sector_applicability", "faq/nhs_mandate", "faq/cqc_expectation")
#: Confidence of a reply that rests on no recognition: the assistant's own question, for instance.
CERTAIN = 1.0


def text(name: str, /, **values: str) -> str:
    """Returns a text of the interface with its gaps filled in."""
    return content().texts[name].format(office=content().texts["office"], **values)


def title_buttons(labels: Iterable[str]) -> list[Button]:
    """Returns a button for each label that is offered: one with a title, and with an answer that was not withdrawn."""
    return _titled(label for label in labels if not content().is_withdrawn(label))


def _titled(labels: Iterable[str]) -> list[Button]:
    """Returns a button for each label that has a title; the title is also what pressing it sends."""
    titles = (content().title(label) for label in labels)
    return [Button(title, title) for title in titles if title]


def answer(name: str, confidence: float = CERTAIN) -> Reply:
    """Returns an approved answer; of one that was withdrawn, only that it was, and whom to ask."""
    approved = content().answers[name]
    if approved.withdrawn_on:
        said = text("withdrawn", title=approved.title, day=british_date(approved.withdrawn_on))
        return Reply(f"{said} {text('not_covered_office')}", "not_covered", f"withdrawn_{name}", confidence)
    kind: Kind = "handover" if name == "handover" else "answer"
    related = title_buttons(f"faq/{each}" for each in approved.related)
    return Reply(approved.text, kind, name, confidence, list(approved.citations), buttons=related)


def not_covered(topic: str, confidence: float = CERTAIN) -> Reply:
    """Returns that the page does not cover a topic, and who can tell."""
    known = content().topics[topic]
    said = [known.text, _looked_at()]
    if known.ask:
        said.append(text("not_covered_ask", ask=known.ask))
    return Reply(" ".join([*said, text("not_covered_office")]), "not_covered", topic, confidence)


def not_on_page(named: str, reply_id: str, confidence: float = CERTAIN) -> Reply:
    """Returns that the page does not say something that a follow-up asked for; ``named`` is the text that names it."""
    said = [text("not_covered", topic=text(named)), _looked_at(), text("not_covered_office")]
    return Reply(" ".join(said), "not_covered", reply_id, confidence)


def looked_at() -> Source:
    """Returns the version of the page against which it was checked what the page does not cover."""
    cited = Counter(citation.id for answer in content().answers.values() for citation in answer.citations)
    page = content().documents[cited.most_common(1)[0][0]]
    return page.version(page.not_covered)


def _looked_at() -> str:
    version = looked_at()
    newer = content().documents[version.id].at(today()).supplied
    said = text("not_covered_source", as_of=british_date(version.supplied))
    return f"{said} {text('not_covered_held', newer=british_date(newer))}" if newer > version.supplied else said


def with_notes(reply: Reply) -> Reply:
    """Returns a reply that also says where a newer version of its source waits for review, or its own review is overdue."""
    held = [each for each in reply.sources if each.newer_version]
    if held:
        oldest = min(held, key=lambda each: each.version)
        newer = max(each.newer_version for each in held if each.newer_version)
        reply.text += "\n" + text("held", version=british_date(oldest.version), newer=british_date(newer))
    due = [each.review_by for each in reply.sources if each.overdue]
    if due:
        reply.text += "\n" + text("overdue", review_by=british_date(min(due)))
    reply.also = [with_notes(each) for each in reply.also]
    return reply


def out_of_scope(confidence: float = CERTAIN) -> Reply:
    """Returns that another subject was asked about."""
    return Reply(text("out_of_scope"), "out_of_scope", "out_of_scope", confidence, buttons=title_buttons(STARTERS[:3]))


def small_talk(name: str, confidence: float = CERTAIN) -> Reply:
    """Returns what is said back to small talk."""
    offered = STARTERS if name in {"greeting", "what_can_you_do", "how_are_you"} else ()
    return Reply(content().small_talk[name], "chitchat", name, confidence, buttons=title_buttons(offered))


def safeguarding(confidence: float = CERTAIN) -> Reply:
    """Returns where to turn when somebody may be hurt or at risk."""
    return Reply(text("safeguarding"), "safeguarding", "safeguarding", confidence)


def problem(name: str) -> Reply:
    """Returns why a message could not be read and what to do."""
    kind: Kind = "out_of_scope" if name == "not_english" else "clarify"
    return Reply(text(f"problem_{name}"), kind, name, CERTAIN, buttons=title_buttons(STARTERS))


def did_you_mean(labels: Iterable[str], confidence: float) -> Reply:
    """Returns two or three readings to choose from; one may be a question whose answer was withdrawn, since it may be what is meant."""
    said = f"{text('did_you_mean')} {text('did_you_mean_none')}"
    return Reply(said, "clarify", "did_you_mean", confidence, buttons=_titled(labels))


def not_understood(times_before: int, confidence: float) -> Reply:
    """Returns that a message was not understood; from the second time on, everything that can be asked and the office."""
    if times_before:
        return Reply(text("unclear_again"), "clarify", "unclear_again", confidence, buttons=title_buttons(content().offered))
    return Reply(text("unclear_first"), "clarify", "unclear", confidence, buttons=title_buttons(STARTERS))


def which_setting() -> Reply:
    """Returns the question which kind of service is meant."""
    table = decision_table()
    buttons = [Button(table.settings[sector].title, table.settings[sector].title) for sector in table.offered]
    return Reply(text("ask_setting"), "clarify", "ask_setting", CERTAIN, buttons=buttons)
