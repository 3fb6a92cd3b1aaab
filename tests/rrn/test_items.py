"""A file of the content is read and written without loss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ruamel.yaml import YAML

from rrn.items import digest, item_of, read_item, read_items, require_reviewed, said_digest, written
from rrn.paths import DATA
from rrn.yaml_file import DataError

FILES = sorted([*DATA.glob("faq/*.yml"), *DATA.glob("not_covered/*.yml")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reading_and_writing_a_file_changes_no_byte(path):
    assert written(read_item(path)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ['it\'s: a "trap" # no', "\u00a0", "yes", "2026-11-22", "- x", "a\\b", "\u2028\u0085", "'", "{x}", "null"])
def test_what_a_person_types_is_read_back_as_it_is(text):
    item = replace(read_items(DATA)["contact"], title=text, quotes=(text,), ask=text, reviewer=text, more={"note": text, "list": [text, 1]})
    parsed = YAML(typ="safe", pure=True).load(written(item))
    assert item_of(parsed, item.file) == item


def test_the_digest_tells_a_change_and_not_a_review():
    item = read_items(DATA)["contact"]
    assert digest(replace(item, reviewer="somebody else", reviewed_on=None)) == digest(item)
    assert digest(replace(item, examples=item.examples[1:])) != digest(item)
    assert said_digest(replace(item, examples=item.examples[1:])) == said_digest(item)


@pytest.mark.parametrize(
    "change", [{"text": "Ring us."}, {"title": "Other?"}, {"quotes": ("Office:",)}, {"supported_by": ((), ())}, {"reviewed_on": None}]
)
def test_what_nobody_reviewed_is_not_let_in(change):
    item = read_items(DATA)["contact"]
    require_reviewed(item, item.file)
    with pytest.raises(DataError, match=r"contact.yml.*review"):
        require_reviewed(replace(item, **change), item.file)


def test_a_file_with_two_texts_is_refused():
    content = YAML(typ="safe", pure=True).load((DATA / "faq" / "contact.yml").read_text(encoding="utf-8"))
    content["responses"]["utter_faq/contact"].append({"text": "Another."})
    with pytest.raises(DataError, match="exactly one text"):
        item_of(content, DATA / "faq" / "contact.yml")
