"""Makes the encoder's file: ``python -m encoder.make model.safetensors encoder/model.onnx``.

The published weights of all-MiniLM-L6-v2 become a graph of onnxruntime's own transformer operators, with 7-bit weights in
int8 and integer arithmetic: a quarter of the size of the weights and of the time of the usual export. Needed only when the
encoder itself is to change; ``README.md`` says where the weights come from.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

Weights = dict[str, npt.NDArray[np.float32]]

LAYERS, HEADS, HIDDEN = 6, 12, 384
#: Of BERT's layer normalisation, as the model's configuration gives it.
EPSILON = 1e-12
MICROSOFT = "com.microsoft"
OPSET, IR_VERSION = 17, 8


class _Graph:
    """A graph in the making: nodes, and the weights that they name."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def weight(self, name: str, value: npt.NDArray[np.float32] | None = None) -> str:
        """Adds a published weight, or one that was worked out of several; returns its name."""
        array = self.weights[name] if value is None else value
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = MICROSOFT, **attributes: float) -> str:
        """Adds an operator; returns the name of what it gives."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def normalised(self, states: str, added: str, layer: str, bias: str, output: str) -> str:
        """Adds the sum of two states and a bias, normalised."""
        inputs = [states, added, self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias"), self.weight(bias)]
        return self.node("SkipLayerNormalization", inputs, output, epsilon=EPSILON)

    def product(self, states: str, name: str, output: str) -> str:
        """Adds the product with a layer's weights, which are published transposed."""
        return self.node("MatMul", [states, self.weight(f"{name}.weight", self.weights[f"{name}.weight"].T)], output, domain="")


def float_graph(weights: Weights) -> onnx.ModelProto:
    """Returns the encoder with float weights: ``input_ids`` (int32, texts x tokens) to ``last_hidden_state``.

    All tokens of the texts count and are of the first segment: texts are never padded nor paired.
    """
    graph = _Graph(weights)
    # There is one segment, so what marks it is part of the place.
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    first = [
        "input_ids",
        "",
        graph.weight("embeddings.word_embeddings.weight"),
        graph.weight("embeddings.position_embeddings.weight", places),
        "",
        graph.weight("embeddings.LayerNorm.weight"),
        graph.weight("embeddings.LayerNorm.bias"),
    ]
    graph.nodes.append(
        helper.make_node("EmbedLayerNormalization", first, ["embedded", "ignored"], name="embedded", domain=MICROSOFT, epsilon=EPSILON)
    )
    states = "embedded"
    for number in range(LAYERS):
        states = _layer(graph, states, f"encoder.layer.{number}", "last_hidden_state" if number == LAYERS - 1 else f"states_{number}")
    shape = ["texts", "tokens"]
    made = helper.make_graph(
        graph.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT32, shape)],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, HIDDEN])],
        graph.constants,
    )
    imports = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=imports, ir_version=IR_VERSION, producer_name="encoder.make")


def _layer(graph: _Graph, states: str, name: str, output: str) -> str:
    """Adds one transformer layer."""
    own = f"{name}.attention.self"
    joined = np.hstack([graph.weights[f"{own}.{part}.weight"].T for part in ("query", "key", "value")])
    biases = np.concatenate([graph.weights[f"{own}.{part}.bias"] for part in ("query", "key", "value")])
    inputs = [states, graph.weight(f"{own}.weight", joined), graph.weight(f"{own}.bias", biases)]
    attended = graph.node("Attention", inputs, f"{name}.attended", num_heads=HEADS)
    out = f"{name}.attention.output"
    attended = graph.product(attended, f"{out}.dense", f"{name}.projected")
    attended = graph.normalised(attended, states, f"{out}.LayerNorm", f"{out}.dense.bias", f"{name}.attention_normalised")
    wide = graph.product(attended, f"{name}.intermediate.dense", f"{name}.wide")
    wide = graph.node("BiasGelu", [wide, graph.weight(f"{name}.intermediate.dense.bias")], f"{name}.active")
    narrow = graph.product(wide, f"{name}.output.dense", f"{name}.narrow")
    return graph.normalised(narrow, attended, f"{name}.output.LayerNorm", f"{name}.output.dense.bias", output)


def make(weights: Path, target: Path) -> None:
    """Writes the encoder's file.

    Seven of the eight bits are used: with all of them, processors without VNNI instructions overflow and give other vectors.
    """
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "float.onnx"
        onnx.save(float_graph(load_file(weights)), exact)
        quantize_dynamic(
            exact,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("weights", type=Path, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("target", type=Path, help="the file to write")
    arguments = parser.parse_args()
    make(arguments.weights, arguments.target)
    sys.stdout.write(f"{arguments.target} is written; put its sha256 into rrn/understanding/encoder.py.\n")
