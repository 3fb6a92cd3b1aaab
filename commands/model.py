"""The trained model: which one belongs to the content as it stands, and how it is made."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import wait
from pathlib import Path

from rrn.applicability import decision_table
from rrn.content import load_content
from rrn.items import FOLDERS
from rrn.paths import DATA, MODELS, ROOT, STATE
from rrn.tables import SETTINGS, SMALL_TALK, file_of

#: Room that training needs for the model and Rasa's cache, in bytes.
NEEDED_SPACE = 300 * 1024 * 1024
#: What training prints of each component, and how many there are to train.
_STEP = re.compile(r"Starting to train component '(\w+)'|Restored component '(\w+)' from cache")
_STEPS = 5
#: Lines that training does not read, of the files of answers, topics and small talk, and of the settings with their statements.
_NOT_TRAINED_ON = re.compile(
    rb"^ {2}(?: {2})?(?:version|as_of|valid_from|valid_to|review_by|reviewer|reviewed_on|reviewed_text|withdrawn_on|withdrawn_by"
    rb"|withdrawn_why|supported_by|related|offered): .*\n",
    re.MULTILINE,
)
#: Files of the content that training does not read.
_UNREAD = ("texts.yml", "register.yml", "provider_frames.yml")


#: Names a trained model to answer from, in the place of the one of the content as it stands.
MODEL_VARIABLE = "RRN_MODEL"


class NoModelError(RuntimeError):
    """There is no trained model."""


class TrainingError(RuntimeError):
    """Training did not give a model."""


def quiet_environment() -> dict[str, str]:
    """Returns the environment for Rasa's own processes: no usage figures, no deprecations of its libraries."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }


def model_version(data: Path = DATA) -> str:
    """Returns a short hash of everything a model is made of: the content, the configuration and the code behind it.

    What training does not read is no part of it: the texts of the sources and of the interface, what is said of the register, of an
    answer its days, who reviewed it, whether it was withdrawn and what is offered beside it, and the days and reviews of the statements
    and the settings. So a new version of a page, a review, a confirmation, a withdrawal and another text of the interface need no other
    training.
    """
    digest = hashlib.sha256()
    files = [ROOT / "config.yml", ROOT / "domain.yml", ROOT / "rasa_plus.py", ROOT / "uv.lock"]
    folders = (data, ROOT / "components", ROOT / "rrn" / "understanding")
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".yml", ".txt"}]
    unread = {data / name for name in _UNREAD}
    files += [path for path in found if data / "sources" not in path.parents and path not in unread]
    reviewed = {
        data / file_of(SMALL_TALK),
        data / file_of(SETTINGS),
        *(path for folder in FOLDERS.values() for path in (data / folder).glob("*.yml")),
    }
    # The content has the same name wherever it stands: a model trained on a candidate is the model of it once published.
    named = {
        (Path("data") / path.relative_to(data) if path.is_relative_to(data) else path.relative_to(ROOT)).as_posix(): path for path in files
    }
    for name, path in sorted(named.items()):
        digest.update(name.encode())
        digest.update(_NOT_TRAINED_ON.sub(b"", path.read_bytes()) if path in reviewed else path.read_bytes())
    return digest.hexdigest()[:12]


def current_model(data: Path = DATA) -> Path:
    """Returns where the model of the content as it stands is, or will be."""
    return MODELS / f"rrn-{model_version(data)}.tar.gz"


def version_of(model: Path) -> str:
    """Returns the version that a model's name carries."""
    return model.name.removesuffix(".tar.gz").removeprefix("rrn-")


def named_model() -> Path | None:
    """Returns the model that ``RRN_MODEL`` names; None where it names none.

    Raises:
        NoModelError: There is no such file.
    """
    name = os.environ.get(MODEL_VARIABLE)
    if not name:
        return None
    model = Path(name).resolve()
    if not model.is_file():
        raise NoModelError(f"{MODEL_VARIABLE} names {name}, and there is no such file. Name a trained model (.tar.gz), or leave it out.")
    return model


def trained_model() -> Path:
    """Returns the model to answer from: the one that ``RRN_MODEL`` names, else that of the content as it stands.

    Raises:
        NoModelError: There is none.
    """
    model = named_model() or current_model()
    if not model.exists():
        raise NoModelError(f"There is no trained model of the content as it stands ({model.name}). Run 'make setup' first.")
    return model


def ensure_model() -> Path:
    """Returns the model of the content as it stands; trains it where there is none.

    Raises:
        DataError: The content is not sound; nothing is trained then.
        TrainingError: Training failed.
    """
    model = current_model()
    if model.exists():
        return model
    load_content()
    decision_table()
    MODELS.mkdir(parents=True, exist_ok=True)
    STATE.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(MODELS).free
    if free < NEEDED_SPACE:
        raise TrainingError(
            f"The disk of {MODELS} has {free // 2**20} MB free; training needs {NEEDED_SPACE // 2**20} MB. Make room and try again."
        )
    _train(model)
    return model


def _train(model: Path) -> None:
    print("Training the assistant on its content; this is done once for each version of the content.", flush=True)
    command = [sys.executable, "-m", "rasa", "train", "--skip-validation", "--data", str(DATA), "--out", str(MODELS)]
    command += ["--fixed-model-name", model.name.removesuffix(".tar.gz")]
    from commands.encode_ahead import encode_ahead  # loads the encoder

    encoded = encode_ahead()
    log = STATE / "train.log"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=quiet_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        assert process.stdout is not None
        done = 0
        for line in process.stdout:
            file.write(line)
            step = _STEP.search(line)
            if step:
                done += 1
                print(f"  {done} of {_STEPS}: {step[1] or step[2]}", flush=True)
    wait([encoded])  # where it failed, training has encoded them itself, or says why not
    if process.wait() != 0 or not model.exists():
        raise TrainingError(f"Training failed; its output is in {log}.")
    print(f"Trained: {model}", flush=True)
