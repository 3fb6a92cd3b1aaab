"""Reads the services a message speaks of: each setting with the facts that belong to it."""

from __future__ import annotations

import re
from itertools import pairwise

from rrn.applicability import Fact
from rrn.understanding.facts import FactReader, Facts
from rrn.understanding.reading import ServiceMention
from rrn.understanding.setting_names import Mention, SettingFinder

_JOIN = re.compile(r",|;|\band\b|\bbut\b|\bplus\b|\bor\b")
_SENTENCE_END = re.compile(r"[.?!]")
#: A fact said of everything together.
_ALL = re.compile(r"\b(?:all|both|each|every|everything|they|these|them)\b")
#: "The care home is NHS commissioned, the school isn't": the other way round than in the clause before.
_NOT_SO = re.compile(r"^(?: one| bit| side)? (?:is|are|does|do|has|have)(?:n't| not)\s*(?:[.,;?!]|$|\bso\b|\band\b)")
_OPPOSITE: dict[Fact, Fact] = {"true": "false", "false": "true"}
#: Settings whose name also tells who commissions: not a setting where the word stands in such a phrase.
_BODIES = frozenset({"commissioner", "nhs_trust"})
#: What tells that a council or a board is one who pays: "a contract with the ICB", "council and private clients".
_PAYER_BEFORE = re.compile(r"\b(?:with|by|from|through|via) (?:(?:the|our|my|a|an|local) )*$")
_PAYER_AFTER = re.compile(
    r"^(?:'s\b|s? (?:only|mostly|mainly|alone)\b"
    r"|s? (?:\w+ ){0,2}(?:clients?|residents?|money|fund\w*|pay\w*|paid|plac\w+|beds?|referrals?|contracts?|commission\w*)\b)"
)
#: "I'd always assumed it was for psychiatric wards": an opinion of where else it applies.
_ASSUMED_BEFORE = re.compile(r"\b(?:assumed|thought|imagined|believed|supposed)\b[^.?!]*\bfor (?:the |all )*$")


def read_services(text: str, finder: SettingFinder, reader: FactReader) -> tuple[list[ServiceMention], ServiceMention]:
    """Returns the services a mended text names, and the facts of the whole text.

    With one setting, all facts of the text are its own. With several, a fact belongs to the setting whose clause it stands
    in, or to all of them where the clause says so ("all NHS commissioned").
    """
    facts = reader.read(text)
    mentions = [mention for mention in finder.find(text) if not (_is_body_in_fact(mention, facts) or _is_payer(mention, text))]
    not_assumed = [mention for mention in mentions if not _ASSUMED_BEFORE.search(text[: mention.start])]
    mentions = not_assumed or mentions
    sectors = list(dict.fromkeys(mention.sector for mention in mentions))
    if len(sectors) <= 1:
        return [_service(sector, facts) for sector in sectors], _service("", facts)
    of_all, own = Facts(), dict.fromkeys(sectors, Facts())
    said = Facts()
    for mention, clause in zip(mentions, _clauses(text, mentions), strict=True):
        said = _opposite(said) if _NOT_SO.match(text[mention.end :]) else reader.read(clause)
        own[mention.sector] = _first_of(said, own[mention.sector])
        if said.any and _ALL.search(clause):
            of_all = said
    return [_service(sector, known if known.any else of_all) for sector, known in own.items()], _service("", facts)


def _service(sector: str, facts: Facts) -> ServiceMention:
    return ServiceMention(sector, facts.nhs, facts.cqc)


def _opposite(facts: Facts) -> Facts:
    return Facts(_OPPOSITE.get(facts.nhs, "open"), _OPPOSITE.get(facts.cqc, "open"))


def _first_of(facts: Facts, otherwise: Facts) -> Facts:
    """Returns facts, those that are open filled with others."""
    nhs = facts.nhs if facts.nhs != "open" else otherwise.nhs
    return Facts(nhs, facts.cqc if facts.cqc != "open" else otherwise.cqc)


def _is_body_in_fact(mention: Mention, facts: Facts) -> bool:
    inside = any(start <= mention.start and mention.end <= end for start, end in facts.spans)
    return inside and mention.sector in _BODIES


def _is_payer(mention: Mention, text: str) -> bool:
    return mention.sector == "commissioner" and bool(_PAYER_BEFORE.search(text[: mention.start]) or _PAYER_AFTER.match(text[mention.end :]))


def _clauses(text: str, mentions: list[Mention]) -> list[str]:
    """Cuts a text between its settings: where the sentence of the following one begins, or at the first joint after each."""
    cuts = [0]
    for mention, following in pairwise(mentions):
        ends = [*_SENTENCE_END.finditer(text, mention.end, following.start)]
        joint = ends[-1] if ends else _JOIN.search(text, mention.end, following.start)
        cuts.append(joint.start() if joint else following.start)
    cuts.append(len(text))
    return [text[start:end] for start, end in pairwise(cuts)]
