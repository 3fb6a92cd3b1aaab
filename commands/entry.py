"""Where the command ``rrn`` starts. What must be quick imports nothing that it does not need."""

from __future__ import annotations

import os
import signal
import sys


def main() -> int:
    """Runs the command and returns its exit code: that of a broken pipe where whoever read the output stopped (``rrn ... | head``)."""
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python still writes when it ends
        return 128 + signal.SIGPIPE
    return code


def _run() -> int:
    if sys.argv[1:2] == ["explain"]:
        from commands.explain import main as explain

        return explain(sys.argv[2:])
    if sys.argv[1:3] == ["content", "due"]:
        from commands.due import main as due

        return due(sys.argv[3:])
    from commands.main import main as run

    return run()
