"""The content as JSON, for programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from rrn.exchange.rows import Read
from rrn.items import DAYS, Item, digest
from rrn.problems import Problem
from rrn.yaml_file import DataError

FORMAT = "rrn-content 1"
#: Set by a review or by withdrawing, not by hand.
_SETTLED = ("reviewer", "reviewed_on", "reviewed_text", "withdrawn_on", "withdrawn_by", "withdrawn_why")
_LISTS = ("examples", "quotes", "related")
_NAMES = [field.name for field in fields(Item)]


def to_json(items: Mapping[str, Item]) -> bytes:
    """Returns the items as JSON; days are ISO 8601, and ``code`` names the version that each was written from."""
    entries = [{**asdict(item), "code": digest(item)} for item in items.values()]
    return json.dumps({"format": FORMAT, "items": entries}, ensure_ascii=False, indent=1, default=dt.date.isoformat).encode()


def from_json(path: Path, known: Mapping[str, Item]) -> Read:
    """Returns the items of a JSON file, with everything that is wrong with it.

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
    return Read(items, codes, places, tuple(problems))


def _faults(entry: Any) -> list[tuple[str, str, str]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or entry.get("kind") not in ("answer", "topic"):
        return [("", "it is not an object with an 'id' and a 'kind' of 'answer' or 'topic'", "Write it as 'rrn content export' does.")]
    faults = [(name, "this name is not known", "Take it out.") for name in entry if name not in (*_NAMES, "code")]
    for name in _NAMES:
        value = entry.get(name)
        if name not in entry or name in ("id", "kind"):
            continue
        if name in DAYS:
            right = value is None or (isinstance(value, str) and _is_day(value))
        elif name in _LISTS:
            right = isinstance(value, list) and all(isinstance(each, str) for each in value)
        elif name == "supported_by":
            right = isinstance(value, list) and all(isinstance(each, list) and all(type(n) is int for n in each) for each in value)
        else:
            right = isinstance(value, dict if name == "more" else str)
        if not right:
            faults.append((name, f"{str(value)[:60]!r} is not what is expected", "Write it as 'rrn content export' does."))
    return faults


def _is_day(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _item(entry: Mapping[str, Any], base: Item | None) -> Item:
    values = {name: entry[name] for name in _NAMES if name in entry and name not in _SETTLED}
    for name in _LISTS:
        if name in values:
            values[name] = tuple(values[name])
    for name in DAYS:
        if values.get(name):
            values[name] = dt.date.fromisoformat(values[name])
    if "supported_by" in values:
        values["supported_by"] = tuple(tuple(numbers) for numbers in values["supported_by"])
    return replace(base, **values) if base else Item(**{"text": "", "examples": (), **values})
