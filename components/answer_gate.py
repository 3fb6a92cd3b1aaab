"""Last component of the pipeline: decides what may be done with a message, and sets the intent that the rules see."""

from __future__ import annotations

from functools import cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.fingerprints import understanding_fingerprint
from components.properties import (
    BARE_SETTING,
    FACTS,
    FAMILIAR,
    FAMILIAR_RANKING,
    MENDED,
    PROBLEM,
    RANKING,
    READING,
    SEGMENT_RANKINGS,
    SEGMENT_SERVICES,
    SEGMENTS,
    SERVICES,
)
from rrn.applicability import decision_table
from rrn.content import content, normal_form
from rrn.paths import DATA
from rrn.understanding.facts import fact_reader
from rrn.understanding.gate import Gate, Segment
from rrn.understanding.ranking import Ranking
from rrn.understanding.reading import Part, Reading
from rrn.understanding.splitting import is_list
from rrn.understanding.word_judge import WordJudge
from rrn.yaml_file import read_yaml

#: Intent of a message that is asked back about; Rasa's own name for it.
FALLBACK = "nlu_fallback"
#: How many intents are reported.
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerGate(GraphComponent, IntentClassifier):
    """Puts the second judge behind the classifier and applies the one decision rule (``rrn.understanding.gate``)."""

    def __init__(self, judge: WordJudge | None, model_storage: ModelStorage, resource: Resource) -> None:
        self._judge = judge
        danger, other_names = read_yaml(DATA / "danger_words.yml")["danger"], read_yaml(DATA / "other_names.yml")["names"]
        self._gate = Gate(judge, _label_of_title, _offerable, danger, other_names) if judge else None
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> AnswerGate:
        """Creates the component before it is trained."""
        return cls(None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerGate:
        """Loads the judge that training stored."""
        with model_storage.read_from(resource) as folder:
            return cls(WordJudge.load(folder / "words.json"), model_storage, resource)

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        """Makes Rasa train again where the code behind this component changed."""
        return understanding_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Teaches the judge the words of every topic: those of its examples, its title, its answer and its quotes."""
        texts = [example.get(MENDED) for example in training_data.intent_examples]
        labels = [example.get_full_intent() for example in training_data.intent_examples]
        for answer in content().answers.values():
            for text in (answer.title, answer.text, *(citation.quote for citation in answer.citations)):
                texts.append(text)
                labels.append(f"faq/{answer.id}")
        for setting in decision_table().settings.values():
            for name in setting.names:
                texts.append(name)
                labels.append("sector_applicability")
        self._judge = WordJudge.fit(texts, labels)
        with self._model_storage.write_to(self._resource) as folder:
            self._judge.save(folder / "words.json")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the reading, the intent and the ranking of messages."""
        if self._gate is None:
            raise RuntimeError("The answer gate is not trained. Run 'rasa train'.")
        for message in messages:
            reading = self._read(self._gate, message)
            message.set(READING, reading.to_dict(), add_to_output=True)
            _set_intent(message, reading)
        return messages

    @staticmethod
    def _read(gate: Gate, message: Message) -> Reading:
        text = message.get(TEXT) or ""
        if message.get(PROBLEM):
            return Reading(text, message.get(PROBLEM))
        familiar = Segment(text, message.get(FAMILIAR), message.get(FAMILIAR_RANKING)) if message.get(FAMILIAR) else None
        services, facts = tuple(message.get(SERVICES)), message.get(FACTS)
        whole = gate.clearer(Segment(text, message.get(MENDED), message.get(RANKING), services, facts), familiar)
        listed = is_list(text)
        segments = [
            Segment(segment, mended, ranking, tuple(own_services), own_facts, listed)
            for (segment, mended), ranking, (own_services, own_facts) in zip(
                message.get(SEGMENTS), message.get(SEGMENT_RANKINGS), message.get(SEGMENT_SERVICES), strict=True
            )
        ]
        return Reading(
            text=text,
            parts=gate.parts(whole, segments),
            services=services,
            facts=facts,
            bare_setting=message.get(BARE_SETTING),
        )


def _label_of_title(text: str) -> str | None:
    found = content().label_of_title(text)
    if found is None and normal_form(text) in _setting_titles():
        return "sector_applicability"
    if found is None and fact_reader().body_asked_of(text) == "what_is_rrn":
        return "faq/what_is_rrn"
    return found


@cache
def _setting_titles() -> frozenset[str]:
    return frozenset(normal_form(setting.title) for setting in decision_table().settings.values())


def _offerable(label: str) -> bool:
    return content().title(label) is not None


def _set_intent(message: Message, reading: Reading) -> None:
    part: Part | None = reading.parts[0] if reading.parts else None
    label = part.label if part and part.decision == "accept" else FALLBACK
    family, _, _ = label.partition("/")
    confidence = part.confidence if part else 0.0
    message.set(INTENT, {"name": family, "confidence": confidence}, add_to_output=True)
    ranking: Ranking | None = message.get(RANKING)
    ordered = sorted(ranking.families.items(), key=lambda item: -item[1])[:RANKING_LENGTH] if ranking else []
    message.set("intent_ranking", [{"name": name, "confidence": value} for name, value in ordered], add_to_output=True)
    if "/" in label:
        response = {"intent_response_key": label, "confidence": confidence, "utter_action": f"utter_{label}"}
        families = ["faq", "not_covered", "chitchat"]
        message.set("response_selector", {"all_retrieval_intents": families, family: {"response": response}}, add_to_output=True)
