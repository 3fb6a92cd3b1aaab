"""Turns and removals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the two tables and the indexes by time and by conversation."""
    op.create_table(
        "turns",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("reading", "names", "state", "rows", "sources", "reply")),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("answer", sa.String(100), nullable=False),
        sa.Column("rule", sa.String(100)),
        sa.Column("rule_version", sa.Integer),
        sa.Column("content_version", sa.String(40), nullable=False),
        sa.Column("model_version", sa.String(80)),
        sa.Column("latency_ms", sa.Float),
    )
    op.create_index("ix_turns_at", "turns", ["at"])
    op.create_index("ix_turns_conversation", "turns", ["conversation"])
    op.create_table(
        "removals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
    )
