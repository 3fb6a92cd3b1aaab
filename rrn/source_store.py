"""Adds a version of a document, and confirms what rests on one: all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from rrn.clock import today
from rrn.reply import Citation
from rrn.source_change import NOT_COVERED, Resting
from rrn.sources import VERSIONS_FILE, Document, Source, load_documents
from rrn.whole_files import write_whole
from rrn.yaml_file import DataError, read_yaml
from rrn.yaml_lines import with_values

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class SourceError(ValueError):
    """A version cannot be added or confirmed; the message says what to do."""


@dataclass(frozen=True)
class NewVersion:
    """A version that is to be added.

    Attributes:
        id: The document's id.
        raw: The text's bytes, kept as they are.
        supplied: Day on which it was supplied.
        title: The document's title; empty where it stays the same.
        url: The document's address; empty where it stays the same.
    """

    id: str
    raw: bytes
    supplied: dt.date
    title: str = ""
    url: str = ""

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.raw).hexdigest()


def read_text(path: Path) -> bytes:
    """Returns the bytes of a text that is to be added.

    Raises:
        SourceError: The file cannot be read, is empty, or is not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}).") from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{path}: is not UTF-8 text (line {line}). Save the page's text as UTF-8 and add it again.") from error
    if not text.strip():
        raise SourceError(f"{path}: holds no text.")
    return raw


def check_new(new: NewVersion, documents: dict[str, Document]) -> None:
    """Checks that a version may be added.

    Raises:
        SourceError: The id is unknown and no title and address are given, the text is there already, or the day is not newer.
    """
    document = documents.get(new.id)
    if document is None:
        if not _ID.fullmatch(new.id):
            raise SourceError(f"'{new.id}' is no id: small letters and digits, with hyphens between them.")
        if not new.title or not new.url:
            known = ", ".join(sorted(documents))
            raise SourceError(f"There is no source '{new.id}'; there is: {known}. For a new document give --title and --url as well.")
    if new.supplied > today():
        raise SourceError(f"{new.supplied} is in the future. Give the day on which the text was supplied.")
    for version in document.versions if document else ():
        if version.sha256 == new.sha256:
            raise SourceError(f"This text is there already, byte for byte: it is the version of {version.supplied}. Nothing was added.")
    if document and new.supplied <= document.newest.supplied:
        raise SourceError(
            f"The newest version of {new.id} is of {document.newest.supplied}; {new.supplied} is not after it. Nothing was added."
        )


def add_version(new: NewVersion, data: Path) -> Source:
    """Adds a version: its text beside the others, byte for byte, and then its entry, so that no half of it is ever read.

    Raises:
        SourceError: It may not be added (:func:`check_new`).
        DataError: The sources as they stand are not sound.
    """
    folder = data / "sources" / new.id
    check_new(new, load_documents(data / "sources"))
    text, versions = folder / f"{new.supplied}.txt", folder / VERSIONS_FILE
    write_whole(text, new.raw)
    try:
        write_whole(versions, _with_entry(new, versions, text.name))
        return load_documents(data / "sources")[new.id].newest
    except BaseException:
        if not versions.exists() or text.name not in versions.read_text(encoding="utf-8"):
            text.unlink(missing_ok=True)
        raise


def _with_entry(new: NewVersion, versions: Path, file: str) -> str:
    entry: dict[str, Any] = {"supplied": new.supplied, "file": file, "sha256": new.sha256}
    entry |= {name: value for name, value in (("title", new.title), ("url", new.url)) if value}
    lines = _lines([entry])
    if versions.exists():
        before = versions.read_text(encoding="utf-8")
        added = before + ("" if before.endswith("\n") else "\n") + lines
        if not _ends_with(entry, added, versions):
            raise DataError(f"{versions}: 'versions' must be the last part of the file, as a list of its own lines.")
        return added
    head = {"id": new.id, "title": new.title, "url": new.url, "not_covered": new.supplied}
    return _lines(head) + "versions:\n" + _lines([{name: entry[name] for name in ("supplied", "file", "sha256")}])


def _ends_with(entry: dict[str, Any], text: str, versions: Path) -> bool:
    """Says whether a text lists the versions as before, with one entry more."""
    try:
        return bool(YAML(typ="safe", pure=True).load(text)["versions"] == [*read_yaml(versions)["versions"], entry])
    except YAMLError:
        return False


def _lines(value: Any) -> str:
    written, yaml = StringIO(), YAML()
    yaml.width = 10_000  # type: ignore[assignment]  # declared as None, meant as a number
    yaml.dump(value, written)
    return written.getvalue()


@dataclass(frozen=True)
class Confirmation:
    """Somebody looked at a newer version and found that something stands as it is.

    Attributes:
        by: Who, as a role.
        version: The version looked at.
        review_by: The next day by which it is to be looked at; None for as long after today as it was before.
    """

    by: str
    version: Source
    review_by: dt.date | None = None


def confirm(chosen: Sequence[Resting], confirmation: Confirmation, citations: dict[str, Citation], data: Path) -> None:
    """Confirms answers, statements and topics against a version.

    Everything is checked before the first file is written.

    Args:
        chosen: What is confirmed.
        confirmation: By whom and against which version.
        citations: A citation of each answer and statement by name, for its dates.
        data: The content.

    Raises:
        SourceError: A quote does not stand in the version, an entry of the register was named, or the next day is past.
    """
    if not confirmation.by.strip():
        raise SourceError("Say who confirms it: --by with a role.")
    texts: dict[Path, str] = {}
    for each in chosen:
        _check_quotes(each, confirmation.version)
        path, place, values = _change(each, confirmation, citations.get(each.name), data)
        before = texts.get(path) or path.read_text(encoding="utf-8")
        texts[path] = with_values(before, place, values)
    for path, text in texts.items():
        write_whole(path, text)


def _check_quotes(resting: Resting, version: Source) -> None:
    gone = [quote for quote in resting.quotes if quote not in version.text]
    if gone:
        raise SourceError(
            f"{resting.name} cannot be confirmed: {_listed(gone)} does not stand in the version of {version.supplied}. "
            "Change the answer and its quotes instead, and have it reviewed. Nothing was confirmed."
        )


def _listed(quotes: Iterable[str]) -> str:
    return ", ".join(f"“{quote}”" for quote in quotes)


def _change(
    resting: Resting, confirmation: Confirmation, citation: Citation | None, data: Path
) -> tuple[Path, tuple[str, ...], dict[str, str]]:
    """Returns the file to change, the place in it, and the new values."""
    kind, _, name = resting.name.partition("/")
    version = confirmation.version
    if resting.name == NOT_COVERED:
        return data / "sources" / version.id / VERSIONS_FILE, (), {"not_covered": version.supplied.isoformat()}
    if kind == "register" or citation is None:
        raise SourceError(f"{resting.name} is an entry of the register: bring the register up to date instead.")
    review_by = confirmation.review_by or today() + (citation.review_by - (citation.reviewed_on or citation.as_of))
    if review_by <= today():
        raise SourceError(f"The next review ({review_by}) must lie ahead. Nothing was confirmed.")
    values = {
        "version": version.supplied.isoformat(),
        "as_of": version.supplied.isoformat(),
        "review_by": review_by.isoformat(),
        "reviewer": confirmation.by.strip(),
        "reviewed_on": today().isoformat(),
    }
    if kind == "faq":
        return data / "faq" / f"{name}.yml", ("faq",), values
    return data / "settings.yml", ("statements", name), values
