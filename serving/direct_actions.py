"""Runs the actions in Rasa's own process, instead of posting the conversation to a server for every turn."""

from __future__ import annotations

import json as json_library
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

#: The package whose actions are run.
PACKAGE = "actions"


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
        except ActionExecutionRejection as error:
            body = {"action_name": error.action_name, "error": str(error)}
            raise ClientResponseError(400, str(error), json_library.dumps(body)) from error
        except ActionNotFoundException as error:
            raise ClientResponseError(404, str(error), "") from error


class DirectAction(RemoteAction):
    """An action behind :class:`DirectActions`.

    It gets the person's message of the events, since ours ask for nothing else, and its result is not checked against the schema of
    what a server may send.
    """

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        message = tracker.get_last_event_for(UserUttered)
        state["events"] = [message.as_dict()] if message else []
        return {"next_action": self._name, "sender_id": tracker.sender_id, "tracker": state}

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        return True
