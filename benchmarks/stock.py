"""The same content under ``rasa init``'s configuration: its default pipeline and policies, served as Rasa's manual says.

Domain, rules and actions are ours, and ``rasa run actions`` runs the actions, since the answers of this content are made there: a
verdict, a provider's status, an answer with its quote and date. What is left out for stock Rasa is the front and the record.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.servers import LOGS, RESULTS
from evaluation.baseline import PIPELINE, TRAINING_FOLDERS
from rrn.paths import DATA, ROOT

#: Rounds of training of each TensorFlow component; latency, memory and start-up do not depend on it. Rasa's own default is 100.
EPOCHS = int(os.environ.get("STOCK_EPOCHS") or 2)


@dataclass(frozen=True)
class StockModel:
    """A trained model of stock Rasa.

    Attributes:
        project: The folder it is served from.
        path: The model.
        seconds: What its training took.
        trained_now: False where it was kept from an earlier run.
    """

    project: Path
    path: Path
    seconds: float
    trained_now: bool


def policies(epochs: int) -> list[dict[str, Any]]:
    """Returns the policies that Rasa 3.6.21 fills in where ``rasa init``'s are left out."""
    return [
        {"name": "MemoizationPolicy"},
        {"name": "RulePolicy"},
        {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
        {"name": "TEDPolicy", "max_history": 5, "epochs": epochs, "constrain_similarities": True},
    ]


def stock_model() -> StockModel:
    """Returns the model of the content as it stands; trains it where it is not kept.

    Raises:
        RuntimeError: Training failed.
    """
    pipeline = [{**each, "epochs": EPOCHS} if "epochs" in each else each for each in PIPELINE]
    config = {"recipe": "default.v1", "assistant_id": "stock", "language": "en", "pipeline": pipeline, "policies": policies(EPOCHS)}
    files = sorted(path for name in TRAINING_FOLDERS for path in (DATA / name).rglob("*.yml"))
    digest = hashlib.sha256(json.dumps(config).encode() + Path(__file__).read_bytes())
    for path in files:
        digest.update(path.relative_to(DATA).as_posix().encode() + path.read_bytes())
    project = RESULTS / f"stock-{digest.hexdigest()[:12]}"
    model, note = project / "models" / "stock.tar.gz", project / "training.json"
    if note.exists() and model.exists():
        return StockModel(project, model, json.loads(note.read_text())["seconds"], trained_now=False)
    _write_project(project, config)
    print(f"Training Rasa's default configuration with {EPOCHS} epochs ...", flush=True)
    command = [sys.executable, "-m", "rasa", "train", "--skip-validation", "--fixed-model-name", "stock"]
    LOGS.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with (LOGS / "stock-training.log").open("wb") as log:
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}
        code = subprocess.run(command, cwd=project, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    seconds = time.perf_counter() - began
    if code or not model.exists():
        raise RuntimeError(f"Rasa's default configuration could not be trained; the output is in {LOGS / 'stock-training.log'}.")
    note.write_text(json.dumps({"seconds": seconds, "epochs": EPOCHS}))
    return StockModel(project, model, seconds, trained_now=True)


def _write_project(project: Path, config: dict[str, Any]) -> None:
    shutil.rmtree(project, ignore_errors=True)
    for name in TRAINING_FOLDERS:
        shutil.copytree(DATA / name, project / "data" / name)
    shutil.copytree(DATA / "rules", project / "data" / "rules")
    shutil.copy(ROOT / "domain.yml", project)
    goals = _actions()
    stories = [
        {"story": f"{first} then {second}", "steps": [step for each in (first, second) for step in _exchange(each, goals[each])]}
        for first, second in zip(goals, [*list(goals)[1:], next(iter(goals))], strict=True)
    ]
    yaml = YAML()
    yaml.dump(config, project / "config.yml")
    yaml.dump({"version": "3.1", "stories": stories}, project / "data" / "stories.yml")
    yaml.dump({"rest": None}, project / "credentials.yml")


def _actions() -> dict[str, str]:
    """Returns the action of each intent, as our rules have it."""
    goals: dict[str, str] = {}
    for rule in YAML(typ="safe").load((DATA / "rules" / "answering.yml").read_text(encoding="utf-8"))["rules"]:
        asked, done = rule["steps"]
        goals.update({each["intent"]: done["action"] for each in asked.get("or", [asked])})
    return goals


def _exchange(intent: str, answer: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": answer}]
