#!/usr/bin/env python3
"""Converts an exported model to ONNX, and says what it makes there beside TensorFlow.

    to_onnx.py MODEL OUT.onnx

MODEL is savedmodels/NAME or savedmodels/NAME/VERSION; what its signatures make of floats and labels
is converted, with their names of inputs and outputs: images, or all that a discriminator makes.
Labels that are out of range, which the model refuses in TensorFlow, are not refused in ONNX. Needs
the packages in requirements.txt, in a virtual environment.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

from exported import (
    DEFAULT,
    PNG,
    Arrays,
    Mismatch,
    compare,
    description,
    load_in_session,
    meta_graph,
    some_inputs,
    version_folder,
)

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when ONNX Runtime is imported

import onnx
import onnxruntime
import tf2onnx.convert

OPSET = 18


def main() -> int:
    options = parse_options()
    try:
        largest = check(version_folder(options.model), options.onnx)
    except Mismatch as error:
        print(f"{options.onnx}: {error}")
        return 1
    print(
        f"{options.onnx}: {options.onnx.stat().st_size} bytes, opset {OPSET}; agrees within"
        f" {largest:.1e} in ONNX Runtime {onnxruntime.__version__}"
    )
    return 0


def check(version: Path, file: Path) -> float:
    """Writes the file; returns the largest difference of ONNX Runtime and TensorFlow."""
    logging.getLogger("tf2onnx").setLevel(logging.CRITICAL)
    onnx.save(convert(version), file)
    session = onnxruntime.InferenceSession(file)
    taken = {each.name for each in session.get_inputs()}

    def call(signature: str, inputs: Arrays) -> Arrays:
        (rows,) = {len(values) for values in inputs.values()}
        # A signature may leave out a label that another of the file's takes.
        fed = {**some_inputs(version, DEFAULT, rows), **inputs}
        names = list(description(version)["signatures"][signature]["outputs"])
        made = session.run(names, {name: fed[name] for name in taken})
        return dict(zip(names, made, strict=True))

    return compare(version, call, load_in_session(version), of_numbers(version))


def of_numbers(version: Path) -> list[str]:
    """The signatures that neither take nor make files, which ONNX does not know."""
    return [
        name
        for name, signature in description(version)["signatures"].items()
        if not any(tensor.endswith(PNG) for tensor in (*signature["inputs"], *signature["outputs"]))
    ]


def convert(version: Path) -> onnx.ModelProto:
    """The part of the graph that these signatures need, by the names outside."""
    loaded = meta_graph(version)
    inputs, outputs = {}, {}
    for signature in of_numbers(version):
        definition = loaded.signature_def[signature]
        inputs |= {tensor.name: name for name, tensor in definition.inputs.items()}
        outputs |= {tensor.name: name for name, tensor in definition.outputs.items()}
    for node in loaded.graph_def.node:
        if f"{node.name}:0" in inputs:  # tf2onnx does not take one that has a default
            node.op = "Placeholder"
            node.ClearField("input")
    model, _ = tf2onnx.convert.from_graph_def(
        loaded.graph_def, input_names=list(inputs), output_names=list(outputs), opset=OPSET
    )
    lacking = sorted({n.op_type for n in model.graph.node if not onnx.defs.has(n.op_type)})
    if lacking:
        raise Mismatch(f"ONNX has no {', '.join(lacking)}")
    rename(model.graph, {**inputs, **outputs})
    onnx.checker.check_model(model)
    return model


def rename(graph: onnx.GraphProto, names: dict[str, str]) -> None:
    for value in (*graph.input, *graph.output):
        value.name = names.get(value.name, value.name)
    for node in graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("onnx", type=Path, metavar="OUT.onnx")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
