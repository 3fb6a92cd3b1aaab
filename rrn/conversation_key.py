"""What a conversation is stored under, wherever it is stored."""

from __future__ import annotations

import hashlib

#: Longest id of a conversation that is a key as it stands.
MAX_KEY = 255


def key_of(sender_id: str | None) -> str:
    """Returns what a conversation, or a message, is stored under: its id, or a hash of one that is too long or that a database refuses."""
    sender = sender_id or "default"  # as Rasa names it
    if len(sender) <= MAX_KEY and "\0" not in sender and not any("\ud800" <= letter <= "\udfff" for letter in sender):
        return sender
    return "sha256:" + hashlib.sha256(sender.encode("utf-8", "surrogatepass")).hexdigest()


def storable(text: str) -> str:
    """Returns a text as every database takes it: what none can hold (NUL, half a character) becomes U+FFFD."""
    return text.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
