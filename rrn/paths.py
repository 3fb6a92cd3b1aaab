"""Where the project's files stand."""

from __future__ import annotations

import os
from pathlib import Path

#: The project's root: the folder of ``config.yml`` and ``data/``. ``RRN_HOME`` overrides it.
ROOT = Path(os.environ.get("RRN_HOME") or Path(__file__).resolve().parent.parent)

#: The content that is served; ``RRN_DATA`` names another version of it.
DATA = Path(os.environ.get("RRN_DATA") or ROOT / "data")
MODELS = ROOT / "models"
HELD_OUT = ROOT / "tests" / "heldout"
#: What a running assistant writes: the register's database and the logs.
STATE = Path(os.environ.get("RRN_STATE") or ROOT / "var")
