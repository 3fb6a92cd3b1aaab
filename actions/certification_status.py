"""Goal: a training provider's certification status."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionCertificationStatus(TurnAction):
    """Looks a provider up in the register."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_certification_status"
