#!/usr/bin/env python3
"""Converts an exported model to ONNX, and says what it makes there beside TensorFlow.

    to_onnx.py MODEL OUT.onnx

MODEL is savedmodels/NAME or savedmodels/NAME/VERSION; its signature serving_default is converted,
with the names of its inputs and outputs. Labels that are out of range, which the model refuses in
TensorFlow, are not refused in ONNX. Needs the packages in requirements.txt, in a virtual
environment.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

from exported import (
    TOLERANCE,
    TYPES,
    Inputs,
    Mismatch,
    difference,
    load_in_session,
    meta_graph,
    version_folder,
)

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when ONNX Runtime is imported

import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
import tf2onnx.convert
import tf2onnx.tf_loader

OPSET = 18
SIGNATURE = "serving_default"
IMAGE = "image"
ANY_SIZE = 8
"""Of a picture where the model leaves the size open."""


def main() -> int:
    options = parse_options()
    try:
        largest = compare(version_folder(options.model), options.onnx)
    except Mismatch as error:
        print(f"{options.onnx}: {error}")
        return 1
    print(
        f"{options.onnx}: {options.onnx.stat().st_size} bytes, opset {OPSET}; agrees within"
        f" {largest:.1e} in ONNX Runtime {onnxruntime.__version__}"
    )
    return 0


def compare(version: Path, file: Path) -> float:
    """Writes the file; returns the largest difference of images in ONNX Runtime and TensorFlow."""
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    definition = meta_graph(version).signature_def[SIGNATURE]
    onnx.save(convert(version, definition), file)
    inputs = some_inputs(definition)
    wanted = load_in_session(version)(SIGNATURE, inputs)
    (found,) = onnxruntime.InferenceSession(file).run([IMAGE], inputs)
    return difference(IMAGE, found, wanted, TOLERANCE)


def convert(version: Path, definition: tf.compat.v1.MetaGraphDef) -> onnx.ModelProto:
    """The part of the graph that serving_default needs, by the names outside."""
    graph, inputs, outputs = tf2onnx.tf_loader.from_saved_model(
        str(version), None, None, tag="serve", signatures=[SIGNATURE]
    )
    model, _ = tf2onnx.convert.from_graph_def(
        graph, input_names=list(inputs), output_names=list(outputs), opset=OPSET
    )
    outside = [*definition.inputs.items(), *definition.outputs.items()]
    rename(model.graph, {tensor.name: name for name, tensor in outside})
    onnx.checker.check_model(model)
    return model


def rename(graph: onnx.GraphProto, names: dict[str, str]) -> None:
    for value in (*graph.input, *graph.output):
        value.name = names.get(value.name, value.name)
    for node in graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]


def some_inputs(definition: tf.compat.v1.MetaGraphDef) -> Inputs:
    random = np.random.default_rng(0)
    inputs = {}
    for name, info in definition.inputs.items():
        sizes = [dim.size for dim in info.tensor_shape.dim]
        shape = [2, *(ANY_SIZE if size < 0 else size for size in sizes[1:])]
        draw = random.random if name == "low" else random.standard_normal
        inputs[name] = (np.zeros(shape) if name == "label" else draw(shape)).astype(TYPES[name])
    return inputs


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("onnx", type=Path, metavar="OUT.onnx")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
