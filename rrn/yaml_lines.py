"""Changes single values of a YAML file and leaves every other byte of it as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from rrn.yaml_file import DataError


def with_values(text: str, place: Sequence[str], values: Mapping[str, str]) -> str:
    """Returns a YAML text with some values of one mapping changed; those that it does not have yet stand after its last one.

    Args:
        text: The file's text.
        place: Names that lead to the mapping, from the top.
        values: New values by name, as they are to be written: plain, on one line.

    Raises:
        DataError: There is no such mapping, or a value to be changed does not stand on the line of its name.
    """
    mapping = YAML().load(text)
    for name in place:
        mapping = mapping.get(name) if isinstance(mapping, CommentedMap) else None
    if not isinstance(mapping, CommentedMap) or not mapping:
        raise DataError(f"There is no mapping '{' / '.join(place)}' to change.")
    lines = text.splitlines(keepends=True)
    last = max(mapping.lc.key(name)[0] for name in mapping)
    indent = " " * mapping.lc.key(next(iter(mapping)))[1]
    added = []
    for name, value in values.items():
        if name not in mapping:
            added.append(f"{indent}{name}: {value}\n")
            continue
        (line, _), (value_line, column) = mapping.lc.key(name), mapping.lc.value(name)
        if line != value_line:
            raise DataError(f"The value of '{name}' does not stand on the line of its name.")
        ending = "\n" if lines[line].endswith("\n") else ""
        lines[line] = f"{lines[line][:column]}{value}{ending}"
    return "".join([*lines[: last + 1], *added, *lines[last + 1 :]])
