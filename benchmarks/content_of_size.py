"""Content of any size: a copy of the project's content with generated questions more, each a topic of made-up words of its own."""

from __future__ import annotations

import hashlib
import random
import shutil
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.servers import RESULTS
from rrn.content import load_content
from rrn.items import read_item, said_digest
from rrn.paths import DATA, ROOT

#: Training examples of a generated question; fewer than a real one has, which changes the training and not the turn.
EXAMPLES = 4
_PATTERNS = (
    "what does the page say about {topic}",
    "tell me about {topic}",
    "is {topic} part of the standards",
    "how is {topic} dealt with",
)
_SYLLABLES = ("ba", "den", "fol", "gar", "hem", "kin", "lor", "mas", "nev", "pol", "rud", "sil", "tan", "vor", "wex", "yam")
#: The project's files that a home shares with it.
_SHARED = (
    "components",
    "actions",
    "serving",
    "web",
    "widget",
    "config.yml",
    "domain.yml",
    "endpoints.yml",
    "credentials.yml",
    "rasa_plus.py",
    "rasa_sdk_plugins.py",
    "uv.lock",
    "rrn",
)


def topics(count: int) -> list[str]:
    """Returns so many made-up topics of two words, no two alike."""
    source, found = random.Random(3), dict[str, None]()
    while len(found) < count:
        found[" ".join("".join(source.choices(_SYLLABLES, k=3)) for _ in range(2))] = None
    return list(found)


def home_with(folder: Path, questions: int) -> Path:
    """Makes a project's home whose content has so many questions; the code is the project's own.

    Args:
        folder: An empty folder, or one not yet there.
        questions: How many; the project's own are always among them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in _SHARED:
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    shutil.copytree(DATA, folder / "data")
    own = sorted((DATA / "faq").glob("*.yml"))
    yaml = YAML()
    template = yaml.load(own[0])
    for number, topic in enumerate(topics(max(0, questions - len(own)))):
        name = f"generated_{number:04}"
        entry: dict[str, Any] = {
            "version": "3.1",
            "faq": {**template["faq"], "id": name, "title": f"What about {topic}?", "related": []},
            "responses": {f"utter_faq/{name}": [{"text": f"This is a generated answer about {topic}."}]},
            "nlu": [{"intent": f"faq/{name}", "examples": "".join(f"- {each.format(topic=topic)}\n" for each in _PATTERNS[:EXAMPLES])}],
        }
        path = folder / "data" / "faq" / f"{name}.yml"
        yaml.dump(entry, path)
        entry["faq"]["reviewed_text"] = said_digest(read_item(path))
        yaml.dump(entry, path)
    return folder


def kept_home(questions: int) -> Path:
    """Returns a home with so many questions that is kept while content and code of understanding are the same."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    files = [ROOT / "config.yml", ROOT / "domain.yml", ROOT / "uv.lock"]
    files += [
        path for each in (DATA, ROOT / "components", ROOT / "rrn" / "understanding") for path in each.rglob("*.*") if path.suffix != ".pyc"
    ]
    for path in sorted(files):
        digest.update(path.as_posix().encode() + path.read_bytes())
    folder = RESULTS / f"questions-{questions}-{digest.hexdigest()[:12]}"
    if not folder.exists():
        being_made = folder.with_suffix(".new")
        shutil.rmtree(being_made, ignore_errors=True)
        home_with(being_made, questions).rename(folder)
    return folder


def generated_questions(count: int, questions: int) -> list[str]:
    """Returns so many questions about generated topics of a home of that size."""
    own = len(load_content().answers)
    found = topics(max(1, questions - own))
    source = random.Random(4)
    return [source.choice(_PATTERNS).format(topic=source.choice(found)) for _ in range(count)]
