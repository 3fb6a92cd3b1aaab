"""The inbox of the front, which its own Python reaches: it lives in the front's environment, with the front's packages."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from commands.serve import FRONT_HOME, FRONT_PYTHON
from rrn.paths import STATE


class InboxError(RuntimeError):
    """The inbox does not answer, or a person cannot be found in it."""


def ask_inbox(module: str, *arguments: str) -> bytes:
    """Runs one of the front's own commands, and returns what it printed.

    Raises:
        InboxError: The front is not installed, or its command failed; the message is that of the command.
    """
    if not FRONT_PYTHON.exists():
        raise InboxError("The front is not installed, so its inbox cannot be reached. Run 'make install' first.")
    environment = {**os.environ, "RRN_STATE": str(Path(STATE).resolve())}
    done = subprocess.run([str(FRONT_PYTHON), "-m", module, *arguments], cwd=FRONT_HOME, env=environment, capture_output=True)
    if done.returncode:
        raise InboxError(done.stderr.decode(errors="replace").strip() or f"The front's own command ended with {done.returncode}.")
    return done.stdout
