"""Finds texts by a misspelling through an index of their pieces.

A text is cut into a few pieces of about the same length. A misspelling leaves some of them as they are, and not far from
their place: that is the partition of Li, Deng, Wang and Feng (Pass-Join, PVLDB 5(3), 2011), with one piece more than it
needs, so that two pieces must agree. What is found that way is a candidate, to be compared letter by letter.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA


def edits_allowed(length: int) -> int:
    """Returns how many letters may be wrong, missing, added or swapped in a text of so many letters and still be a misspelling."""
    return 0 if length < 5 else 1 if length < 8 else 2


def is_misspelling(text: str, other: str) -> bool:
    """Says whether two texts differ by no more than the edits allowed (optimal string alignment)."""
    allowed = edits_allowed(min(len(text), len(other)))
    return bool(OSA.distance(text, other, score_cutoff=allowed) <= allowed)


def pieces(text: str) -> list[str]:
    """Returns the pieces under which a text is indexed."""
    return [_piece(len(text), place, text[start:end]) for place, (start, end) in enumerate(_cuts(len(text)))]


def pieces_sought(text: str) -> list[str]:
    """Returns the pieces that a misspelt text may share with the right one."""
    length, allowed = len(text), edits_allowed(len(text))
    sought: dict[str, None] = {}
    for other in range(max(1, length - allowed), length + allowed + 1):
        difference = other - length
        for place, (start, end) in enumerate(_cuts(other)):
            for shift in range(-allowed, allowed + 1):
                # Letters added before the piece and those added behind it share the edits allowed.
                if abs(shift) + abs(difference - shift) <= allowed and start - shift >= 0 and end - shift <= length:
                    sought[_piece(other, place, text[start - shift : end - shift])] = None
    return list(sought)


def pieces_to_agree(text: str) -> int:
    """Returns how many pieces a candidate must share with a text."""
    return 2 if edits_allowed(len(text)) else 1


def _cuts(length: int) -> list[tuple[int, int]]:
    allowed = edits_allowed(length)
    count = allowed + 2 if allowed else 1
    return [(length * place // count, length * (place + 1) // count) for place in range(count)]


def _piece(length: int, place: int, text: str) -> str:
    return f"{length}.{place}.{text}"
