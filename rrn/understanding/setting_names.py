"""Finds the settings that a message names, with spaCy's phrase matcher over the names in ``data/settings.yml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from rrn.applicability import Setting

#: Words before a name that take it out of the question: "we are a college, not a school".
_EXCLUDING = (("not", "a"), ("not", "an"), ("not",), ("other", "than"), ("apart", "from"), ("except",), ("besides",), ("excluding",))
#: Where security staff work does not make the question one about that place.
_PLACED_BY = frozenset({"in", "at", "for", "on", "of"})
#: Words that may stand around the bare name of a setting.
_AROUND = frozenset(
    {"a", "an", "the", "and", "or", "my", "our", "in", "for", "what", "about", "it", "is", "we", "are", "s", "re", "i", "run"}
    | {"as", "well", "too", "also"}
)
#: Words that tie a body to what it runs: "a council run care home" is a care home.
_RUNNING = frozenset({"run", "owned", "funded", "led", "managed", "maintained", "operated", "commissioned", "-", "based"})


@dataclass(frozen=True)
class Mention:
    """A setting named in a text, and where: ``start`` and ``end`` in characters."""

    sector: str
    start: int
    end: int


def with_plural(name: str) -> set[str]:
    """Returns a name as it is and with its noun in the plural: the last word, or the last before "for", "with" or "of"."""
    head, joint, rest = next((parts for parts in map(name.partition, (" for ", " with ", " of ")) if parts[1]), (name, "", ""))
    *before, last = head.split(" ")
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        plural = last[:-1] + "ies"
    elif last.endswith(("x", "ch", "sh")):
        plural = last + "es"
    else:
        plural = last if last.endswith("s") else last + "s"
    return {name, " ".join([*before, plural]) + joint + rest}


class SettingFinder:
    """Finds settings by name.

    Args:
        settings: The settings to find.
    """

    def __init__(self, settings: Iterable[Setting]) -> None:
        settings = list(settings)
        self._nlp = spacy.blank("en")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        #: Names that only say who commissions ("NHS commissioned service") give way to every other name.
        self._general = frozenset(setting.id for setting in settings if setting.facts)
        self._excluded = frozenset(setting.id for setting in settings if setting.setting_class == "out")
        for setting in settings:
            names = sorted({_spaced(form) for name in setting.names for form in with_plural(name)})
            self._matcher.add(setting.id, [self._nlp.make_doc(name) for name in names])
        # A message is looked through for its services, its entities and its familiar form, one after the other.
        self._found = lru_cache(maxsize=64)(self._find)

    def find(self, text: str) -> list[Mention]:
        """Returns the settings a text names, in the order of the text, each time that it names them."""
        return list(self._found(text))

    def _find(self, text: str) -> tuple[Mention, ...]:
        doc = self._nlp.make_doc(_spaced(text))
        found = self._matcher(doc, as_spans=True)
        general = [span for span in found if span.label_ in self._general]
        named = [span for span in found if not any(each.start <= span.start and span.end <= each.end for each in general)]
        spans = filter_spans(named) or filter_spans(general)
        heads = _heads(doc, [span for span in spans if not _excluded(doc, span)])
        return tuple(Mention(span.label_, span.start_char, span.end_char) for span in heads)

    def with_familiar_name(self, text: str) -> str:
        """Returns a text with the settings it names put as "care home", which the examples know well.

        What is asked does not depend on the setting; its rare name can hide it from the classifier. Empty where the text names
        none, and where it names one that is excluded: of those other things are asked too ("why not schools?").
        """
        mentions = self.find(text)
        if not mentions or any(mention.sector in self._excluded for mention in mentions):
            return ""
        for mention in reversed(mentions):
            familiar = "care homes" if text[mention.start : mention.end].endswith("s") else "care home"
            text = text[: mention.start] + familiar + text[mention.end :]
        return text

    def is_bare(self, text: str) -> bool:
        """Says whether a text is nothing but names of settings and words that carry no meaning."""
        mentions = self.find(text)
        rest = text
        for mention in reversed(mentions):
            rest = rest[: mention.start] + " " + rest[mention.end :]
        words = (token.lower_ for token in self._nlp.make_doc(rest) if token.is_alpha)
        return bool(mentions) and all(word in _AROUND for word in words)


def _spaced(text: str) -> str:
    # Hyphens are spaces, one for one, so that positions stay what they are.
    return text.replace("-", " ").replace("/", " ")


def _excluded(doc: Doc, span: Span) -> bool:
    before = [token.lower_ for token in doc[max(0, span.start - 2) : span.start]]
    return any(tuple(before[-len(words) :]) == words for words in _EXCLUDING)


def _heads(doc: Doc, spans: list[Span]) -> list[Span]:
    """Drops names that only describe another: "prison hospital", "council run care home", security staff "in a hospital"."""
    kept: list[Span] = []
    for place, span in enumerate(spans):
        following = spans[place + 1] if place + 1 < len(spans) else None
        if following is not None:
            between = {token.lower_ for token in doc[span.end : following.start]}
            if not between or between <= _RUNNING:
                continue
        previous = kept[-1] if kept else None
        if previous is not None and previous.label_ == "security_staff":
            between_words = [token.lower_ for token in doc[previous.end : span.start]]
            if between_words and between_words[0] in _PLACED_BY and len(between_words) <= 3:
                continue
        kept.append(span)
    return kept
