"""Rasa finds this module by its name, the one place where Rasa 3.6 looks for extensions (``rasa.plugin``).

It puts our own node at the head of the graph that every message of every channel goes through, so that personal data is taken out
before Rasa's tracker, its stores, its brokers and the actions see the text.
"""

from __future__ import annotations

import sys

import pluggy
from rasa.engine.graph import SchemaNode

hookimpl = pluggy.HookimplMarker("rasa")


def init_hooks(manager: pluggy.PluginManager) -> None:
    """Registers this module's hooks."""
    manager.register(sys.modules[__name__])


@hookimpl
def modify_default_recipe_graph_predict_nodes(predict_nodes: dict[str, SchemaNode]) -> None:
    """Replaces the node that takes messages in; the trained model keeps the graph, so this is done once, in training."""
    from components.redacted_message import RedactedMessageConverter  # after Rasa's own imports

    predict_nodes["nlu_message_converter"].uses = RedactedMessageConverter
