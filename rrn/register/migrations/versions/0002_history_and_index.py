"""Who changed what and when; names as they were typed; the index that misspelt names are found by.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0002"
down_revision = "0001"

#: The name that a unique constraint without one has here, on either engine.
_NAMING = {"uq": "%(table_name)s_%(column_0_name)s_key_key"}


def upgrade() -> None:
    """Adds the tables and columns; what is there counts as entered by this migration."""
    op.create_table(
        "provider_changes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("file", sa.String(300), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
    )
    connection = op.get_bind()
    filled = connection.execute(sa.text("SELECT 1 FROM providers LIMIT 1")).first() is not None
    if filled:
        _write_change(connection)
    for table in ("provider_names", "provider_statuses"):
        op.add_column(table, sa.Column("added_in", sa.Integer))
        op.add_column(table, sa.Column("removed_in", sa.Integer))
        connection.execute(sa.text(f"UPDATE {table} SET added_in = 1"))
    op.add_column("provider_names", sa.Column("text", sa.String(300)))
    connection.execute(
        sa.text(
            "UPDATE provider_names SET text = CASE WHEN kind = 'name'"
            " THEN (SELECT name FROM providers WHERE providers.id = provider_names.provider_id) ELSE key END"
        )
    )
    with op.batch_alter_table("provider_names", naming_convention=_NAMING) as batch:
        batch.drop_constraint("provider_names_provider_id_key_key", type_="unique")
        batch.alter_column("text", existing_type=sa.String(300), nullable=False)
        _bind_to_changes(batch, "provider_names")
    with op.batch_alter_table("provider_statuses", naming_convention=_NAMING) as batch:
        _bind_to_changes(batch, "provider_statuses")
    op.create_index("ix_provider_names_added_in", "provider_names", ["added_in"])
    op.create_index("ix_provider_names_removed_in", "provider_names", ["removed_in"])
    op.create_index("ix_provider_statuses_added_in", "provider_statuses", ["added_in"])
    op.create_index("ix_provider_statuses_removed_in", "provider_statuses", ["removed_in"])
    held = sa.text("removed_in IS NULL")
    op.create_index("ix_provider_statuses_held_as_of", "provider_statuses", ["as_of"], sqlite_where=held, postgresql_where=held)
    _create_index_of_names()


def _write_change(connection: sa.engine.Connection) -> None:
    change = sa.table("provider_changes", *(sa.column(name) for name in ("id", "by", "action", "file", "sha256", "reason")))
    moment = sa.column("at", sa.DateTime)
    change.append_column(moment)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    values = {
        "id": 1,
        "at": now,
        "by": "migration",
        "action": "migrate",
        "file": "",
        "sha256": "",
        "reason": "entered before changes were recorded",
    }
    connection.execute(change.insert().values(values))


def _bind_to_changes(batch: BatchOperations, table: str) -> None:
    batch.alter_column("added_in", existing_type=sa.Integer, nullable=False)
    for column in ("added_in", "removed_in"):
        batch.create_foreign_key(f"fk_{table}_{column}", "provider_changes", [column], ["id"])


def _create_index_of_names() -> None:
    op.create_table(
        "provider_terms",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("names", sa.Integer, nullable=False),
        sa.UniqueConstraint("text", "whole", name="uq_provider_terms_text_whole"),
    )
    op.create_table(
        "provider_term_pieces",
        sa.Column("piece", sa.String(320), primary_key=True),
        sa.Column("term_id", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "provider_name_terms",
        sa.Column("term_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name_id", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_provider_name_terms_name_id", "provider_name_terms", ["name_id"])
