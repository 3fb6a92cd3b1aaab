"""What changes between two versions of the tables, in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from rrn.applicability import CQC_FACTS, NHS_FACTS, rows_of_case
from rrn.table_entries import FIELDS, Entry, entries_of
from rrn.tables import SETTINGS, SMALL_TALK, TEXTS, TITLES, Table, table_digest

_KINDS = {SETTINGS: ("setting", "statement", "row"), TEXTS: ("text",), SMALL_TALK: ("small_talk",)}
#: Fields that stand below one another where they change.
_LONG = ("names", "quote", "says", "text")


def table_differences(before: Mapping[str, Table], after: Mapping[str, Table]) -> list[str]:
    """Returns what changes, one text a table; a table that stays as it is is left out."""
    texts = []
    old, new = entries_of(before), entries_of(after)
    for name, title in TITLES.items():
        if table_digest(before[name]) != table_digest(after[name]):
            lines = [line for kind in _KINDS[name] for line in _of_kind(kind, old[kind], new[kind])]
            texts.append("\n".join([f"{title} change:", *(f"  {line}" for line in lines)]))
    return texts


def _of_kind(kind: str, old: Mapping[str, Entry], new: Mapping[str, Entry]) -> Iterator[str]:
    if kind == "row":
        yield from _rows([_row(entry) for entry in old.values()], [_row(entry) for entry in new.values()])
        return
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in new:
            yield f"{kind} '{key}' goes"
        elif key not in old:
            yield f"{kind} '{key}' is new:"
            yield from (f"  + {name}: {_shown(new[key][name])}" for name in FIELDS[kind][1:] if new[key][name])
        elif old[key] != new[key]:
            yield f"{kind} '{key}':"
            for name in FIELDS[kind]:
                yield from (f"  {line}" for line in _field(name, old[key][name], new[key][name]))


def _field(name: str, was: Any, becomes: Any) -> Iterator[str]:
    if was == becomes:
        return
    if name == "names":
        yield from (f"- {each}" for each in was if each not in becomes)
        yield from (f"+ {each}" for each in becomes if each not in was)
    elif name in _LONG:
        yield f"- {_shown(was)}"
        yield f"+ {_shown(becomes)}"
    else:
        yield f"{name}: {_shown(was)} becomes {_shown(becomes)}"


def _rows(old: list[str], new: list[str]) -> Iterator[str]:
    gone, added = [line for line in old if line not in new], [line for line in new if line not in old]
    yield from (f"row - {line}" for line in gone)
    yield from (f"row + {line}" for line in added)
    if old != new and not gone and not added:
        yield "rows of the decision table: in another order"


def _row(entry: Entry) -> str:
    case = f"{', '.join(entry['setting'])}; NHS {', '.join(entry['nhs'])}; CQC {', '.join(entry['cqc'])}"
    said = [f"{name} {_shown(entry[name])}" for name in ("statements", "when_cqc_true", "conditions", "caveat", "ask") if entry[name]]
    return f"{entry['id']}: {case}: {entry['outcome']} ({entry['force']}){''.join(f', {each}' for each in said)}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(each) if each else "no fact" for each in value) or "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {each}" for name, each in value.items()) or "nothing"
    return str(value) if value not in (None, "") else "nothing"


def changed_verdicts(before: Table, after: Table) -> list[str]:
    """Returns every setting, NHS fact and CQC fact whose verdict is another one, in words."""
    was, becomes = _verdicts(before), _verdicts(after)
    return [f"{case}: {was.get(case, 'nothing')} becomes {verdict}" for case, verdict in becomes.items() if was.get(case) != verdict]


def _verdicts(table: Table) -> dict[str, str]:
    rows, classes = table.content["decision_table"]["rows"], {each["id"]: each["class"] for each in table.content["settings"]}
    found = {}
    for name, setting_class in {"no setting": "none", "a setting that cannot be named": "unsure", **classes}.items():
        for nhs, cqc in itertools.product(NHS_FACTS, CQC_FACTS):
            fitting = [rows[place] for place in rows_of_case(rows, setting_class, nhs, cqc)]
            found[f"{name}, NHS {nhs}, CQC {cqc}"] = " and ".join(map(_verdict, fitting)) or "nothing"
    return found


def _verdict(row: Mapping[str, Any]) -> str:
    rests_on = ", ".join(row.get("statements", ())) or row.get("ask", "")
    return f"{row['outcome']} by {row['id']} ({rests_on})"
