"""Alembic's environment and the revisions of the register's tables."""
