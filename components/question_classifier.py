"""Ranks the intents of a message and of its segments."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.fingerprints import understanding_fingerprint
from components.properties import (
    FAMILIAR,
    FAMILIAR_RANKING,
    FAMILIAR_VECTOR,
    MENDED,
    PROBLEM,
    RANKING,
    SEGMENT_RANKINGS,
    SEGMENT_VECTORS,
    SEGMENTS,
)
from rrn.understanding.classifier import QuestionClassifier as Classifier
from rrn.understanding.encoder import Vector


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(GraphComponent, IntentClassifier):
    """Fits and applies ``rrn.understanding.classifier`` over the features of the sentence encoder."""

    def __init__(self, classifier: Classifier | None, model_storage: ModelStorage, resource: Resource) -> None:
        self._classifier = classifier
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> QuestionClassifier:
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
    ) -> QuestionClassifier:
        """Loads the classifier that training stored."""
        with model_storage.read_from(resource) as folder:
            return cls(Classifier.load(folder), model_storage, resource)

    @staticmethod
    def required_packages() -> list[str]:
        """Names the packages whose versions are part of Rasa's fingerprint."""
        return ["sklearn"]

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        """Makes Rasa train again where the code behind this component changed."""
        return understanding_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the classifier to the examples' full intents (``faq/nhs_mandate``)."""
        examples = training_data.intent_examples
        vectors = np.vstack([_vector(example) for example in examples])
        labels = [example.get_full_intent() for example in examples]
        self._classifier = Classifier.fit([example.get(MENDED) for example in examples], vectors, labels)
        with self._model_storage.write_to(self._resource) as folder:
            self._classifier.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Ranks the intents of messages that can be read."""
        if self._classifier is None:
            raise RuntimeError("The question classifier is not trained. Run 'rasa train'.")
        for message in messages:
            if not message.get(PROBLEM):
                message.set(RANKING, self._classifier.rank(message.get(MENDED), _vector(message)))
                if message.get(FAMILIAR):
                    message.set(FAMILIAR_RANKING, self._classifier.rank(message.get(FAMILIAR), message.get(FAMILIAR_VECTOR)))
                pairs = zip(message.get(SEGMENTS), message.get(SEGMENT_VECTORS), strict=True)
                message.set(SEGMENT_RANKINGS, [self._classifier.rank(mended, vector) for (_, mended), vector in pairs])
        return messages


def _vector(message: Message) -> Vector:
    _, sentence = message.get_dense_features(TEXT, [])
    return np.asarray(sentence.features[0])
