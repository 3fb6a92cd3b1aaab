"""The gate: two versions of the content put to the same questions, and what changed for the better and for the worse.

A version's *answers* are what ``commands.put_questions`` writes: the replies to every held-out conversation, to the titles and the
first examples of its own content, and the verdict of every case of the decision table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.held_out import Case, Expected, Result, judge, without
from rrn.items import Item, withdrawn_ids

Answers = Mapping[str, Any]
#: So many examples of each item are asked, besides its title.
EXAMPLES_ASKED = 2
#: Group of the questions that are made from the content itself.
EXACT = "exact"


def exact_cases(items: Mapping[str, Item]) -> list[Case]:
    """Returns the questions that a version's own content must answer: its titles, which stand on buttons, and its first examples."""
    cases = []
    for item in items.values():
        kind = "handover" if item.id == "handover" else "answer" if item.kind == "answer" and not item.withdrawn_on else "not_covered"
        questions = [*([item.title] if item.title else []), *item.examples[:EXAMPLES_ASKED]]
        for number, question in enumerate(questions):
            cases.append(Case(f"{EXACT}/{item.id}/{number}", EXACT, (question,), (Expected((kind,), (item.id,)),)))
    return cases


def text_is_exact(item: Item, reply: Mapping[str, Any]) -> bool:
    """Says whether a reply gives an item's approved text to the letter, and that of an answer which was withdrawn not at all."""
    if item.withdrawn_on:
        return item.text not in reply["text"]
    return reply["id"] != item.id or item.text in reply["text"]


@dataclass(frozen=True)
class Change:
    """A question whose reply is another one in the candidate.

    Attributes:
        question: Its id, with its turns.
        before: The published version's reply, in a few words.
        after: The candidate's.
    """

    case: str
    question: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.case}: {self.question}\n      published: {self.before}\n      candidate: {self.after}"


@dataclass
class Findings:
    """What the gate found.

    Attributes:
        questions: How many conversations were put to both versions.
        right: How many of them are right, in the published version and in the candidate.
        confident: How many are wrong but confident, in both.
        better: Questions that became right.
        worse: Questions that were right and are not, or that became wrong but confident: each of them refuses the candidate.
        otherwise: Questions with another reply that is as right or as wrong as before.
        verdicts: Cases of the decision table with another verdict.
        faults: Everything else that refuses the candidate: a quote, a text, the decision table, a conversation test.
    """

    questions: int = 0
    right: tuple[int, int] = (0, 0)
    confident: tuple[int, int] = (0, 0)
    better: list[Change] = field(default_factory=list)
    worse: list[Change] = field(default_factory=list)
    otherwise: list[Change] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Says whether the candidate may be published."""
        return not self.worse and not self.faults

    def figures(self) -> dict[str, Any]:
        """Returns the figures alone, for the list of releases."""
        return {
            "questions": self.questions,
            "right": self.right[1],
            "wrong_but_confident": self.confident[1],
            "better": len(self.better),
            "worse": len(self.worse),
            "faults": len(self.faults),
        }


def compare(cases: Sequence[Case], published: Answers, candidate: Answers, items: Mapping[str, Item]) -> Findings:
    """Returns what changes from the published version to the candidate.

    Args:
        cases: The held-out conversations.
        published: The published version's answers.
        candidate: The candidate's.
        items: The candidate's items.
    """
    withdrawn = withdrawn_ids(items)
    pairs = [(judge(case, published["replies"][case.id]), judge(without(case, withdrawn), candidate["replies"][case.id])) for case in cases]
    findings = Findings(questions=len(pairs))
    findings.right = (sum(before.right for before, _ in pairs), sum(after.right for _, after in pairs))
    findings.confident = (sum(before.wrong_but_confident for before, _ in pairs), sum(after.wrong_but_confident for _, after in pairs))
    for before, after in pairs:
        _sort(before, after, findings)
    findings.faults += _own_questions(published, candidate, items)
    for case, verdict in candidate["verdicts"].items():
        if "fault" in verdict:
            findings.faults.append(f"The decision table, {case}: {verdict['fault']}")
        elif verdict != published["verdicts"].get(case):
            findings.verdicts.append(f"{case}: {_verdict(published['verdicts'].get(case))} becomes {_verdict(verdict)}")
    return findings


def _sort(before: Result, after: Result, findings: Findings) -> None:
    change = Change(before.case.id, " / ".join(before.case.turns), _in_words(before), _in_words(after))
    if (before.right and not after.right) or (after.wrong_but_confident and not before.wrong_but_confident):
        findings.worse.append(change)
    elif after.right and not before.right:
        findings.better.append(change)
    elif [_brief(reply) for reply in before.replies] != [_brief(reply) for reply in after.replies]:
        findings.otherwise.append(change)


def _own_questions(published: Answers, candidate: Answers, items: Mapping[str, Item]) -> Iterator[str]:
    missed_before = {question for question, right in published["exact"].items() if not right}
    for case in exact_cases(items):
        (reply,) = candidate["exact_replies"][case.id]
        if not text_is_exact(items[case.id.split("/")[1]], reply):
            yield f"'{case.turns[0]}' is not answered with the approved text of '{reply['id']}', to the letter."
        elif not candidate["exact"][case.turns[0]] and case.turns[0] not in missed_before:
            yield f"'{case.turns[0]}' should lead to '{case.expect[0].ids[0]}' and leads to {_brief(reply)}."


def _in_words(result: Result) -> str:
    judged = "right" if result.right else "wrong but confident" if result.wrong_but_confident else "wrong"
    return f"{judged}: {' / '.join(_brief(reply) for reply in result.replies)}"


def _brief(reply: Mapping[str, Any]) -> str:
    verdicts = reply["verdict"] or []
    outcomes = [f"{each['sector']} {each['outcome']}" for each in (verdicts if isinstance(verdicts, list) else [verdicts])]
    own = ", ".join([f"{reply['kind']} {reply['id']}", *outcomes])
    return " + ".join([own, *(_brief(further) for further in reply["also"])])


def _verdict(verdict: Mapping[str, Any] | None) -> str:
    return f"{verdict['outcome']} by rule {verdict['rule']}" if verdict and "rule" in verdict else "no verdict"


def shown(findings: Findings) -> str:
    """Returns the findings for a person to read."""
    lines = [
        f"{findings.questions} held-out conversations: {findings.right[0]} right in the published version, {findings.right[1]} in the "
        f"candidate; wrong but confident {findings.confident[0]}, and {findings.confident[1]}.",
    ]
    for heading, changes in (
        ("For the better", findings.better),
        ("For the worse", findings.worse),
        ("Another reply, as right or as wrong as before", findings.otherwise),
        ("Verdicts that change", findings.verdicts),
        ("Faults", findings.faults),
    ):
        if changes:
            lines += [f"\n{heading} ({len(changes)}):", *(f"  {change}" for change in changes)]
    if not findings.better and not findings.worse and not findings.otherwise:
        lines.append("No question has another reply.")
    return "\n".join(lines)
