"""Changes single values of a YAML file and leaves every other byte of it as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from rrn.yaml_file import DataError


def with_values(text: str, place: Sequence[str], values: Mapping[str, str]) -> str:
    """Returns a YAML text with some values of one mapping changed.

    A value that the mapping does not have yet stands below the one named before it, or on top where none is.

    Args:
        text: The file's text.
        place: Names that lead to the mapping, from the top.
        values: New values by name, as they are to be written: plain, on one line.

    Raises:
        DataError: There is no such mapping, or a value cannot be changed without touching others.
    """
    mapping = _mapping(YAML().load(text), place)
    if not isinstance(mapping, CommentedMap) or not mapping:
        raise DataError(f"There is no mapping '{' / '.join(place)}' to change.")
    lines = text.splitlines(keepends=True)
    first, column = mapping.lc.key(next(iter(mapping)))
    below: dict[int, list[str]] = {}
    line = first - 1
    for name, value in values.items():
        if name not in mapping:
            below.setdefault(line, []).append(f"{' ' * column}{name}: {value}\n")
            continue
        line, start = mapping.lc.value(name)
        ending = "\n" if lines[line].endswith("\n") else ""
        lines[line] = f"{lines[line][:start]}{value}{ending}"
    changed = "".join([*below.get(-1, ()), *(part for number, each in enumerate(lines) for part in (each, *below.get(number, ())))])
    if not _differs_in(values, text, changed, place):
        raise DataError(f"The values {', '.join(values)} cannot be changed line by line. Give each a line of its own.")
    return changed


def _mapping(content: Any, place: Sequence[str]) -> Any:
    for name in place:
        content = content.get(name) if isinstance(content, Mapping) else None
    return content


def _differs_in(values: Mapping[str, str], before: str, after: str, place: Sequence[str]) -> bool:
    """Says whether two texts are the same but for some values of a mapping."""
    yaml = YAML(typ="safe", pure=True)
    try:
        expected, found = yaml.load(before), yaml.load(after)
        _mapping(expected, place).update({name: yaml.load(value) for name, value in values.items()})
    except YAMLError:
        return False
    return bool(expected == found)
