"""Makes the products of an exported encoder integer ones, which a processor does four at a time.

The weights are quantised once, a scale for each column; what they are multiplied with when the model runs, a
scale for each word piece. So a vector depends on its own text alone, to the last bit, whatever shares its
batch; the usual dynamic quantisation takes one scale for a whole batch. Weights have seven bits: with eight,
processors without VNNI or a like instruction add two products in sixteen bits, which overflow, and would give
other vectors (onnxruntime, "Quantize ONNX models", on reduce_range).

Measured on the packaged model: cosine with the fp32 vectors .997, .995 at least; on dev the evidence recall
is the same; passages are encoded 1.5 times as fast, a question in half the time.
"""

import numpy as np
import onnx
from numpy.typing import ArrayLike
from onnx import TensorProto, helper, numpy_helper

#: The largest quantised weight, and the largest value of what it is multiplied with, beside its zero.
WEIGHT, ACTIVATION = 63, 127
_ZERO = 128
#: Nothing is divided by less.
_LEAST = 1e-12
_MICROSOFT = "com.microsoft"


def with_integer_products(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replaces each product with a matrix of weights by an integer one.

    Products of what is computed, as in attention, stay. Several products of one value, such as the three
    of an attention layer, share its quantised form.

    Args:
        model: a graph whose weights are initialisers of ``MatMul`` nodes; it is changed.

    Returns:
        The same graph.

    Raises:
        ValueError: it has no product with weights.
    """
    graph = model.graph
    weights = {one.name: one for one in graph.initializer}
    made = _Made(graph)
    nodes = []
    quantised: dict[str, str] = {}
    for node in graph.node:
        matrix = weights.get(node.input[1]) if node.op_type == "MatMul" else None
        if matrix is None or len(matrix.dims) != 2:
            nodes.append(node)
            continue
        value = node.input[0]
        if value not in quantised:
            quantised[value] = f"int8_{len(quantised)}"
            nodes += made.quantising(value, quantised[value])
        nodes += made.product(quantised[value], matrix, node.output[0])
    if not quantised:
        raise ValueError("the exported graph has no product with weights")
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in graph.node for name in node.input}
    kept = [one for one in graph.initializer if one.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    model.opset_import.append(helper.make_opsetid(_MICROSOFT, 1))
    return model


class _Made:
    """Makes nodes, and the constants that they need."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._graph = graph
        self._constant("int8_one", np.float32(1))
        self._constant("int8_zero", np.uint8(_ZERO))
        self._constant("int8_zero_weight", np.int8(0))
        self._constant("int8_share", np.float32(1 / ACTIVATION))
        self._constant("int8_least", np.float32(_LEAST))
        self._constant("int8_last", np.array([-1], dtype=np.int64))

    def quantising(self, value: str, name: str) -> list[onnx.NodeProto]:
        """Scales the last axis of a value to integers; ``NAME_scale`` holds the scales."""
        make = helper.make_node
        return [
            make("Abs", [value], [f"{name}_abs"]),
            make("ReduceMax", [f"{name}_abs", "int8_last"], [f"{name}_most"], keepdims=1),
            make("Max", [f"{name}_most", "int8_least"], [f"{name}_above"]),
            make("Mul", [f"{name}_above", "int8_share"], [f"{name}_scale"]),
            make("Div", [value, f"{name}_scale"], [f"{name}_scaled"]),
            make("QuantizeLinear", [f"{name}_scaled", "int8_one", "int8_zero"], [name]),
        ]

    def product(self, value: str, matrix: TensorProto, output: str) -> list[onnx.NodeProto]:
        """Multiplies a quantised value with quantised weights, and scales the product back."""
        weights = numpy_helper.to_array(matrix)
        scales = np.maximum(np.abs(weights).max(axis=0), _LEAST) / WEIGHT
        name = f"{output}_int8"
        self._constant(f"{name}_weights", np.round(weights / scales).astype(np.int8))
        self._constant(f"{name}_scales", scales.astype(np.float32))
        inputs = [value, f"{name}_weights", "int8_one", f"{name}_scales", "int8_zero", "int8_zero_weight"]
        return [
            helper.make_node("MatMulIntegerToFloat", inputs, [f"{name}_product"], domain=_MICROSOFT),
            helper.make_node("Mul", [f"{name}_product", f"{value}_scale"], [output]),
        ]

    def _constant(self, name: str, value: ArrayLike) -> None:
        self._graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
