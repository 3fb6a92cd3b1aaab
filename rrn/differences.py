"""What changes between two versions of the content, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rrn.items import Item, digest
from rrn.reply import british_date
from rrn.sentences import marked, sentences

_NAMES = {
    "title": "question",
    "ask": "who can usually tell",
    "offered": "place among what is offered (0: not at all)",
    "source": "source",
    "version": "version of the source",
    "as_of": "day as of which it was so",
    "valid_from": "first day on which it holds",
    "valid_to": "last day on which it holds",
    "review_by": "day of the next review",
}


def named(item: Item) -> str:
    """Returns how a sentence names an item."""
    return f"The answer '{item.id}' ({item.title})" if item.kind == "answer" else f"The topic '{item.id}' that is not covered"


def differences(before: Mapping[str, Item], after: Mapping[str, Item]) -> list[str]:
    """Returns what changes, one text an item; items that stay as they are are left out."""
    texts = []
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(name), after.get(name)
        if old and new and digest(old) != digest(new):
            texts.append("\n".join([f"{named(new)} changes:", *(f"  {line}" for line in _changes(old, new))]))
        elif new and not old:
            texts.append("\n".join([f"{named(new)} is new:", *(f"  + {line}" for line in _said(new)), f"  {len(new.examples)} examples"]))
        elif old and not new:
            texts.append(f"{named(old)} goes.")
    return texts


def _said(item: Item) -> list[str]:
    said = sentences(item.text)
    if len(said) != len(item.supported_by):
        return item.text.split("\n")
    return [marked(sentence, [numbers]) for sentence, numbers in zip(said, item.supported_by, strict=True)]


def _changes(old: Item, new: Item) -> Iterator[str]:
    for name, words in _NAMES.items():
        was, becomes = getattr(old, name), getattr(new, name)
        if was != becomes:
            yield f"{words}: {_shown(was)} becomes {_shown(becomes)}"
    if new.withdrawn_on and not old.withdrawn_on:
        why = f": {new.withdrawn_why}" if new.withdrawn_why else ""
        yield f"withdrawn by {new.withdrawn_by} on {british_date(new.withdrawn_on)}{why}"
    elif old.withdrawn_on and not new.withdrawn_on:
        yield f"given again; it was withdrawn on {british_date(old.withdrawn_on)}"
    yield from _lines("what is said", _said(old), _said(new))
    yield from _lines("quotes", list(old.quotes), list(new.quotes))
    if old.related != new.related:
        yield f"asked next: {', '.join(old.related) or 'nothing'} becomes {', '.join(new.related) or 'nothing'}"
    yield from _lines("examples", list(old.examples), list(new.examples))


def _lines(name: str, old: list[str], new: list[str]) -> Iterator[str]:
    if old == new:
        return
    gone, added = [line for line in old if line not in new], [line for line in new if line not in old]
    if not gone and not added:
        yield f"{name}: in another order"
        return
    yield f"{name}:"
    yield from (f"  - {line}" for line in gone)
    yield from (f"  + {line}" for line in added)


def _shown(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    return british_date(value) if hasattr(value, "isoformat") else f"'{value}'" if value else "nothing"  # type: ignore[arg-type]
