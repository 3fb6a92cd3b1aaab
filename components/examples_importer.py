"""Reads the examples for Rasa, once."""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class ExamplesImporter(RasaFileImporter):
    """Rasa's own importer of files, which remembers the examples.

    Rasa asks for them with a language and without one, and remembers what each way of asking gave apart: it would read every file
    twice. It copies what it is given before it changes anything.
    """

    _examples: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Returns the examples; they are all in one language."""
        if self._examples is None:
            self._examples = super().get_nlu_data(language)
        return self._examples
