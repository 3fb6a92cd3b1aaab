"""Recognises short answers to a question that the assistant asked. The wordings are data."""

from __future__ import annotations

import re
from functools import lru_cache

from rrn.paths import DATA
from rrn.yaml_file import read_yaml

#: What may follow a wording. "No CQC" tells of the CQC, so it is no answer to another question.
_BEGINS = {"starts": "^", "whole": "^", "anywhere": r"\b"}
_ENDS = {"starts": r"(?![\w'])(?!\s+(?:cqc|nhs|care quality)\b)", "whole": r"[\s.!?]*$", "anywhere": r"(?![\w'])"}


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    wordings = [
        (wording, name, way)
        for name, ways in read_yaml(DATA / "short_answers.yml").items()
        for way, listed in ways.items()
        for wording in listed
    ]
    # The longest wording first: "no idea" is not "no".
    wordings.sort(key=lambda each: -len(each[0]))
    return [(name, re.compile(rf"{_BEGINS[way]}{re.escape(wording)}{_ENDS[way]}")) for wording, name, way in wordings]


def short_answer(text: str) -> str:
    """Returns which short answer a message begins with ("yes", "no", "unsure", "first" ...); empty where none."""
    plain = re.sub(r"^(?:(?:well|um+|er+|oh|hmm+|ah|ok|okay|so|actually|sorry|i think|hi)[\s,.]+)+", "", text.lower().strip())
    return next((name for name, pattern in _patterns() if pattern.search(plain)), "")
