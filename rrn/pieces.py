"""A piece of the content that a draft may change: an answer, a topic that is not covered, or a table."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rrn.items import FOLDERS, Item, digest, item_of, said_digest, written
from rrn.tables import NAMES, Table, reviewed, table_digest
from rrn.yaml_file import parse_yaml, read_text

Piece = Item | Table
#: What parts the lines on top of a table's draft from the table.
_PARTED = "\n\n"


def digest_of(piece: Piece) -> str:
    """Returns a short digest of everything a person can change of a piece."""
    return table_digest(piece) if isinstance(piece, Table) else digest(piece)


def stamped(piece: Piece, by: str, on: dt.date) -> Piece:
    """Returns a piece with who reviewed it as it stands, and when."""
    if isinstance(piece, Table):
        return reviewed(piece, by, on)
    return replace(piece, reviewer=by, reviewed_on=on, reviewed_text=said_digest(piece))


def file_text(piece: Piece, above: str = "") -> str:
    """Returns the text of a piece's file, with lines above its own part."""
    if isinstance(piece, Table):
        return f"{above}{_PARTED}{piece.source}" if above else piece.source
    return written(piece, above)


def copied_with(data: Path, folder: Path, pieces: Iterable[Piece]) -> None:
    """Makes a folder anew as a copy of the content with some pieces in their places; nothing else may stand beside the folder."""
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(data, folder)
    for piece in pieces:
        (folder / piece.file).write_text(file_text(piece), encoding="utf-8")


def read_piece(path: Path) -> tuple[Piece, dict[str, Any]]:
    """Returns the piece of a draft's file, and what stands on top of it.

    Raises:
        DataError: The file cannot be read, or is not that of a piece.
    """
    text = read_text(path)
    if path.stem in NAMES and path.parent.name not in FOLDERS.values():
        above, _, source = text.partition(_PARTED) if text.startswith("draft:") else ("", "", text)
        about = parse_yaml(above, path).get("draft") if above else None
        return Table(path.stem, source), about or {}
    content = parse_yaml(text, path)
    return item_of(content, path), content.get("draft") or {}
