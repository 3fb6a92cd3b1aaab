"""Writes content that holds given texts wherever it can, reviewed as it stands; Rasa's own environment runs it.

``published.py FOLDER`` changes the copy of the content there; the texts come as a JSON list on standard input.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from rrn.items import read_items, said_digest, written
from rrn.tables import read_table, reviewed

#: Settings whose labels hold a text; so many are asked about.
SETTINGS = ("school", "police", "prison", "care_home")


def write(folder: Path, texts: list[str]) -> None:
    """Puts the texts into titles, answers, quotes, topics, labels of settings, and the title and address of the page."""
    lines = [" ".join(text.split()) for text in texts]
    page = next(folder.glob("sources/*/*.txt"))
    page.write_text(page.read_text(encoding="utf-8") + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    source = page.with_name("source.yml")
    entry = re.sub(r"sha256: \w+", f"sha256: {hashlib.sha256(page.read_bytes()).hexdigest()}", source.read_text(encoding="utf-8"))
    entry = re.sub(r"^title: .*$", lambda _: f"title: {json.dumps(lines[0])}", entry, flags=re.MULTILINE)
    source.write_text(re.sub(r"^url: .*$", lambda _: 'url: "javascript:window.hit=1"', entry, flags=re.MULTILINE), encoding="utf-8")

    items = read_items(folder)
    answers = [item for item in items.values() if item.kind == "answer" and item.id != "handover"]
    topics = [item for item in items.values() if item.kind == "topic"]
    for place, item in enumerate(answers):
        own = lines[place :: len(answers)]
        _keep(folder, replace(item, title=f"{own[0]} {item.id}", text="\n".join([*own, item.text]), quotes=(*item.quotes, own[1])))
    for place, item in enumerate(topics):
        _keep(folder, replace(item, text="\n".join([item.text, *texts[place :: len(topics)]])))

    path = folder / "settings.yml"
    text = path.read_text(encoding="utf-8")
    for place, name in enumerate(SETTINGS):
        label = f"  label: {json.dumps(lines[place])}\n"
        text = re.sub(rf"(- id: {name}\n)  label: .*\n", lambda match, label=label: match[1] + label, text)
    path.write_text(text, encoding="utf-8")
    path.write_text(reviewed(read_table(path), "tester", dt.date(2026, 11, 28)).source, encoding="utf-8")


def _keep(folder, item):
    (folder / item.file).write_text(written(replace(item, reviewed_text=said_digest(item))), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), json.load(sys.stdin))
