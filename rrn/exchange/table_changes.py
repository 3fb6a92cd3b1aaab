"""The tables as a file gives them: a table is changed only where an entry is another one, comments and all kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from rrn.problems import Problem
from rrn.table_entries import EMPTY, FIELDS, Entries, Entry, code_of, entries_of, whole
from rrn.tables import REPLY_PREFIX, REVIEWED_ON, REVIEWER, SETTINGS, SMALL_TALK, SUPPORTED_BY, TEXTS, Table

#: Lists that stand on one line of the file.
_FLOW = ("setting", "nhs", "cqc", "statements", "when_cqc_true", "conditions", "which")


@dataclass(frozen=True)
class Given:
    """An entry that a file gives.

    Attributes:
        kind: What it is.
        entry: Its fields; those that the file does not have stay as they are.
        code: The code of the version that it was made from, empty for a new one.
        place: The file and sheet, and the row.
    """

    kind: str
    entry: Entry
    code: str
    place: tuple[str, str]


def with_entries(
    given: Sequence[Given], tables: Mapping[str, Table], published: Mapping[str, Table]
) -> tuple[dict[str, Table], list[Problem], dict[tuple[str, str], tuple[str, str]]]:
    """Returns the tables with the entries that a file gives.

    The rows of the decision table are taken as a whole: a row that the file does not have is gone. Every other entry that it does not
    have stays as it is.

    Args:
        given: The entries.
        tables: The tables with their drafts.
        published: The tables that are served.

    Returns:
        The tables, everything that is wrong, and where a person finds each entry.
    """
    now, served = entries_of(tables), entries_of(published)
    wanted: Entries = {kind: dict(entries) for kind, entries in now.items()}
    problems: list[Problem] = []
    places: dict[tuple[str, str], tuple[str, str]] = {}
    rows = [each for each in given if each.kind == "row"]
    if rows:
        wanted["row"] = {}
    for each in given:
        key = str(len(wanted["row"]) + 1) if each.kind == "row" else str(each.entry.get("id", ""))
        if not key or not each.entry.get("id"):
            problems.append(Problem(*each.place, "ID", "it is empty", "Give the row an ID, or clear the whole row."))
            continue
        if (each.kind, key) in places:
            problems.append(Problem(*each.place, "ID", f"'{key}' stands twice", "Keep one of the two rows."))
            continue
        places[each.kind, key] = each.place
        wanted[each.kind][key] = whole(each.kind, {**now[each.kind].get(key, {}), **each.entry})
        if each.kind != "row" and _changed_by_others(each, key, wanted, now, served):
            problems.append(_conflict(each, key))
    if rows and list(wanted["row"].values()) != list(now["row"].values()):
        made_from = [{code_of(entry) for entry in entries["row"].values()} for entries in (now, served)]
        codes = {each.code for each in rows if each.code}
        if all(not codes <= known for known in made_from):
            problems.append(_conflict(rows[0], "the decision table"))
    return _written(wanted, now, tables, published), problems, places


def _changed_by_others(each: Given, key: str, wanted: Entries, now: Entries, served: Entries) -> bool:
    current = now[each.kind].get(key)
    if wanted[each.kind][key] == current:
        return False
    return each.code not in {code_of(entries[each.kind][key]) if key in entries[each.kind] else "" for entries in (now, served)}


def _conflict(each: Given, key: str) -> Problem:
    what = f"'{key}' was changed since this file was exported" if each.code else f"there is a '{key}' already"
    return Problem(*each.place, "Leave as it is", what, "Export again and make your change in the new file.")


def _written(wanted: Entries, now: Entries, tables: Mapping[str, Table], published: Mapping[str, Table]) -> dict[str, Table]:
    made = dict(tables)
    if any(wanted[kind] != now[kind] for kind in ("setting", "statement", "row")):
        made[SETTINGS] = _settings(wanted, now, tables[SETTINGS], published[SETTINGS])
    if wanted["text"] != now["text"]:
        made[TEXTS] = _texts(wanted["text"], now["text"], tables[TEXTS])
    if wanted["small_talk"] != now["small_talk"]:
        made[SMALL_TALK] = _small_talk(wanted["small_talk"], now["small_talk"], tables[SMALL_TALK])
    return made


def _settings(wanted: Entries, now: Entries, table: Table, published: Table) -> Table:
    content = _loaded(table)
    at = {each["id"]: each for each in content["settings"]}
    for key, entry in wanted["setting"].items():
        if key not in at:
            at[key] = CommentedMap(id=key)
            content["settings"].append(at[key])
        _set(at[key], "setting", entry, now["setting"].get(key), leave=("offered",))
    offered = sorted((entry for entry in wanted["setting"].values() if entry["offered"]), key=lambda entry: entry["offered"])
    if [entry["id"] for entry in offered] != list(content["offered"]):
        content["offered"][:] = [entry["id"] for entry in offered]
    _set_statements(content["statements"], wanted["statement"], now["statement"])
    if list(wanted["row"].values()) != list(now["row"].values()):
        rows, old = content["decision_table"]["rows"], list(content["decision_table"]["rows"])
        kept = {code_of(entry): old[int(key) - 1] for key, entry in now["row"].items()}
        rows[:] = [kept.get(code_of(entry)) or _row(entry) for entry in wanted["row"].values()]
        content["decision_table"]["version"] = published.content["decision_table"]["version"] + 1
    return _dumped(table, content)


def _set_statements(statements: CommentedMap, wanted: Mapping[str, Entry], now: Mapping[str, Entry]) -> None:
    for key, entry in wanted.items():
        if entry == now.get(key):
            continue
        if key not in statements:
            # Not at the end: the comment that stands below the last one belongs to what follows.
            statements.insert(max(0, len(statements) - 1), key, CommentedMap())
        _set(statements[key], "statement", entry, now.get(key), leave=("id",))
        for name in (REVIEWER, REVIEWED_ON):
            # Whoever stood behind it before did not see it as it is now.
            statements[key].pop(name, None)


def _row(entry: Entry) -> CommentedMap:
    row = CommentedMap()
    _set(row, "row", entry, None)
    row.fa.set_flow_style()
    return row


def _texts(wanted: Mapping[str, Entry], now: Mapping[str, Entry], table: Table) -> Table:
    content = _loaded(table)
    for key, entry in wanted.items():
        before = now.get(key, {})
        if entry.get("text") != before.get("text"):
            content[key] = _scalar(entry["text"])
        if entry["rests_on"] != before.get("rests_on", []):
            if entry["rests_on"]:
                content.setdefault(SUPPORTED_BY, CommentedMap())[key] = _flow([_flow(names) for names in entry["rests_on"]])
            else:
                content[SUPPORTED_BY].pop(key, None)
    return _dumped(table, content)


def _small_talk(wanted: Mapping[str, Entry], now: Mapping[str, Entry], table: Table) -> Table:
    content = _loaded(table)
    for key, entry in wanted.items():
        if entry != now.get(key):
            content["responses"][f"{REPLY_PREFIX}{key}"] = [{"text": DoubleQuotedScalarString(entry["text"])}]
    return _dumped(table, content)


def _set(target: CommentedMap, kind: str, entry: Entry, before: Entry | None, leave: tuple[str, ...] = ()) -> None:
    for name in FIELDS[kind]:
        value = entry[name]
        if name in leave or value == (before or whole(kind, {}))[name]:
            continue
        if value == EMPTY.get(name, ""):
            target.pop(name, None)
        else:
            target[name] = _flow(value) if name in _FLOW else _node(value)


def _node(value: Any) -> Any:
    if isinstance(value, list):
        return CommentedSeq(map(_scalar, value))
    if isinstance(value, dict):
        return CommentedMap(value)
    return _scalar(value)


def _flow(values: Sequence[Any]) -> CommentedSeq:
    made = CommentedSeq(_scalar(value) for value in values)
    made.fa.set_flow_style()
    return made


def _scalar(value: Any) -> Any:
    """Returns a value as it is written: a text that is more than plain words in quotation marks."""
    plain = not isinstance(value, str) or value.replace("_", "").replace(" ", "").isalpha()
    ambiguous = isinstance(value, str) and value.lower() in ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
    return value if plain and not ambiguous else DoubleQuotedScalarString(value)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True  # type: ignore[assignment]  # declared as None, meant as a flag
    yaml.width = 10_000  # type: ignore[assignment]  # declared as None, meant as a number
    return yaml


def _loaded(table: Table) -> CommentedMap:
    content: CommentedMap = _yaml().load(table.source)
    return content


def _dumped(table: Table, content: CommentedMap) -> Table:
    written = StringIO()
    _yaml().dump(content, written)
    return Table(table.id, written.getvalue())
