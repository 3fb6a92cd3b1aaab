"""Head of the graph: takes personal data out of a message before anything else sees it."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.converters.nlu_message_converter import NLUMessageConverter
from rasa.shared.nlu.training_data.message import Message
from rrn_privacy import redact

from components.quiet_logs import leave_typed_text_out_of_logs


class RedactedMessageConverter(NLUMessageConverter):
    """Rasa's converter, for messages without personal data.

    Rasa's processor makes its tracker's event from ``UserMessage.text`` after the graph has run, so the text is changed there, too.
    """

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> RedactedMessageConverter:
        """Creates the node; whoever loads a model also logs what goes wrong with its messages."""
        leave_typed_text_out_of_logs()
        return cls()

    def convert_user_message(self, messages: list[UserMessage]) -> list[Message]:
        """Returns the messages for the pipeline, with placeholders in the place of personal data."""
        for message in messages:
            if message.text:
                message.text = redact(message.text)
        converted: list[Message] = super().convert_user_message(messages)
        return converted
