"""Goal: to send somebody who is hurt or at risk to where help is."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionSafeguarding(TurnAction):
    """Says where to turn, before anything else."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_safeguarding"
