"""Where the command ``rrn`` starts. What must be quick imports nothing that it does not need."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command and returns its exit code."""
    if sys.argv[1:2] == ["explain"]:
        from commands.explain import main as explain

        return explain(sys.argv[2:])
    if sys.argv[1:3] == ["content", "due"]:
        from commands.due import main as due

        return due(sys.argv[3:])
    from commands.main import main as run

    return run()
