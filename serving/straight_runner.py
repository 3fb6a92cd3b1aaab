"""Runs Rasa's graph node after node, in an order worked out once.

Rasa's own runner hands the graph to Dask for every message, and Dask plans it anew each time. The graph of a model does not
change, and its nodes run one after the other there too.
"""

from __future__ import annotations

from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class StraightRunner(GraphRunner):
    """A graph runner without a scheduler."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._plan = lru_cache(maxsize=None)(self._planned)

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightRunner:
        """Loads every node of a graph."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Returns the outputs of the targets, by name.

        Args:
            inputs: Values of the graph's placeholders.
            targets: Nodes whose outputs are wanted; those of the schema where none are named.

        Raises:
            GraphComponentException: A node failed.
        """
        wanted = tuple(targets or self._schema.target_names)
        results = dict(inputs or {})
        for name, parents in self._plan(wanted):
            _, results[name] = self._nodes[name](*((parent, results[parent]) for parent in parents))
        return {name: results[name] for name in wanted}

    def _planned(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """Returns the nodes that the targets need, each after those it needs itself, with the names of these."""
        needed = self._schema.minimal_graph_schema(list(targets)).nodes
        parents = {name: tuple(node.needs.values()) for name, node in needed.items()}
        return [(name, parents[name]) for name in TopologicalSorter(parents).static_order() if name in parents]
