"""The content as JSON, for programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from rrn.exchange.rows import Read
from rrn.exchange.table_changes import Given
from rrn.items import DAYS as ITEM_DAYS
from rrn.items import Item, digest
from rrn.problems import Problem
from rrn.table_entries import DAYS, EMPTY, FIELDS, code_of, entries_of
from rrn.tables import Table
from rrn.yaml_file import DataError

FORMAT = "rrn-content 1"
#: Set by a review or by withdrawing, not by hand.
_SETTLED = ("reviewer", "reviewed_on", "reviewed_text", "withdrawn_on", "withdrawn_by", "withdrawn_why")
_AS_EXPORTED = "Write it as 'rrn content export' does."
_LISTS = ("examples", "quotes", "related")
_NAMES = [field.name for field in fields(Item)]


def to_json(items: Mapping[str, Item], tables: Mapping[str, Table]) -> bytes:
    """Returns the items and the tables as JSON; days are ISO 8601, and ``code`` names the version that each was written from."""
    entries = [{**asdict(item), "code": digest(item)} for item in items.values()]
    given = {kind: [{**entry, "code": code_of(entry)} for entry in each.values()] for kind, each in entries_of(tables).items()}
    return json.dumps(
        {"format": FORMAT, "items": entries, "tables": given}, ensure_ascii=False, indent=1, default=dt.date.isoformat
    ).encode()


def from_json(path: Path, known: Mapping[str, Item]) -> Read:
    """Returns the items and entries of a JSON file, with everything that is wrong with it.

    Raises:
        DataError: The file cannot be read or is not of this format.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise DataError(f"{path}: is not JSON: {error}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT or not isinstance(content.get("items"), list):
        raise DataError(f"{path}: is not a file that 'rrn content export' wrote ('format' must be '{FORMAT}').")
    items: dict[str, Item] = {}
    codes: dict[str, str] = {}
    places: dict[str, tuple[str, str]] = {}
    problems: list[Problem] = []
    for number, entry in enumerate(content["items"], start=1):
        place = (f"{path.name}, items", str(number))
        faults = list(_faults(entry))
        if not faults and entry["id"] in items:
            faults = [("id", f"'{entry['id']}' stands twice", "Keep one of the two.")]
        if faults:
            problems += [Problem(*place, name, what, do) for name, what, do in faults]
            continue
        codes[entry["id"]], places[entry["id"]] = str(entry.get("code", "")), place
        items[entry["id"]] = _item(entry, known.get(entry["id"]))
    given, wrong = _given(content.get("tables") or {}, path.name)
    return Read(items, codes, places, (*problems, *wrong), tuple(given))


def _given(tables: Any, file: str) -> tuple[list[Given], list[Problem]]:
    """Returns the entries of the tables, with everything that is wrong with them."""
    given: list[Given] = []
    problems = []
    for kind, entries in tables.items() if isinstance(tables, dict) else [("", None)]:
        if kind not in FIELDS or not isinstance(entries, list):
            problems.append(Problem(f"{file}, tables", "", kind, "it is no list of entries of a known kind", _AS_EXPORTED))
            continue
        for number, entry in enumerate(entries, start=1):
            place = (f"{file}, {kind}", str(number))
            if not isinstance(entry, dict):
                problems.append(Problem(*place, "", "it is no object", _AS_EXPORTED))
                continue
            wrong = [name for name, value in entry.items() if name != "code" and not (name in FIELDS[kind] and _fits(name, value))]
            problems += [Problem(*place, name, f"{str(entry[name])[:60]!r} is not what is expected", _AS_EXPORTED) for name in wrong]
            days = {name: dt.date.fromisoformat(entry[name]) for name in DAYS if entry.get(name) and name not in wrong}
            fields = {name: value for name, value in entry.items() if name != "code"}
            given.append(Given(kind, {**fields, **days}, str(entry.get("code", "")), place))
    return given, problems


def _fits(name: str, value: Any) -> bool:
    """Says whether a value is what a field of an entry of a table takes."""
    if name in DAYS:
        return _is_day(value)
    if name == "offered":
        return _is_place(value)
    if name == "rests_on":
        return _is_list_of_lists(value, str)
    if isinstance(EMPTY.get(name), list):
        return _is_list(value, str)
    return isinstance(value, dict if isinstance(EMPTY.get(name), dict) else str)


def _fits_item(name: str, value: Any) -> bool:
    """Says whether a value is what a field of an answer or a topic takes."""
    if name in ITEM_DAYS:
        return _is_day(value)
    if name == "offered":
        return _is_place(value)
    if name in _LISTS:
        return _is_list(value, str)
    if name == "supported_by":
        return _is_list_of_lists(value, int)
    return isinstance(value, dict if name == "more" else str)


def _faults(entry: Any) -> list[tuple[str, str, str]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or entry.get("kind") not in ("answer", "topic"):
        return [("", "it is not an object with an 'id' and a 'kind' of 'answer' or 'topic'", _AS_EXPORTED)]
    faults = [(name, "this name is not known", "Take it out.") for name in entry if name not in (*_NAMES, "code")]
    for name in _NAMES:
        if name in entry and name not in ("id", "kind") and not _fits_item(name, entry[name]):
            faults.append((name, f"{str(entry[name])[:60]!r} is not what is expected", _AS_EXPORTED))
    return faults


def _is_day(value: Any) -> bool:
    try:
        return value is None or bool(dt.date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _is_place(value: Any) -> bool:
    return value is None or (type(value) is int and value >= 0)


def _is_list(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(type(each) is kind for each in value)


def _is_list_of_lists(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(_is_list(each, kind) for each in value)


def _item(entry: Mapping[str, Any], base: Item | None) -> Item:
    values = {name: entry[name] for name in _NAMES if name in entry and name not in _SETTLED}
    for name in _LISTS:
        if name in values:
            values[name] = tuple(values[name])
    for name in ITEM_DAYS:
        if values.get(name):
            values[name] = dt.date.fromisoformat(values[name])
    if "supported_by" in values:
        values["supported_by"] = tuple(tuple(numbers) for numbers in values["supported_by"])
    return replace(base, **values) if base else Item(**{"text": "", "examples": (), **values})
