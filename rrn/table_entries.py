"""The entries of the tables: settings, statements, rows of the decision table, texts and replies, each with all fields of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rrn.items import short_digest
from rrn.tables import SETTINGS, SMALL_TALK, SUPPORTED_BY, TEXTS, Table

Entry = dict[str, Any]
#: Entries by kind, and by key: an id, or for a row of the decision table its number.
Entries = dict[str, dict[str, Entry]]
#: The fields of an entry, by kind.
FIELDS: dict[str, tuple[str, ...]] = {
    "setting": ("id", "label", "title", "class", "names", "facts", "which", "which_titles", "question", "offered"),
    "statement": ("id", "about", "says", "source", "quote", "version", "as_of", "valid_from", "valid_to", "review_by"),
    "row": ("id", "setting", "nhs", "cqc", "outcome", "force", "statements", "when_cqc_true", "conditions", "caveat", "ask"),
    "text": ("id", "text", "rests_on"),
    "small_talk": ("id", "text"),
}
#: Fields that are days.
DAYS = ("version", "as_of", "valid_from", "valid_to", "review_by")
#: What a field holds where nothing is given; a text where nothing stands here.
EMPTY: dict[str, Any] = {
    **{name: [] for name in ("names", "which", "setting", "nhs", "cqc", "statements", "when_cqc_true", "conditions", "rests_on")},
    **{name: {} for name in ("facts", "which_titles")},
    **dict.fromkeys((*DAYS, "offered")),
    "force": "none",
}


def code_of(entry: Mapping[str, Any]) -> str:
    """Returns a short digest of an entry: from which version a row was made."""
    return short_digest({name: value for name, value in entry.items() if value not in (None, "", [], {})})


def whole(kind: str, fields: Mapping[str, Any]) -> Entry:
    """Returns an entry with all fields of its kind."""
    return {name: fields[name] if fields.get(name) is not None else EMPTY.get(name, "") for name in FIELDS[kind]}


def entries_of(tables: Mapping[str, Table]) -> Entries:
    """Returns the entries of the tables."""
    settings, texts = tables[SETTINGS].content, tables[TEXTS]
    places = {name: number for number, name in enumerate(settings["offered"], start=1)}
    tied = texts.content.get(SUPPORTED_BY) or {}
    return {
        "setting": {each["id"]: whole("setting", {**each, "offered": places.get(each["id"])}) for each in settings["settings"]},
        "statement": {name: whole("statement", {**each, "id": name}) for name, each in settings["statements"].items()},
        "row": {str(number): whole("row", each) for number, each in enumerate(settings["decision_table"]["rows"], start=1)},
        "text": {name: whole("text", {"id": name, "text": text, "rests_on": tied.get(name)}) for name, text in texts.texts.items()},
        "small_talk": {name: whole("small_talk", {"id": name, "text": text}) for name, text in tables[SMALL_TALK].replies.items()},
    }
