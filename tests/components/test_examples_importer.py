"""Rasa gets all examples, from one reading of the files; and those that are encoded ahead are the ones that training encodes."""

from __future__ import annotations

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers import rasa as rasa_importer
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import TEXT

from commands.encode_ahead import mended_examples
from components.message_cleaner import MessageCleaner
from components.properties import MENDED
from rrn.content import training_examples
from rrn.paths import DATA, ROOT


@pytest.fixture(scope="module")
def importer():
    return TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(DATA)])


def test_the_files_are_read_once_however_rasa_asks(importer, monkeypatch):
    read, times = rasa_importer.utils.training_data_from_paths, []
    monkeypatch.setattr(rasa_importer.utils, "training_data_from_paths", lambda *given: times.append(given) or read(*given))
    texts = [{each.get(TEXT) for each in found.intent_examples} for found in (importer.get_nlu_data("en"), importer.get_nlu_data())]
    assert texts[0] == texts[1] == {text for examples in training_examples().values() for text in examples}
    assert len(times) == 1


def test_what_is_encoded_ahead_is_what_training_encodes(importer, tmp_path):
    cleaner = MessageCleaner([], LocalModelStorage.create(tmp_path), Resource("cleaner"))
    examples = importer.get_nlu_data()
    cleaner.train(examples)
    mended = [each.get(MENDED) for each in cleaner.process_training_data(examples).training_examples if each.get(MENDED)]
    assert set(mended) == set(mended_examples())
