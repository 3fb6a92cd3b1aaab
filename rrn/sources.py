"""The documents that the assistant answers from, by version, and the proof that a quote stands in one."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from rrn.paths import DATA
from rrn.yaml_file import DataError, read_yaml, required


@dataclass(frozen=True)
class Source:
    """One version of a document.

    Attributes:
        id: Name of the document, the same in all its versions.
        title: Title shown to people.
        url: Public address of the document.
        text: The text, byte for byte as supplied.
        sha256: Hex digest of the text's bytes.
        supplied: Day on which this version was supplied.
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


def load_sources(folder: Path = DATA / "sources") -> dict[str, Source]:
    """Returns the newest version of every document, by id.

    Raises:
        DataError: A text is missing, or its sha256 is not the one recorded.
    """
    return {source.id: source for source in (_newest(file) for file in sorted(folder.glob("*/source.yml")))}


def _newest(file: Path) -> Source:
    entry = read_yaml(file)
    version = max(required(entry, "versions", file), key=lambda each: each["supplied"])
    path = file.parent / version["file"]
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    digest = hashlib.sha256(raw).hexdigest()
    if digest != version["sha256"]:
        raise DataError(
            f"{path}: has sha256 {digest}, but {file.name} records {version['sha256']}. A text is never edited; add a new version."
        )
    return Source(
        id=required(entry, "id", file),
        title=required(entry, "title", file),
        url=required(entry, "url", file),
        text=raw.decode("utf-8"),
        sha256=digest,
        supplied=version["supplied"],
    )
