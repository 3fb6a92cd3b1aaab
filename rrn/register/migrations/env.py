"""Alembic's environment: it runs on the connection that ``rrn.register.migrate`` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from rrn.register.migrate import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
