"""Integer products: nearly those of the weights, and of each row alone."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from onnx import TensorProto, helper, numpy_helper

from ingest.onnx_int8 import with_integer_products

WIDE, NARROW = 24, 8


def graph(weights: np.ndarray | None) -> onnx.ModelProto:
    """One value times two matrices of weights, or times itself where there are none."""
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", WIDE])
    out = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("a", "b")]
    if weights is None:
        nodes = [
            helper.make_node("Transpose", ["x"], ["t"]),
            helper.make_node("MatMul", ["x", "t"], ["a"]),
            helper.make_node("MatMul", ["x", "t"], ["b"]),
        ]
        made = helper.make_graph(nodes, "attention", [value], out)
    else:
        nodes = [
            helper.make_node("MatMul", ["x", name], [output]) for name, output in (("w", "a"), ("v", "b"))
        ]
        both = [numpy_helper.from_array(weights, "w"), numpy_helper.from_array(-weights, "v")]
        made = helper.make_graph(nodes, "products", [value], out, both)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


@pytest.fixture(scope="module")
def weights() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(WIDE, NARROW)).astype(np.float32)


@pytest.fixture(scope="module")
def session(weights: np.ndarray) -> onnxruntime.InferenceSession:
    made = with_integer_products(graph(weights)).SerializeToString()
    return onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"])


values = arrays(
    np.float32, st.tuples(st.integers(1, 9), st.just(WIDE)), elements=st.floats(-1e3, 1e3, width=32)
)


@settings(deadline=None)
@given(values)
def test_products_are_as_exact_as_their_scales(
    session: onnxruntime.InferenceSession, weights: np.ndarray, x: np.ndarray
) -> None:
    product, negated = session.run(None, {"x": x})
    # each of two factors is off by half a step at most
    step = np.abs(x).max(axis=1, keepdims=True) / 127 / 2
    of_weights = np.abs(weights).max(axis=0) / 63 / 2
    most = step * np.abs(weights).sum(axis=0) + of_weights * (
        np.abs(x).sum(axis=1, keepdims=True) + WIDE * step
    )
    assert (np.abs(product - x @ weights) <= most * 1.01 + 1e-4).all()
    np.testing.assert_array_equal(negated, -product)


@settings(deadline=None)
@given(values)
def test_a_row_has_one_product_whatever_is_multiplied_with_it(
    session: onnxruntime.InferenceSession, x: np.ndarray
) -> None:
    together = session.run(["a"], {"x": x})[0]
    alone = np.concatenate([session.run(["a"], {"x": x[n : n + 1]})[0] for n in range(len(x))])
    np.testing.assert_array_equal(together, alone)


def test_no_sum_of_two_products_overflows_sixteen_bits(weights: np.ndarray) -> None:
    """Processors without VNNI add two of them in sixteen bits."""
    made = with_integer_products(graph(weights * 1e6))
    kept = [numpy_helper.to_array(one) for one in made.graph.initializer if one.name.endswith("_weights")]
    assert len(kept) == 2
    assert max(2 * 255 * int(np.abs(one.astype(int)).max()) for one in kept) < 2**15


def test_a_value_that_several_weights_share_is_quantised_once(weights: np.ndarray) -> None:
    made = with_integer_products(graph(weights))
    assert sum(node.op_type == "QuantizeLinear" for node in made.graph.node) == 1


def test_a_graph_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no product with weights"):
        with_integer_products(graph(None))
