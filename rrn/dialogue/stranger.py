"""A provider that nobody has heard of, named in a question about its status at any time. The frames of such questions are data."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from rrn.paths import DATA
from rrn.understanding.provider_names import provider_name_reader
from rrn.understanding.text import with_names
from rrn.yaml_file import read_yaml, required


class StrangerReader:
    """Reads the name of a provider by the frames of a file."""

    def __init__(self, path: Path = DATA / "provider_frames.yml") -> None:
        frames = read_yaml(path)
        names = required(frames, "names", path)
        self._patterns = [re.compile(with_names(pattern, names), re.IGNORECASE) for pattern in required(frames, "patterns", path)]
        self._no_provider = re.compile(required(frames, "no_provider", path))

    def read(self, question: str) -> str:
        """Returns the provider whose status is asked for, as typed; empty where none is named."""
        if question.isupper():
            return ""  # capitals tell no name
        for pattern in self._patterns:
            found = pattern.search(question.strip())
            if found and not self._no_provider.search(found["name"]):
                return provider_name_reader().trim(found["name"])
        return ""


@lru_cache(maxsize=1)
def stranger_reader() -> StrangerReader:
    """Returns the project's reader, compiled once."""
    return StrangerReader()
