"""Rasa's default pipeline on the same content and the same questions, for comparison."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from ruamel.yaml import YAML

from evaluation.held_out import Case, Result, judge
from rrn.paths import DATA, ROOT

#: What ``rasa init`` writes: its commented-out suggestion, which Rasa fills in where ``pipeline`` is left empty.
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True, "random_seed": 1},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True, "random_seed": 1},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
#: The folders of ``data/`` that hold training examples.
TRAINING_FOLDERS = ("faq", "not_covered", "nlu")
#: Groups whose single questions an intent alone can be judged by.
JUDGED = frozenset({"answer", "near_miss", "unrelated", "safeguarding", "handover", "small_talk"})
_KINDS = {
    "faq": "answer",
    "sector_applicability": "verdict",
    "provider_status": "status",
    "nlu_fallback": "clarify",
    "inform": "clarify",
    "what_about": "clarify",
}


def answer_with_default_pipeline(cases: list[Case], folder: Path) -> list[Result]:
    """Returns what comes of the single questions with Rasa's default pipeline, trained on our training data.

    Training takes over an hour; the model is kept in the folder and used again while the training data are the same.
    """
    agent = Agent.load(_model(folder))
    single = [case for case in cases if case.group in JUDGED and len(case.turns) == 1]

    async def run() -> list[Result]:
        return [judge(case, [_reply(await agent.parse_message(case.turns[0]))]) for case in single]

    return asyncio.run(run())


def _model(folder: Path) -> Path:
    digest = hashlib.sha256(json.dumps(PIPELINE).encode())
    for path in sorted(path for name in TRAINING_FOLDERS for path in (DATA / name).rglob("*.yml")):
        digest.update(path.relative_to(DATA).as_posix().encode())
        digest.update(path.read_bytes())
    name = f"baseline-{digest.hexdigest()[:12]}"
    model = folder / f"{name}.tar.gz"
    if model.exists():
        return model
    data = folder / name
    data.mkdir(parents=True, exist_ok=True)
    config = folder / f"{name}.yml"
    YAML().dump({"recipe": "default.v1", "assistant_id": "baseline", "language": "en", "pipeline": PIPELINE}, config)
    for training_folder in TRAINING_FOLDERS:
        shutil.copytree(DATA / training_folder, data / training_folder, dirs_exist_ok=True)
    if not train_nlu(str(config), str(data), str(folder), fixed_model_name=name, domain=str(ROOT / "domain.yml")) or not model.exists():
        raise RuntimeError("Rasa's default pipeline could not be trained.")
    return model


def _reply(parsed: dict[str, Any]) -> dict[str, Any]:
    intent = parsed["intent"]["name"]
    name = parsed["response_selector"].get("default", {}).get("response", {}).get("intent_response_key") or ""
    kind = _KINDS.get(intent, intent)
    return {"kind": kind, "id": name.rpartition("/")[2] if intent == "faq" else intent, "also": [], "verdict": [], "status": {"status": ""}}
