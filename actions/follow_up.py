"""Goal: to go on with what was said before ("why?", "yes", "and hospitals?")."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionFollowUp(TurnAction):
    """Takes a short message together with what was said before."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_follow_up"
