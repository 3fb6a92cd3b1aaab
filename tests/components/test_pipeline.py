"""The trained pipeline and the policy: odd input, repeatability, silence."""

from __future__ import annotations

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.answer_gate import AnswerGate
from components.message_cleaner import MessageCleaner
from components.properties import MENDED, PROBLEM, READING
from components.question_classifier import QuestionClassifier
from components.sentence_encoder import SentenceEncoder
from components.service_extractor import ServiceExtractor
from components.spacy_tokenizer import SpacyTokenizer
from components.unanswered_turn_policy import UNAVAILABLE, UnansweredTurnPolicy
from rrn.paths import ROOT

TOY = {
    "faq/nhs_mandate": ["is it mandatory", "is it compulsory for us", "must we do it", "when did it become mandatory"],
    "not_covered/cost": ["how much does it cost", "what is the price", "fees please", "is it expensive"],
    "sector_applicability": ["does it apply to schools", "are hospitals covered", "does it cover prisons", "do nurseries need it"],
}
PARTS = (MessageCleaner, SpacyTokenizer, ServiceExtractor, SentenceEncoder, QuestionClassifier, AnswerGate)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The pipeline trained on a toy set, stored, and loaded again through Rasa's model storage."""
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    context = ExecutionContext(GraphSchema({}), "test")
    data = TrainingData([Message.build(text, label) for label, texts in TOY.items() for text in texts])
    for part in PARTS:
        resource = Resource(part.__name__)
        context.node_name = part.__name__
        component = part.create(part.get_default_config(), storage, resource, context)
        if hasattr(component, "train"):
            component.train(data)
        if hasattr(component, "process_training_data"):
            data = component.process_training_data(data)
    return [part.load(part.get_default_config(), storage, Resource(part.__name__), context) for part in PARTS]


def parse(pipeline, text):
    messages = [Message({TEXT: text})]
    for component in pipeline:
        messages = component.process(messages)
    return messages[0]


def test_what_was_trained_is_loaded(loaded):
    message = parse(loaded, "is it mandatry for us")
    assert message.get(MENDED) == "is it mandatory for us"
    assert message.get(READING)["parts"][0]["ranking"][0][0] == "faq/nhs_mandate"


def test_a_message_that_only_names_the_standards_asks_what_they_are(loaded):
    assert parse(loaded, "so what's the R.R.N.?").get(READING)["parts"][0]["label"] == "faq/what_is_rrn"


def test_the_same_message_gives_the_same_reading(loaded):
    assert parse(loaded, "does it apply to a care home?").get(READING) == parse(loaded, "does it apply to a care home?").get(READING)


def test_settings_become_entities(loaded):
    entities = parse(loaded, "does it apply to schools").get("entities")
    assert [(each["entity"], each["value"]) for each in entities] == [("setting", "school")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("/", "empty"),
        ("\u200b\u202e", "empty"),
        ("\x00\ud800", "empty"),
        ("😀😀", "no_words"),
        ("?!", "no_words"),
        ("a" * 10_000, "too_long"),
        ("est-ce que cela s'applique aux écoles maternelles", "not_english"),
        ("это обязательно для школ", "not_english"),
        ("is it\u202e mandatory\x00", ""),
        ("x" * 1000, ""),
    ],
)
def test_odd_input_is_named_and_never_raises(loaded, text, problem):
    message = parse(loaded, text)
    assert message.get(PROBLEM) == problem
    assert message.get(READING)["problem"] == problem


@pytest.mark.parametrize("text", ["/restart", "  /session_start", "／back", '/faq{"a": 1}', "//stop"])
def test_typed_text_is_never_a_command(loaded, text):
    message = parse(loaded, text)
    assert not message.get(TEXT).startswith("/")
    assert message.get("intent")["name"] not in ("restart", "session_start", "back")


@pytest.mark.parametrize(
    ("events", "apologises"),
    [
        ([UserUttered("hi", input_channel="rest"), ActionExecuted("action_answer_question")], True),
        ([UserUttered("hi"), ActionExecuted("action_answer_question")], False),
        ([UserUttered("hi", input_channel="rest"), ActionExecuted("action_answer_question"), BotUttered("hello")], False),
        ([UserUttered("hi", input_channel="rest")], False),
        ([ActionExecuted("action_session_start"), ActionExecuted("action_listen")], False),
        (
            [UserUttered("hi", input_channel="rest"), ActionExecuted("action_decline"), ActionExecuted(UNAVAILABLE), BotUttered("sorry")],
            False,
        ),
    ],
)
def test_a_turn_that_our_action_left_unanswered_gets_an_apology(tmp_path, events, apologises):
    domain = Domain.load(str(ROOT / "domain.yml"))
    policy = UnansweredTurnPolicy.create(
        UnansweredTurnPolicy.get_default_config(),
        LocalModelStorage.create(tmp_path),
        Resource("policy"),
        ExecutionContext(GraphSchema({}), "test"),
    )
    tracker = DialogueStateTracker.from_events("test", events, slots=domain.slots)
    prediction = policy.predict_action_probabilities(tracker, domain)
    assert (prediction.probabilities[domain.index_for_action(UNAVAILABLE)] == 1.0) is apologises
