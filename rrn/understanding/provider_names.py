"""Takes a training provider's name out of a question about its status. The patterns are data."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from spacy.lang.en.stop_words import STOP_WORDS

from rrn.paths import DATA
from rrn.understanding.common_words import english_words
from rrn.understanding.question_dates import asked_time, without_time
from rrn.understanding.text import with_names
from rrn.yaml_file import read_yaml, required

#: Longest name that is taken from a message, in characters.
MAX_NAME = 80
#: A longer one is a sentence.
MAX_NAME_WORDS = 7

#: Stands in for a name that the examples do not know.
FAMILIAR = "Intelligensa"


class ProviderNameReader:
    """Reads provider names by the patterns of a file."""

    def __init__(self, path: Path = DATA / "provider_questions.yml") -> None:
        content = read_yaml(path)
        names = required(content, "names", path)
        self._patterns = [re.compile(with_names(pattern, names), re.IGNORECASE) for pattern in required(content, "patterns", path)]
        capitals = r"(?:[A-Z0-9][\w&'’-]*|&|of|and)"
        self._in_capitals = re.compile(rf"\b[A-Z0-9][\w&'’-]*(?: {capitals})*")
        self._company = re.compile(rf"\b{required(content, 'company', path)}\b")
        self._small_company = re.compile(rf"\b{required(content, 'small_company', path)}$")
        self._no_company = re.compile(required(content, "no_company", path))
        self._drop_before = re.compile(required(content, "drop_before", path), re.IGNORECASE)
        self._drop_after = re.compile(required(content, "drop_after", path), re.IGNORECASE)
        self._sentence = re.compile(required(content, "sentence", path), re.IGNORECASE)
        self._no_small_name = frozenset(required(content, "no_small_name", path))
        self._ourselves = frozenset(required(content, "ourselves", path))
        self._not_names = frozenset(required(content, "not_names", path))
        self._not_name_words = frozenset(required(content, "not_name_words", path))

    def read(self, text: str) -> str:
        """Returns the provider a question names, as typed; empty where it names none."""
        plain = text.strip().rstrip("?!. ")
        found = next(filter(None, (pattern.search(plain) for pattern in self._patterns)), None)
        name = self.trim(found["name"]) if found else ""
        return (name if not self._is_plain_english(name) else "") or self._company_in_capitals(text)

    def _is_plain_english(self, name: str) -> bool:
        """Says whether a name is ordinary words in small letters, without a company's ending, or a piece of a sentence."""
        if name != name.lower() or self.means_us(name):
            return False
        words = re.findall(r"[a-z]+", name)
        if self._no_small_name & set(words):
            return True
        return not self._small_company.search(name) and all(word in english_words() for word in words)

    def _company_in_capitals(self, text: str) -> str:
        """Returns the first company's name in capitals that stands in a text with other words around it; else empty."""
        for found in self._in_capitals.finditer(text):
            first, _, rest = found.group().partition(" ")
            # A sentence begins with a capital: "Are Sample Training certified".
            name = rest if first.lower() in STOP_WORDS else found.group()
            if len(name.split()) > 1 and self._company.search(name) and not self._no_company.search(name):
                return self.trim(name)
        return ""

    def with_familiar_name(self, text: str) -> str:
        """Returns a question, in lower case, with the provider it names put as one that the examples know well.

        What is asked does not depend on the provider, nor on the time that is asked about; a name that nobody has heard of can
        hide it from the classifier. Empty where the question names none.
        """
        text = without_time(text, asked_time(text))
        name = self.read(text)
        return text.replace(name, FAMILIAR).lower() if name and not self.means_us(name) else ""

    def trim(self, name: str) -> str:
        """Returns a name without the words around it; empty where nothing of a name is left."""
        name = self._drop_after.sub("", self._drop_before.sub("", name.strip(" \"'.,:;?!-")))
        name = name.strip(" \"'.,:;?!-")[:MAX_NAME]
        if (
            name.lower() in self._not_names
            or set(re.findall(r"\w+", name.lower())) <= self._not_name_words
            or len(name.split()) > MAX_NAME_WORDS
            or self._sentence.search(name)
        ):
            return ""
        return name

    def means_us(self, name: str) -> bool:
        """Says whether a name means the company that the assistant belongs to ("are you certified?")."""
        return name.lower() in self._ourselves


@lru_cache(maxsize=1)
def provider_name_reader() -> ProviderNameReader:
    """Returns the project's reader, compiled once."""
    return ProviderNameReader()
