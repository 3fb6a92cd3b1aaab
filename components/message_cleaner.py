"""First component of the pipeline: brings a message into one plain form and mends its spelling."""

from __future__ import annotations

import json
import time
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rrn_privacy import without_placeholders
from spacy.lang.en.stop_words import STOP_WORDS

from components.fingerprints import understanding_fingerprint
from components.properties import MENDED, PROBLEM, RECEIVED, SEGMENTS, TYPED
from rrn.understanding.language import LanguageJudge
from rrn.understanding.reading import Problem
from rrn.understanding.splitting import split
from rrn.understanding.subject_speller import subject_speller
from rrn.understanding.text import MAX_CHARACTERS, clean, has_words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class MessageCleaner(GraphComponent):
    """Cleans a message's text, mends its spelling, splits it into segments, and tells what cannot be read.

    A leading ``/`` is taken out before Rasa's own handler of ``/intent`` messages sees the text, on every channel.
    """

    def __init__(self, texts: list[str], model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._learn(texts)

    def _learn(self, texts: list[str]) -> None:
        self._texts = texts
        self._speller = subject_speller(texts)
        known = {word for text in texts for word in text.lower().split()} | STOP_WORDS
        self._language = LanguageJudge(lambda word: word in known)

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> MessageCleaner:
        """Creates the component before it is trained."""
        return cls([], model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageCleaner:
        """Loads the vocabulary that training stored."""
        with model_storage.read_from(resource) as folder:
            texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
        return cls(texts, model_storage, resource)

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        """Makes Rasa train again where the code or the data behind this component changed."""
        return understanding_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the words of the subject from the examples."""
        self._learn([clean(message.get(TEXT)) for message in training_data.intent_examples])
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "texts.json").write_text(json.dumps(self._texts), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Cleans and mends the examples."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                message.set(TEXT, clean(message.get(TEXT)))
                message.set(MENDED, self._speller.mend(message.get(TEXT)))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Cleans and mends messages."""
        for message in messages:
            self._process(message)
        return messages

    def _process(self, message: Message) -> None:
        raw = message.get(TEXT) or ""
        message.set(RECEIVED, time.time(), add_to_output=True)
        message.set(TYPED, raw, add_to_output=True)
        problem: Problem = "too_long" if len(raw) > MAX_CHARACTERS else ""
        text = clean(without_placeholders(raw[:MAX_CHARACTERS]))
        if not text:
            problem = problem or "empty"
        elif not has_words(text):
            problem = problem or "no_words"
        elif self._language.is_foreign(text):
            problem = problem or "not_english"
        segments = split(text)
        message.set(TEXT, text)
        message.set(MENDED, self._speller.mend(text))
        message.set(SEGMENTS, [(segment, self._speller.mend(segment)) for segment in segments] if len(segments) > 1 else [])
        message.set(PROBLEM, problem)
