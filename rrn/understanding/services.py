"""Reads the services a message speaks of: each setting with the facts that belong to it."""

from __future__ import annotations

import re
from itertools import pairwise

from rrn.understanding.facts import FactReader, Facts
from rrn.understanding.reading import ServiceMention
from rrn.understanding.setting_names import Mention, SettingFinder

_JOIN = re.compile(r",|;|\.|\band\b|\bbut\b|\bplus\b|\bor\b")
#: A fact said of everything together.
_ALL = re.compile(r"\b(?:all|both|each|every|everything|they|these|them)\b")
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
    in, or to all of them where the text says so ("all NHS commissioned").
    """
    facts = reader.read(text)
    mentions = [mention for mention in finder.find(text) if not (_is_body_in_fact(mention, facts) or _is_payer(mention, text))]
    not_assumed = [mention for mention in mentions if not _ASSUMED_BEFORE.search(text[: mention.start])]
    mentions = not_assumed or mentions
    if len(mentions) <= 1:
        return [_service(mention.sector, facts) for mention in mentions], _service("", facts)
    clauses = _clauses(text, mentions)
    services = []
    for mention, clause in zip(mentions, clauses, strict=True):
        own = reader.read(clause)
        services.append(_service(mention.sector, facts if not own.any and _ALL.search(text) else own))
    return services, _service("", facts)


def _service(sector: str, facts: Facts) -> ServiceMention:
    return ServiceMention(sector, facts.nhs, facts.cqc)


def _is_body_in_fact(mention: Mention, facts: Facts) -> bool:
    inside = any(start <= mention.start and mention.end <= end for start, end in facts.spans)
    return inside and mention.sector in _BODIES


def _is_payer(mention: Mention, text: str) -> bool:
    return mention.sector == "commissioner" and bool(_PAYER_BEFORE.search(text[: mention.start]) or _PAYER_AFTER.match(text[mention.end :]))


def _clauses(text: str, mentions: list[Mention]) -> list[str]:
    """Cuts a text between its settings, at the first joint after each."""
    cuts = [0]
    for mention, following in pairwise(mentions):
        joint = _JOIN.search(text, mention.end, following.start)
        cuts.append(joint.start() if joint else following.start)
    cuts.append(len(text))
    return [text[start:end] for start, end in pairwise(cuts)]
