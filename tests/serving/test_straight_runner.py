"""Our graph runner gives what Rasa's gives."""

from __future__ import annotations

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.trackers import DialogueStateTracker

from commands.model import ensure_model
from serving.straight_runner import StraightRunner

QUESTIONS = ["Does it apply to schools?", "is Intelligensa certifed", "yes", "", "what is the RRN? and how long does it take?", "/restart"]


@pytest.fixture(scope="module")
def runners(tmp_path_factory):
    loaded = [
        load_predict_graph_runner(tmp_path_factory.mktemp("model"), ensure_model(), LocalModelStorage, runner)
        for runner in (StraightRunner, DaskGraphRunner)
    ]
    return loaded[0][0], [runner for _, runner in loaded]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_reading_and_the_same_prediction(runners, question):
    metadata, both = runners
    tracker = DialogueStateTracker.from_events("someone", [])
    read, predicted = [], []
    for runner in both:
        inputs = {"__message__": [UserMessage(question)], "__tracker__": tracker}
        (message,) = runner.run(inputs, [metadata.nlu_target])[metadata.nlu_target]
        output = message.as_dict(only_output_properties=True)
        output.pop("received")  # the moment at which each took it up
        read.append(output)
        predicted.append(runner.run({"__tracker__": tracker}, [metadata.core_target])[metadata.core_target].probabilities)
    assert read[0] == read[1]
    assert predicted[0] == predicted[1]


def test_a_node_that_fails_is_named(runners):
    metadata, (straight, _) = runners
    with pytest.raises(GraphComponentException):
        straight.run({"__message__": [UserMessage("hello")], "__tracker__": RuntimeError}, [metadata.core_target])
