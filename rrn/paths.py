"""Where the project's files stand."""

from __future__ import annotations

import os
from pathlib import Path

#: The project's root: the folder of ``config.yml`` and ``data/``. ``RRN_HOME`` overrides it.
ROOT = Path(os.environ.get("RRN_HOME") or Path(__file__).resolve().parent.parent)
#: The sentence encoder stands beside the code, whatever content is served.
ENCODER = Path(__file__).resolve().parent.parent / "encoder"

#: The content that is served; ``RRN_DATA`` names another version of it.
DATA = Path(os.environ.get("RRN_DATA") or ROOT / "data")
#: Changes of the content that are not published yet; outside ``DATA``, so that nothing is trained on them.
DRAFTS = Path(os.environ.get("RRN_DRAFTS") or ROOT / "drafts")
MODELS = Path(os.environ.get("RRN_MODELS") or ROOT / "models")
#: The questions that every change of the content is put to; they are in no training data.
HELD_OUT = Path(os.environ.get("RRN_HELD_OUT") or ROOT / "tests" / "heldout")
#: What a running assistant writes: the register's database and the logs.
STATE = Path(os.environ.get("RRN_STATE") or ROOT / "var")
#: What can be worked out again; Rasa keeps its own cache of trainings in it.
CACHE = ROOT / ".rasa"
