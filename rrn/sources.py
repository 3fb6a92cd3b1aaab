"""The documents that the assistant answers from, by version, and the proof that a quote stands in one."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rrn.paths import DATA
from rrn.yaml_file import DataError, read_yaml, required

#: Name of the file that lists the versions of a document; their texts stand beside it.
VERSIONS_FILE = "source.yml"


@dataclass(frozen=True)
class Source:
    """One version of a document.

    Attributes:
        id: Name of the document, the same in all its versions.
        title: Title shown to people.
        url: Public address of the document.
        text: The text, byte for byte as supplied.
        sha256: Hex digest of the text's bytes.
        supplied: Day on which this version was supplied; it names the version.
    """

    id: str
    title: str
    url: str
    text: str
    sha256: str
    supplied: dt.date

    def position(self, quote: str) -> int:
        """Returns where a quote starts in the text, in characters.

        Raises:
            DataError: The quote does not stand in the text verbatim.
        """
        found = self.text.find(quote) if quote else -1
        if found < 0:
            raise DataError(f"Source {self.id} of {self.supplied}: this quote does not stand in it verbatim: {quote!r}")
        return found


@dataclass(frozen=True)
class Document:
    """A document with all its versions.

    Attributes:
        id: Name of the document.
        versions: Its versions, oldest first.
        not_covered: The version against which the topics that the document does not cover were checked.
    """

    id: str
    versions: tuple[Source, ...]
    not_covered: dt.date

    @property
    def newest(self) -> Source:
        """The version supplied last."""
        return self.versions[-1]

    def version(self, supplied: dt.date) -> Source:
        """Returns the version that was supplied on a day.

        Raises:
            DataError: There is none.
        """
        for version in self.versions:
            if version.supplied == supplied:
                return version
        days = ", ".join(each.supplied.isoformat() for each in self.versions)
        raise DataError(f"Source {self.id} has no version of {supplied}; it has: {days}.")

    def at(self, day: dt.date) -> Source:
        """Returns the newest version supplied by a day; the first one for a day before all of them."""
        return max((each for each in self.versions if each.supplied <= day), key=lambda each: each.supplied, default=self.versions[0])

    def after(self, supplied: dt.date) -> tuple[dt.date, ...]:
        """Returns the days of the versions newer than one, oldest first."""
        return tuple(each.supplied for each in self.versions if each.supplied > supplied)


def load_documents(folder: Path = DATA / "sources") -> dict[str, Document]:
    """Returns every document with all its versions, by id.

    Raises:
        DataError: A text is missing, or its sha256 is not the one recorded, or two versions bear the same day.
    """
    documents = [_document(file) for file in sorted(folder.glob(f"*/{VERSIONS_FILE}"))]
    return {document.id: document for document in documents}


def load_sources(folder: Path = DATA / "sources") -> dict[str, Source]:
    """Returns the newest version of every document, by id.

    Raises:
        DataError: A text is missing, or its sha256 is not the one recorded.
    """
    return {name: document.newest for name, document in load_documents(folder).items()}


def _document(file: Path) -> Document:
    entry = read_yaml(file)
    versions = sorted((_version(entry, each, file) for each in required(entry, "versions", file)), key=lambda each: each.supplied)
    days = [each.supplied for each in versions]
    if len(set(days)) < len(days):
        raise DataError(f"{file}: two versions bear the same day.")
    document = Document(required(entry, "id", file), tuple(versions), entry.get("not_covered", versions[0].supplied))
    document.version(document.not_covered)
    return document


def _version(entry: dict[str, Any], version: dict[str, Any], file: Path) -> Source:
    path = file.parent / required(version, "file", file)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    digest = hashlib.sha256(raw).hexdigest()
    if digest != version["sha256"]:
        raise DataError(
            f"{path}: has sha256 {digest}, but {file.name} records {version['sha256']}. A text is never edited; add a new version."
        )
    supplied = required(version, "supplied", file)
    if not isinstance(supplied, dt.date):
        raise DataError(f"{file}: 'supplied' must be a day like 2026-11-22, not {supplied!r}.")
    return Source(
        id=required(entry, "id", file),
        title=version.get("title") or required(entry, "title", file),
        url=version.get("url") or required(entry, "url", file),
        text=raw.decode("utf-8"),
        sha256=digest,
        supplied=supplied,
    )
