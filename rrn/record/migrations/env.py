"""Alembic runs this for each migration; the connection comes from ``rrn.record.store``."""

from alembic import context

from rrn.record.store import VERSION_TABLE, metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
