"""Rasa's default pipeline on the same content and the same questions, for comparison."""

from __future__ import annotations

import asyncio
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
    """Trains Rasa's default pipeline on our training data and returns what comes of the single questions."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yml"
    YAML().dump({"recipe": "default.v1", "assistant_id": "baseline", "language": "en", "pipeline": PIPELINE}, config)
    data = folder / "data"
    for name in ("faq", "not_covered", "nlu"):
        shutil.copytree(DATA / name, data / name, dirs_exist_ok=True)
    model = train_nlu(str(config), str(data), str(folder), domain=str(ROOT / "domain.yml"))
    if model is None:
        raise RuntimeError("Rasa's default pipeline could not be trained.")
    agent = Agent.load(model)
    single = [case for case in cases if case.group in JUDGED and len(case.turns) == 1]

    async def run() -> list[Result]:
        return [judge(case, [_reply(await agent.parse_message(case.turns[0]))]) for case in single]

    return asyncio.run(run())


def _reply(parsed: dict[str, Any]) -> dict[str, Any]:
    intent = parsed["intent"]["name"]
    name = parsed["response_selector"].get("default", {}).get("response", {}).get("intent_response_key") or ""
    kind = _KINDS.get(intent, intent)
    return {"kind": kind, "id": name.rpartition("/")[2] if intent == "faq" else intent, "also": [], "verdict": [], "status": {"status": ""}}
