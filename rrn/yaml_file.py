"""Reading YAML data files with errors that say what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError


class DataError(ValueError):
    """A data file is missing, cannot be parsed, or breaks a rule of the content."""


def read_yaml(path: Path) -> dict[str, Any]:
    """Returns the mapping that a YAML file holds.

    Raises:
        DataError: The file is missing, is not YAML, or holds no mapping.
    """
    return parse_yaml(read_text(path), path)


def read_text(path: Path) -> str:
    """Returns the text of a file.

    Raises:
        DataError: It is missing, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8.") from error


def parse_yaml(text: str, path: Path) -> dict[str, Any]:
    """Returns the mapping that a YAML text holds; ``path`` is its file, for messages.

    Raises:
        DataError: It is not YAML, or holds no mapping.
    """
    try:
        content = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise DataError(f"{path}: is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise DataError(f"{path}: a mapping of names to values is expected at the top.")
    return content


def required(mapping: dict[str, Any], name: str, path: Path) -> Any:
    """Returns a value that a data file must give.

    Raises:
        DataError: The value is missing or empty.
    """
    value = mapping.get(name)
    if value is None or value == "" or value == []:
        raise DataError(f"{path}: '{name}' is missing.")
    return value
