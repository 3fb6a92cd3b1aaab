"""Sentence vectors as dense features."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.properties import FAMILIAR, FAMILIAR_VECTOR, MENDED, PROBLEM, SEGMENT_VECTORS, SEGMENTS
from rrn.understanding.encoder import Vector, shared_encoder
from rrn.understanding.kept_vectors import KeptVectors


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Encodes the mended text of a message, and of its segments, with all-MiniLM-L6-v2."""

    def __init__(self, name: str) -> None:
        super().__init__(name, {"alias": name})
        self._encoder = shared_encoder()

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SentenceEncoder:
        """Creates the component."""
        return cls(execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accepts every configuration; there is nothing to set."""

    @staticmethod
    def required_packages() -> list[str]:
        """Names the packages whose versions are part of Rasa's fingerprint."""
        return ["onnxruntime", "tokenizers"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds features to the examples."""
        messages = [message for message in training_data.training_examples if message.get(MENDED)]
        for message, vector in zip(messages, KeptVectors().of([each.get(MENDED) for each in messages]), strict=True):
            self._add(message, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds features to messages that can be read."""
        for message in messages:
            if not message.get(PROBLEM):
                familiar = [message.get(FAMILIAR)] if message.get(FAMILIAR) else []
                texts = [message.get(MENDED), *familiar, *(mended for _, mended in message.get(SEGMENTS))]
                vector, *others = self._encoder.encode_all(texts)
                self._add(message, vector)
                if familiar:
                    message.set(FAMILIAR_VECTOR, others.pop(0))
                message.set(SEGMENT_VECTORS, others)
        return messages

    def _add(self, message: Message, vector: Vector) -> None:
        message.add_features(Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
