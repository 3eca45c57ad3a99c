"""Write the encoder as an ONNX model with 8-bit weights, which onnxruntime runs with integer arithmetic."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper, numpy_helper, save
from onnxruntime.quantization import QuantType, quantize_dynamic

from tools.embedding.encoder import HEADS, HIDDEN, LAYER_NORM_EPSILON, LAYERS, PROJECTION, TOKEN_DIMENSION

OPSET, MICROSOFT_OPSET, IR_VERSION = 20, 1, 9
SMALLEST_NORM = 1e-12
Arrays = Mapping[str, NDArray[numpy.float32]]


def write_model(weights: Arrays, path: Path) -> None:
    """Write the quantised model: `input_ids` (texts, tokens) to `embedding` and `token_embeddings`.

    Both are unit vectors: (texts, 384), and (texts, tokens, 64) for late interaction. Weights have 7 bits, so
    that the sums of two products fit into 16 bits on processors without VNNI.
    """
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder, "exact.onnx")
        save(_Graph(weights).build(), exact)
        quantize_dynamic(
            exact,
            path,
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


class _Graph:
    """Collects the nodes and constants of the model."""

    def __init__(self, weights: Arrays) -> None:
        self._weights = weights
        self._nodes: list[object] = []
        self._constants: list[object] = []

    def build(self) -> object:
        """Return the model."""
        state = self._embed()
        for layer in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}")
        mean = self._node("ReduceMean", state, self._constant("axis", numpy.array([1])), keepdims=0)
        self._normalize(mean, "embedding")
        self._normalize(
            self._node("MatMul", state, self._constant(PROJECTION, self._weights[PROJECTION])),
            "token_embeddings",
        )
        graph = helper.make_graph(
            self._nodes,
            "podcite-minilm",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
            [
                helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", HIDDEN]),
                helper.make_tensor_value_info(
                    "token_embeddings", TensorProto.FLOAT, ["texts", "tokens", TOKEN_DIMENSION]
                ),
            ],
            self._constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", MICROSOFT_OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        checker.check_model(model)
        return model

    def _embed(self) -> str:
        words = self._weights["embeddings.word_embeddings.weight"]
        scale = numpy.abs(words).max(1, keepdims=True) / 127
        table = self._constant("words", numpy.round(words / numpy.maximum(scale, 1e-12)).astype(numpy.int8))
        rows = self._node("Cast", self._node("Gather", table, "input_ids"), to=TensorProto.FLOAT)
        scales = self._node("Gather", self._constant("scales", scale.astype(numpy.float32)), "input_ids")
        positions = self._weights["embeddings.position_embeddings.weight"]
        positions = positions + self._weights["embeddings.token_type_embeddings.weight"][0]
        shape = self._node("Shape", "input_ids", start=1)
        used = self._node(
            "Slice", self._constant("positions", positions), self._constant("zero", numpy.array([0])), shape
        )
        state = self._node("Add", self._node("Mul", rows, scales), used)
        return self._layer_norm(state, "embeddings.LayerNorm")

    def _layer(self, state: str, name: str) -> str:
        parts = [self._linear(state, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        mixed = self._node("MultiHeadAttention", *parts, domain="com.microsoft", num_heads=HEADS)
        output = self._linear(mixed, f"{name}.attention.output.dense")
        state = self._layer_norm(self._node("Add", output, state), f"{name}.attention.output.LayerNorm")
        inner = self._node("Gelu", self._linear(state, f"{name}.intermediate.dense"))
        output = self._linear(inner, f"{name}.output.dense")
        return self._layer_norm(self._node("Add", output, state), f"{name}.output.LayerNorm")

    def _linear(self, state: str, name: str) -> str:
        weight = self._constant(f"{name}.weight", self._weights[f"{name}.weight"].T)
        bias = self._constant(f"{name}.bias", self._weights[f"{name}.bias"])
        return self._node("Add", self._node("MatMul", state, weight), bias)

    def _layer_norm(self, state: str, name: str) -> str:
        scale, shift = (
            self._constant(f"{name}.{part}", self._weights[f"{name}.{part}"]) for part in ("weight", "bias")
        )
        return self._node("LayerNormalization", state, scale, shift, axis=-1, epsilon=LAYER_NORM_EPSILON)

    def _normalize(self, rows: str, output: str) -> None:
        last = self._constant(f"{output}.axis", numpy.array([-1]))
        norms = self._node("ReduceL2", rows, last, keepdims=1)
        least = self._constant(f"{output}.least", numpy.array(SMALLEST_NORM, dtype=numpy.float32))
        self._nodes.append(helper.make_node("Div", [rows, self._node("Max", norms, least)], [output]))

    def _node(self, operator: str, *inputs: str, **attributes: object) -> str:
        output = f"{operator}.{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def _constant(self, name: str, value: "NDArray[numpy.generic]") -> str:
        self._constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name
