"""Reads what the places keep: the inbox, the tracker store, and the archive of what the event broker delivered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

#: Name of the field by which a stock client hands its own id to Rasa.
CLIENT_ID = "client_message_id"
#: Id of the apology for an action that failed: no answer, and the turn is tried again.
UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Kept:
    """One message as a place keeps it, in the place's order.

    Attributes:
        conversation: The conversation.
        message: The id its client gave it; where the place knows only another, that one.
        text: What was said.
        reply: The text of the reply that follows, empty where none does.
    """

    conversation: str
    message: str
    text: str
    reply: str


def inbox(connection: psycopg.Connection[Any]) -> list[Kept]:
    """Returns the inbox in the order of its turns."""
    rows = connection.execute("SELECT conversation, client_message_id, text, reply->>'text' FROM messages ORDER BY conversation, turn, id")
    return [Kept(conversation, message, text, reply or "") for conversation, message, text, reply in rows]


def client_ids(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Returns the clients' ids of messages by the ids that the inbox gave them."""
    return dict(connection.execute("SELECT id, client_message_id FROM messages").fetchall())


def tracker_store(connection: psycopg.Connection[Any], ids: dict[str, str]) -> list[Kept]:
    """Returns the tracker store in the order of its events.

    Args:
        connection: A connection to its database.
        ids: The clients' ids; empty where the client gave its own to Rasa.
    """
    rows = connection.execute("SELECT sender_id, data FROM events WHERE type_name IN ('user', 'bot') ORDER BY sender_id, id")
    return _messages(((sender, json.loads(data)) for sender, data in rows), ids)


def broker_archive(lines: Iterable[str], ids: dict[str, str]) -> list[Kept]:
    """Returns what the broker delivered, in that order."""
    events = [json.loads(line) for line in lines]
    of_sender: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        if event["event"] in ("user", "bot"):
            of_sender.setdefault(event["sender_id"], []).append(event)
    return _messages(((sender, event) for sender, each in of_sender.items() for event in each), ids)


def _messages(events: Iterable[tuple[str, dict[str, Any]]], ids: dict[str, str]) -> list[Kept]:
    """Puts each person's message and the first reply after it together; a message of nobody is kept under Rasa's own id."""
    kept: list[Kept] = []
    answered: set[Kept] = set()
    for sender, event in events:
        if event["event"] == "user":
            own = (event.get("metadata") or {}).get(CLIENT_ID)
            # The front's conversation, and its chapter after the dot.
            conversation = sender if own else sender.rpartition(".")[0] or sender
            kept.append(Kept(conversation, own or ids.get(event["message_id"], str(event["message_id"])), event["text"] or "", ""))
        elif kept and kept[-1] not in answered:
            last = kept.pop()
            reply = (event.get("data") or {}).get("custom")
            if reply is None:  # ordinary text, which our replies begin with and stock Rasa's consist of
                kept.append(Kept(last.conversation, last.message, last.text, last.reply or event.get("text") or ""))
            elif reply["id"] != UNAVAILABLE:
                kept.append(Kept(last.conversation, last.message, last.text, reply["text"]))
                answered.add(kept[-1])
    return kept
