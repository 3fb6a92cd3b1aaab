"""The register's tables. They change by a migration (``migrations/``) and by nothing else.

No row of a name or a status is ever changed or deleted: it is taken out by a later change (``removed_in``), and another
takes its place. So the tables hold what was so on a day, and also what the register held on a day.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

metadata = MetaData()

#: One row an import or another change: who, when (UTC), from which file.
changes = Table(
    "provider_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime, nullable=False),
    Column("by", String(100), nullable=False),
    Column("action", String(20), nullable=False),
    Column("file", String(300), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
)
providers = Table(
    "providers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(300), nullable=False, unique=True),
)
#: Names and aliases with the keys they are compared by; ``kind`` is ``name``, ``alias`` or ``trading`` (one side of "t/a").
names = Table(
    "provider_names",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("provider_id", ForeignKey("providers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", String(300), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("text", String(300), nullable=False),
    Column("added_in", ForeignKey("provider_changes.id"), nullable=False, index=True),
    Column("removed_in", ForeignKey("provider_changes.id"), index=True),
)
statuses = Table(
    "provider_statuses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("provider_id", ForeignKey("providers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("as_of", Date, nullable=False),
    Column("review_by", Date, nullable=False),
    Column("source", String(100), nullable=False),
    Column("quote", String(1000), nullable=False),
    Column("added_in", ForeignKey("provider_changes.id"), nullable=False, index=True),
    Column("removed_in", ForeignKey("provider_changes.id"), index=True),
)
_HELD = statuses.c.removed_in.is_(None)
#: The newest entry that the register holds is one look into this index.
Index("ix_provider_statuses_held_as_of", statuses.c.as_of, sqlite_where=_HELD, postgresql_where=_HELD)
#: The texts that a misspelling is looked for among: each key as a whole, without its spaces, and each word of a key.
terms = Table(
    "provider_terms",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("whole", Boolean, nullable=False),
    Column("text", String(300), nullable=False),
    Column("names", Integer, nullable=False),
    UniqueConstraint("text", "whole", name="uq_provider_terms_text_whole"),
)
pieces = Table(
    "provider_term_pieces",
    metadata,
    Column("piece", String(320), primary_key=True),
    Column("term_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
name_terms = Table(
    "provider_name_terms",
    metadata,
    Column("term_id", Integer, primary_key=True, autoincrement=False),
    Column("name_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
Index("ix_provider_name_terms_name_id", name_terms.c.name_id)
