"""Where the record is, and whether turns are recorded. Nothing heavy is imported here: ``rrn explain`` has 200 ms."""

from __future__ import annotations

import os

from rrn.paths import STATE

#: ``off`` records nothing, for evaluations and tests.
SWITCH_VARIABLE = "RRN_RECORD"
URL_VARIABLE = "RRN_RECORD_URL"
#: Version of the model that understands the messages; whoever starts the servers sets it.
MODEL_VERSION_VARIABLE = "RRN_MODEL_VERSION"
#: Conversation of the known question by which readiness is tested; it is nobody's and is not recorded.
PROBE = "ready"


def is_recorded(conversation: str) -> bool:
    """Says whether the turns of a conversation are recorded."""
    return os.environ.get(SWITCH_VARIABLE, "").lower() != "off" and conversation != PROBE


def record_url() -> str:
    """Returns SQLAlchemy's address of the record: ``RRN_RECORD_URL``, or a SQLite file in the state folder."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{STATE / 'record.db'}"
