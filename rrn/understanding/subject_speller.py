"""The speller that knows the words of the subject: those of the examples and the names of the settings."""

from __future__ import annotations

from collections.abc import Iterable

from rrn.applicability import decision_table
from rrn.paths import DATA
from rrn.understanding.common_words import english_words
from rrn.understanding.setting_names import with_plural
from rrn.understanding.spelling import Speller
from rrn.yaml_file import read_yaml


def subject_speller(texts: Iterable[str]) -> Speller:
    """Returns the speller of cleaned examples."""
    names = [form for setting in decision_table().settings.values() for name in setting.names for form in with_plural(name)]
    return Speller(texts, names, english_words().__contains__, read_yaml(DATA / "shorthand.yml"))
