"""Runs the actions in Rasa's own process, instead of posting the conversation to a server for every turn."""

from __future__ import annotations

import json as json_library
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection
from rasa_sdk.interfaces import ActionNotFoundException

from serving.written_events import events_of

#: The package whose actions are run.
PACKAGE = "actions"
#: Status with which an action server says that an action rejects itself.
REJECTED = 400


class DirectActions(EndpointConfig):
    """An action endpoint that runs the actions here.

    ``rasa.core.actions.action.RemoteAction`` calls nothing but :meth:`request` and reads ``kwargs``.
    """

    def __init__(self) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(PACKAGE)

    async def request(self, *args: Any, json: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any] | None:
        """Runs the action that Rasa would have sent to the action server.

        Raises:
            ClientResponseError: As an action server would answer.
        """
        try:
            return await self._executor.run(json or {})
        except SdkRejection as error:
            body = {"action_name": error.action_name, "error": str(error)}
            raise ClientResponseError(REJECTED, str(error), json_library.dumps(body)) from error
        except ActionNotFoundException as error:
            raise ClientResponseError(404, str(error), "") from error


class DirectAction(RemoteAction):
    """An action behind :class:`DirectActions`.

    It gets the person's message of the events, since ours ask for nothing else, and its result is not checked against the schema of
    what a server may send.
    """

    async def run(
        self, output_channel: OutputChannel, nlg: NaturalLanguageGenerator, tracker: DialogueStateTracker, domain: Domain
    ) -> list[Event]:
        """Runs the action.

        Raises:
            ActionExecutionRejection: The action rejects itself.
            ClientResponseError: There is no such action.
        """
        state = tracker.current_state(EventVerbosity.NONE)
        message = tracker.get_last_event_for(UserUttered)
        state["events"] = [message.as_dict()] if message else []
        call = {"next_action": self._name, "sender_id": tracker.sender_id, "tracker": state}
        try:
            done = await self.action_endpoint.request(json=call)
        except ClientResponseError as error:
            if error.status == REJECTED:
                raise ActionExecutionRejection(self._name) from error
            raise
        said = await self._utter_responses(done["responses"], output_channel, nlg, tracker)
        return [*said, *events_of(done["events"])]
