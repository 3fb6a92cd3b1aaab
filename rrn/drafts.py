"""Drafts: changes of the content that are not published yet, and who reviewed them.

A draft is the whole file of an answer, a topic or a table with a part on top that says what it was made from and who reviewed it. It
stands outside the content that is served, so that nothing is ever trained on it. A review is of exactly what was seen: its digest
is kept with it, and any later change makes the item a draft again.
"""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rrn.clock import today
from rrn.items import FOLDERS, Item, digest, quoted, read_items
from rrn.paths import DATA, DRAFTS
from rrn.pieces import Piece, digest_of, file_text, read_piece, stamped
from rrn.reply import british_date
from rrn.tables import NAMES, Table, file_of, read_tables
from rrn.whole_files import write_whole
from rrn.yaml_file import DataError

#: Somebody who wants a person must always be told how to reach one.
HANDOVER = "handover"
#: Drafts that were written over stand in this folder, the newest last.
REPLACED = "replaced"


@dataclass(frozen=True)
class Draft:
    """A change that is not published.

    Attributes:
        item: The answer, topic or table as it would be.
        based_on: Digest of the published one that it was made from; empty for a new one.
        reviewed_by: Who reviewed it, or empty.
        reviewed_on: When.
        reviewed_digest: Digest of what was reviewed.
    """

    item: Piece
    based_on: str = ""
    reviewed_by: str = ""
    reviewed_on: dt.date | None = None
    reviewed_digest: str = ""

    @property
    def reviewed(self) -> bool:
        """Says whether somebody reviewed it as it stands."""
        return bool(self.reviewed_by) and self.reviewed_digest == digest_of(self.item)

    @property
    def state(self) -> str:
        """Its state in words."""
        if self.reviewed and self.reviewed_on:
            return f"reviewed by {self.reviewed_by} on {british_date(self.reviewed_on)}"
        return "draft, changed since it was reviewed" if self.reviewed_by else "draft"

    def stamped(self) -> Piece:
        """Returns the item as it is published: with who reviewed it and when."""
        return stamped(self.item, self.reviewed_by, self.reviewed_on or today())


class Drafts:
    """The drafts beside a content folder.

    Args:
        folder: Where the drafts stand.
        data: The content that they change.
    """

    def __init__(self, folder: Path = DRAFTS, data: Path = DATA) -> None:
        self.folder = folder
        self.data = data
        self._published: dict[str, Item] | None = None
        self._tables: dict[str, Table] | None = None

    def published(self) -> dict[str, Item]:
        """Returns the published items by id, read once."""
        if self._published is None:
            self._published = read_items(self.data)
        return self._published

    def published_tables(self) -> dict[str, Table]:
        """Returns the published tables by name, read once."""
        if self._tables is None:
            self._tables = read_tables(self.data)
        return self._tables

    def served(self) -> dict[str, Piece]:
        """Returns the published items and tables by id."""
        return {**self.published(), **self.published_tables()}

    def beside(self, folder: Path) -> Drafts:
        """Returns the drafts of another folder over the same content."""
        drafts = Drafts(folder, self.data)
        drafts._published, drafts._tables = self._published, self._tables
        return drafts

    def all(self) -> dict[str, Draft]:
        """Returns the drafts by id.

        Raises:
            DataError: A draft's file cannot be read.
        """
        paths = (path for name in FOLDERS.values() for path in sorted((self.folder / name).glob("*.yml")))
        tables = (path for name in NAMES if (path := self.folder / file_of(name)).exists())
        return {draft.item.id: draft for draft in map(_read, (*paths, *tables))}

    def working(self) -> dict[str, Item]:
        """Returns the items by id as they would be if every draft were published."""
        return {**self.published(), **{name: draft.item for name, draft in self.all().items() if isinstance(draft.item, Item)}}

    def working_tables(self) -> dict[str, Table]:
        """Returns the tables by name as they would be if every draft were published."""
        return {**self.published_tables(), **{name: draft.item for name, draft in self.all().items() if isinstance(draft.item, Table)}}

    def draft(self, name: str) -> Draft:
        """Returns a draft.

        Raises:
            DataError: There is no draft of that id.
        """
        return self.chosen([name])[name]

    def chosen(self, names: Iterable[str]) -> dict[str, Draft]:
        """Returns some of the drafts by id.

        Raises:
            DataError: There is no draft of one of the ids.
        """
        waiting = self.all()
        for name in (names := list(names)):
            if name not in waiting:
                raise DataError(f"There is no draft of '{name}'. 'rrn content list' shows the drafts; 'rrn content edit {name}' makes one.")
        return {name: waiting[name] for name in names}

    def path(self, item: Piece) -> Path:
        """Returns where the draft of an item stands."""
        return self.folder / item.file

    def save(self, item: Piece) -> Draft:
        """Keeps an item as a draft; a draft that is written over is kept under ``replaced/``."""
        (draft,) = self.save_all([item])
        return draft

    def save_all(self, items: Iterable[Piece]) -> list[Draft]:
        """Keeps items as drafts, as :meth:`save` does; the drafts that are there are read once for all of them."""
        waiting, served = self.all(), self.served()
        saved = []
        for item in items:
            if isinstance(item, Item):
                item = replace(item, reviewed_on=None, reviewed_text="")
            before, published = waiting.get(item.id), served.get(item.id)
            draft = Draft(item, before.based_on if before else digest_of(published) if published else "")
            if before:
                self._set_aside(before.item)
            self._write(draft)
            saved.append(draft)
        return saved

    def review(self, name: str, by: str) -> Draft:
        """Marks a draft as reviewed, today, by a person or a role.

        Raises:
            DataError: There is no such draft, or nobody is named.
        """
        if not by.strip():
            raise DataError("Say who reviewed it: --by with a name or a role.")
        draft = self.draft(name)
        draft = replace(draft, reviewed_by=by.strip(), reviewed_on=today(), reviewed_digest=digest_of(draft.item))
        self._write(draft)
        return draft

    def withdraw(self, name: str, by: str, why: str) -> Draft:
        """Makes a draft by which a published answer must not be given any more; whoever withdraws it answers for that, as a review.

        A draft that was there is kept under ``replaced/``.

        Raises:
            DataError: There is no such published answer, it is withdrawn already, or nobody is named.
        """
        if not by.strip():
            raise DataError("Say who withdraws it: --by with a name or a role.")
        item = self.published().get(name)
        if item is None or item.kind != "answer" or item.id == HANDOVER:
            raise DataError(f"'{name}' is no published answer that can be withdrawn. 'rrn content list' shows what there is.")
        if item.withdrawn_on:
            raise DataError(f"'{name}' was withdrawn on {british_date(item.withdrawn_on)} already.")
        self.save(replace(item, withdrawn_on=today(), withdrawn_by=by.strip(), withdrawn_why=why.strip()))
        return self.review(name, by)

    def restore(self, name: str) -> Draft | None:
        """Takes a withdrawal back; returns the draft that is to be reviewed, or None where the answer was never gone.

        Raises:
            DataError: The answer is not withdrawn.
        """
        waiting, item = self.all().get(name), self.working().get(name)
        if item is None or not item.withdrawn_on:
            raise DataError(f"'{name}' is not withdrawn. 'rrn content list' shows what is.")
        given = replace(item, withdrawn_on=None, withdrawn_by="", withdrawn_why="")
        published = self.published().get(name)
        if waiting and published and digest(published) == digest(given):
            self.discard([name])
            return None
        return self.save(given)

    def discard(self, names: Iterable[str]) -> None:
        """Takes drafts away; their files are kept under ``replaced/``."""
        for draft in self.chosen(names).values():
            self._set_aside(draft.item)
            self.path(draft.item).unlink()

    def outdated(self) -> list[str]:
        """Returns the ids of the drafts whose published item changed since they were made."""
        current = {name: digest_of(item) for name, item in self.served().items()}
        return [name for name, draft in self.all().items() if draft.based_on != current.get(name, "")]

    def _write(self, draft: Draft) -> None:
        values: dict[str, Any] = {"based_on": draft.based_on, "reviewed_by": draft.reviewed_by, "reviewed_digest": draft.reviewed_digest}
        lines = ["draft:", *(f"  {name}: {quoted(value)}" for name, value in values.items() if value or name == "based_on")]
        if draft.reviewed_on:
            lines.append(f"  reviewed_on: {draft.reviewed_on.isoformat()}")
        write_whole(self.path(draft.item), file_text(draft.item, "\n".join(lines)))

    def _set_aside(self, item: Piece) -> None:
        kept = self.folder / REPLACED
        kept.mkdir(parents=True, exist_ok=True)
        places = (kept / f"{item.id}.{number}.yml" for number in itertools.count(1))
        shutil.copyfile(self.path(item), next(place for place in places if not place.exists()))


def _read(path: Path) -> Draft:
    item, about = read_piece(path)
    if item.id != path.stem:
        raise DataError(f"{path}: the id '{item.id}' is not the file's name.")
    return Draft(
        item, about.get("based_on", ""), about.get("reviewed_by", ""), about.get("reviewed_on"), str(about.get("reviewed_digest", ""))
    )
