"""One file of the content as people change it: an answer or a topic that is not covered, read from and written to its file.

A file is always written in one form, so that reading and writing it again changes nothing and a version control system
shows what a person changed and nothing else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from rrn.yaml_file import DataError, read_yaml, required

#: An approved answer, or a topic on the subject that the page does not cover.
Kind = Literal["answer", "topic"]
FOLDERS: dict[Kind, str] = {"answer": "faq", "topic": "not_covered"}

#: Fields of an item's own part of its file that are days.
DAYS = ("version", "as_of", "valid_from", "valid_to", "review_by", "reviewed_on", "withdrawn_on")
_ORDER = (
    *("id", "title", "ask", "source", "quotes", "supported_by", "related", "offered"),
    *("version", "as_of", "valid_from", "valid_to", "review_by"),
    *("reviewer", "reviewed_on", "reviewed_text", "withdrawn_on", "withdrawn_by", "withdrawn_why"),
)
#: A text that YAML reads as itself without quotation marks, for ids and roles.
_PLAIN = re.compile(r"[A-Za-z]\w*(?:(?:, | |-)[A-Za-z]\w*)*", re.ASCII)
#: What is settled by a review or by publishing, and so is no change of the item.
_SETTLED = ("reviewer", "reviewed_on", "reviewed_text")


@dataclass(frozen=True)
class Item:
    """An answer or a topic with everything that its file holds.

    Attributes:
        kind: What it is.
        id: Its id, which is also its file's name.
        text: What is said.
        examples: Questions that lead to it.
        title: The question in plain words; empty for a topic.
        ask: Who can usually tell; for a topic.
        source: Id of the document that the quotes stand in.
        quotes: Verbatim quotes.
        supported_by: For each sentence of the text, the numbers (from 1) of the quotes that state it; none where it states no fact.
        related: Ids of the answers that people ask for next.
        offered: Its place among what can be asked, the lowest first; 0 where it is not offered, None where it stands at the end.
        version: The version of the document that the answer was written against.
        as_of: Day on which it was so.
        valid_from: First day on which it holds, where the page names one.
        valid_to: Last such day.
        review_by: Day by which it must be looked at again.
        reviewer: Who looked at it: a name or a role.
        reviewed_on: When.
        reviewed_text: Digest of what the reviewer saw (:func:`said_digest`).
        withdrawn_on: Day since which the answer must not be served any more; None where it may be.
        withdrawn_by: Who withdrew it: a name or a role.
        withdrawn_why: Why, in their words; may be empty.
        intent: Label of the examples.
        response: Name of the text for Rasa.
        more: Further fields of its file, which are kept as they are.
    """

    kind: Kind
    id: str
    text: str
    examples: tuple[str, ...]
    title: str = ""
    ask: str = ""
    source: str = ""
    quotes: tuple[str, ...] = ()
    supported_by: tuple[tuple[int, ...], ...] = ()
    related: tuple[str, ...] = ()
    offered: int | None = None
    version: dt.date | None = None
    as_of: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    review_by: dt.date | None = None
    reviewer: str = ""
    reviewed_on: dt.date | None = None
    reviewed_text: str = ""
    withdrawn_on: dt.date | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""
    intent: str = ""
    response: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Label of the examples; the usual one where the file names no other."""
        return self.intent or f"{FOLDERS[self.kind]}/{self.id}"

    @property
    def file(self) -> Path:
        """Its file's place below a content folder."""
        return Path(FOLDERS[self.kind]) / f"{self.id}.yml"


def digest(item: Item) -> str:
    """Returns a short digest of everything a person can change of an item."""
    return short_digest({name: value for name, value in asdict(item).items() if name not in _SETTLED and (value or value == 0)})


def said_digest(item: Item) -> str:
    """Returns a short digest of what is said and of its proof: the words that a reviewer answers for."""
    withdrawn = [item.withdrawn_on, item.withdrawn_by] if item.withdrawn_on else []
    return short_digest([item.id, item.title, item.text, item.quotes, item.supported_by, item.ask, *withdrawn])


def short_digest(value: Any) -> str:
    """Returns a short digest of a value made of texts, numbers, days, lists and mappings."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:12]


def read_item(path: Path) -> Item:
    """Returns the item of a file.

    Raises:
        DataError: The file is not that of an answer or of a topic.
    """
    return item_of(read_yaml(path), path)


def withdrawn_ids(items: Mapping[str, Item]) -> frozenset[str]:
    """Returns the ids of the items whose answers were withdrawn."""
    return frozenset(item.id for item in items.values() if item.withdrawn_on)


def item_of(content: dict[str, Any], path: Path) -> Item:
    """Returns the item of a file that was parsed.

    Raises:
        DataError: The file is not that of an answer or of a topic.
    """
    kind: Kind = "answer" if "faq" in content else "topic"
    entry = dict(required(content, FOLDERS[kind], path))
    responses, blocks = required(content, "responses", path), required(content, "nlu", path)
    if len(responses) != 1 or len(blocks) != 1 or any(len(variants) != 1 for variants in responses.values()):
        raise DataError(f"{path}: exactly one text and one list of examples are expected.")
    ((response, ((variant),)),) = responses.items()
    (block,) = blocks
    lines = [line.strip() for line in str(block.get("examples") or "").splitlines()]
    for name in DAYS:
        if entry.get(name) is not None and not isinstance(entry[name], dt.date):
            raise DataError(f"{path}: '{name}' must be a day like 2026-11-22, not {entry[name]!r}.")
    known = {name: entry.pop(name) for name in _ORDER if name in entry}
    return Item(
        kind=kind,
        id=known.get("id", ""),
        text=str(variant["text"]),
        examples=tuple(line.removeprefix("- ") for line in lines if line),
        title=known.get("title", ""),
        ask=known.get("ask", ""),
        source=known.get("source", ""),
        quotes=tuple(known.get("quotes", ())),
        supported_by=tuple(tuple(numbers) for numbers in known.get("supported_by", ())),
        related=tuple(known.get("related", ())),
        offered=known.get("offered"),
        **{name: known.get(name) for name in DAYS},
        reviewer=known.get("reviewer", ""),
        reviewed_text=str(known.get("reviewed_text", "")),
        withdrawn_by=known.get("withdrawn_by", ""),
        withdrawn_why=known.get("withdrawn_why", ""),
        intent=block["intent"],
        response=response,
        more=entry,
    )


def require_reviewed(item: Item, path: Path) -> None:
    """Checks that what an item says is what somebody reviewed.

    Raises:
        DataError: Nobody did, or its words or its proof were changed afterwards.
    """
    if not item.reviewer or item.reviewed_on is None:
        raise DataError(f"{path}: nobody reviewed it ('reviewer' and 'reviewed_on' are needed).")
    if item.reviewed_text != said_digest(item):
        raise DataError(
            f"{path}: what it says was changed since {item.reviewer} reviewed it on {item.reviewed_on}. "
            f"Have it reviewed: rrn content review {item.id} --by NAME"
        )


def read_items(folder: Path) -> dict[str, Item]:
    """Returns the items of a content folder by id, answers first.

    Raises:
        DataError: A file is not that of an answer or of a topic.
    """
    paths = (path for name in FOLDERS.values() for path in sorted((folder / name).glob("*.yml")))
    return {item.id: item for item in map(read_item, paths)}


def written(item: Item, above: str = "") -> str:
    """Returns the text of an item's file.

    Args:
        item: The item.
        above: Lines to put above its own part.
    """
    folder = FOLDERS[item.kind]
    values = {name: getattr(item, name) for name in _ORDER if _is_written(item, name)}
    lines = ['version: "3.1"', "", *([above, ""] if above else []), f"{folder}:"]
    lines += [line for name, value in (*values.items(), *item.more.items()) for line in _field(name, value)]
    lines += ["", "responses:", f"  {item.response or f'utter_{item.label}'}:"]
    if item.kind == "topic" and "\n" not in item.text:
        lines.append(f"  - text: {quoted(item.text)}")
    else:
        lines += ["  - text: |-", *(f"      {line}" for line in item.text.split("\n"))]
    lines += ["", "nlu:", f"- intent: {item.label}", "  examples: |", *(f"    - {example}" for example in item.examples)]
    return "\n".join(lines) + "\n"


def _is_written(item: Item, name: str) -> bool:
    return bool(getattr(item, name)) or (name == "ask" and item.kind == "topic") or (name == "offered" and item.offered == 0)


def _field(name: str, value: Any) -> list[str]:
    if name == "quotes":
        return ["  quotes:", *(f"  - {quoted(each)}" for each in value)]
    if name == "supported_by":
        return [f"  supported_by: {[list(numbers) for numbers in value]}"]
    if name == "related":
        return [f"  related: [{', '.join(value)}]"]
    if name in DAYS:
        return [f"  {name}: {value.isoformat()}"]
    if name == "offered":
        return [f"  offered: {value}"]
    if name in ("id", "source", "reviewer", "withdrawn_by"):
        return [f"  {name}: {plain_or_quoted(value)}"]
    return [f"  {name}: {quoted(value)}"]


def plain_or_quoted(value: str) -> str:
    """Returns a name or a role as YAML: without quotation marks where it is read as itself."""
    return value if _is_plain(value) else quoted(value)


def _is_plain(value: str) -> bool:
    """Says whether YAML reads a text as itself without quotation marks."""
    return bool(_PLAIN.fullmatch(value)) and value.lower() not in {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}


def quoted(value: Any) -> str:
    r"""Returns a value as YAML on one line; a non-breaking space is written ``\_``, since nobody sees it otherwise."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text.replace("\u00a0", "\\_").replace("\u0085", "\\N").replace("\u2028", "\\L").replace("\u2029", "\\P")
