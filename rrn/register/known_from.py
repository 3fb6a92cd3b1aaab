"""What an entry may be known from: a document of ``data/sources/``, or a source of one of the kinds of ``data/register.yml``."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from rrn.evidence import cite_entry
from rrn.paths import DATA
from rrn.reply import british_date
from rrn.sources import load_documents
from rrn.yaml_file import read_yaml, required


class KnownFrom:
    """Checks the sources of a file of providers.

    Args:
        data: The content's folder.
    """

    def __init__(self, data: Path = DATA) -> None:
        path = data / "register.yml"
        self._kinds = tuple(str(kind) for kind in required(read_yaml(path), "source_kinds", path))
        self._of_a_kind = re.compile(rf"(?:{'|'.join(map(re.escape, self._kinds))})\b", re.IGNORECASE)
        self._documents = load_documents(data / "sources")

    def problem_of_source(self, source: str) -> str:
        """Returns what is wrong with the source of an entry; empty where nothing is."""
        if source in self._documents or self._of_a_kind.match(source):
            return ""
        kinds, documents = ", ".join(self._kinds), ", ".join(self._documents)
        return (
            f"is {source!r}; begin with the kind of source ({kinds}), as in '{self._kinds[0]} of 10 March 2026', or give the id of a "
            f"stored source ({documents}). A new kind is added to 'source_kinds' in data/register.yml."
        )

    def problem_of_quote(self, source: str, quote: str, as_of: dt.date) -> str:
        """Returns what is wrong with a quote that is given with a stored document; empty where it stands there verbatim."""
        document = self._documents.get(source)
        if not document or not quote or cite_entry(quote, as_of, as_of, document):
            return ""
        if any(quote in version.text for version in document.versions):
            first = min(version.supplied for version in document.versions if quote in version.text)
            return f"stands in '{source}' only as supplied on {british_date(first)}; 'as_of' must not be before that day."
        return f"does not stand in '{source}' to the letter; copy the words from 'rrn source show {source} --text DATE'."
