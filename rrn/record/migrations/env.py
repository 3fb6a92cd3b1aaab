"""Alembic runs this for each migration; the connection comes from ``rrn.record.store``."""

from alembic import context

from rrn.record.store import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, version_table="record_version")
with context.begin_transaction():
    context.run_migrations()
