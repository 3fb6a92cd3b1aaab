"""How providers' names are compared."""

from __future__ import annotations

import re

from anyascii import anyascii

from rrn.understanding.text import clean

#: Longest name or alias, in characters.
MAX_NAME = 300

_APOSTROPHE = re.compile(r"['’ʼ`]")
_TRADING_AS = re.compile(r"\s*(?:\bt\s*/\s*a\b|\bt\.\s?a\b\.?|\btrading as\b|\bd/b/a\b)\s*", re.IGNORECASE)
#: What every such name has, found faster.
_MAY_TRADE_AS = re.compile(r"[/.]|trading as", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W_]+")
_COMPANY_WORDS = re.compile(r"\b(?:ltd|limited|plc|llp|llc|inc|incorporated|cic|company|co|uk|the)\b")


def _shown(name: str) -> str:
    """Returns a name in the form that typed messages are brought into; the way by plain letters is a short cut."""
    return name.replace("`", "'").strip() if name.isascii() and name.isprintable() else clean(name)


def name_key(name: str) -> str:
    """Returns a name as it is compared: Latin letters and digits in lower case, without words such as "Limited".

    Names in other scripts are written in Latin letters (``anyascii``), so that "Łódź" is found as "Lodz".
    """
    plain = _APOSTROPHE.sub("", _shown(name))
    if _MAY_TRADE_AS.search(plain):
        plain = _TRADING_AS.sub(" trading as ", plain)
    plain = _NO_LETTERS.sub(" ", anyascii(plain).casefold().replace("&", " and "))
    without = " ".join(_COMPANY_WORDS.sub(" ", plain).split())
    return without or " ".join(plain.split())


def exact_form(name: str) -> str:
    """Returns a name as it stands but for capitals and spaces; it tells apart what has the same key ("Alpha Ltd", "Alpha Limited")."""
    return " ".join(_shown(name).casefold().split())


def trading_names(name: str) -> tuple[str, ...]:
    """Returns the names on both sides of "t/a" or "trading as"; none where it does not stand in a name."""
    if not _MAY_TRADE_AS.search(name):
        return ()
    parts = [part.strip(" ,()") for part in _TRADING_AS.split(_shown(name))]
    return tuple(part for part in parts if part) if len(parts) > 1 else ()
