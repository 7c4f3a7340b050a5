#!/usr/bin/env python3
"""Loads an exported model with Python's TensorFlow and compares its images with Gantry's.

    load_export.py MODEL EXPECTED

MODEL is savedmodels/NAME, where the highest version counts, or savedmodels/NAME/VERSION. EXPECTED
has latents `z` [n, latent] and the images [n, height, width, channels] in [0, 1] that Gantry makes
of them, as `image`: an .npz file of those arrays, or a .json file of an object with them as nested
lists. For a model with classes it has the labels `label` [n] too.

The model is loaded twice, by tf.saved_model.load and into a session as TensorFlow Serving does;
both must give the images, as floats and as PNG, for all latents at once and for one alone, and
refuse labels that are out of range. Prints one line and exits with 0 where all agree; otherwise prints a line for each that does not and exits
with 1. Needs the packages in requirements.txt, in a virtual environment.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read when TensorFlow is imported

import numpy as np
import tensorflow as tf

TOLERANCE = 1e-5
"""Largest difference of two images in [0, 1]."""

HALF_A_LEVEL = 0.5 / 255

METHOD = "tensorflow/serving/predict"

OUTPUTS = {"serving_default": "image", "png": "image_bytes"}
"""The one output of each signature."""

Inputs = dict[str, np.ndarray]
"""Latents `z`, and `label` where the model has classes."""

Call = Callable[[str, Inputs], np.ndarray]
"""Runs a signature on its inputs and returns its output."""


class Mismatch(Exception):
    """The export is not what it should be; the message is one line."""


@dataclass(frozen=True)
class Expected:
    """Inputs, and the images that Gantry makes of them."""

    inputs: Inputs
    image: np.ndarray


def main() -> int:
    options = parse_options()
    model = version_folder(options.model)
    expected = read_expected(options.expected)
    failures, largest = [], 0.0
    for way, load in (("tf.saved_model.load", load_eagerly), ("session", load_in_session)):
        try:
            largest = max(largest, check(load(model), expected))
        except Exception as error:  # whatever TensorFlow throws is a finding too
            failures.append(f"{model} by {way}: {type(error).__name__}: {error}")
    try:
        check_signatures(model, expected)
    except Mismatch as error:
        failures.append(f"{model}: {error}")
    if failures:
        print("\n".join(failures))
        return 1
    shape = "x".join(str(size) for size in expected.image.shape[1:])
    print(
        f"{model}: {len(expected.image)} images of {shape} agree within {largest:.1e},"
        f" loaded by Python's TensorFlow {tf.__version__} in both ways"
    )
    return 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("expected", type=Path, metavar="EXPECTED")
    return parser.parse_args()


def version_folder(model: Path) -> Path:
    """The folder with saved_model.pb."""
    if (model / "saved_model.pb").is_file():
        return model
    versions = [folder for folder in model.glob("*/") if folder.name.isdigit()]
    if not versions:
        sys.exit(f"{model} has neither saved_model.pb nor a version folder; give savedmodels/NAME")
    return max(versions, key=lambda folder: int(folder.name))


def read_expected(file: Path) -> Expected:
    arrays = np.load(file) if file.suffix == ".npz" else json.loads(file.read_text("utf-8"))
    inputs = {"z": np.array(arrays["z"], np.float32)}
    if "label" in arrays:
        inputs["label"] = np.array(arrays["label"], np.int64)
    return Expected(inputs, np.array(arrays["image"], np.float32))


def load_eagerly(model: Path) -> Call:
    loaded = tf.saved_model.load(str(model))

    def call(signature: str, inputs: Inputs) -> np.ndarray:
        tensors = {name: tf.constant(values) for name, values in inputs.items()}
        outputs = loaded.signatures[signature](**tensors)
        return outputs[OUTPUTS[signature]].numpy()

    return call


def load_in_session(model: Path) -> Call:
    session = tf.compat.v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        meta_graph = tf.compat.v1.saved_model.load(session, ["serve"], str(model))

    def call(signature: str, inputs: Inputs) -> np.ndarray:
        definition = meta_graph.signature_def[signature]
        output = definition.outputs[OUTPUTS[signature]].name
        fed = {definition.inputs[name].name: values for name, values in inputs.items()}
        return session.run(output, fed)

    return call


def check(call: Call, expected: Expected) -> float:
    """Compares what both signatures give and returns the largest difference of the floats."""
    largest = 0.0
    for count in (len(expected.image), 1):
        inputs = {name: values[:count] for name, values in expected.inputs.items()}
        wanted = expected.image[:count]
        image = call("serving_default", inputs)
        largest = max(largest, difference("image", image, wanted, TOLERANCE))
        pictures = np.stack([tf.io.decode_png(png).numpy() for png in call("png", inputs)])
        difference("png", pictures / np.float32(255), wanted, HALF_A_LEVEL + TOLERANCE)
    if "label" in expected.inputs:
        check_refusal(call, expected.inputs)
    return largest


def check_refusal(call: Call, inputs: Inputs) -> None:
    """One label out of range must fail the request, not make a picture of no class."""
    for label in (-1, np.iinfo(np.int64).max):
        labels = np.append(inputs["label"][:-1], np.int64(label))
        for signature in OUTPUTS:
            try:
                call(signature, {**inputs, "label": labels})
            except tf.errors.InvalidArgumentError:
                continue
            raise Mismatch(f"{signature} takes the label {label}")


def difference(what: str, found: np.ndarray, wanted: np.ndarray, allowed: float) -> float:
    if found.shape != wanted.shape:
        raise Mismatch(f"{what} has shape {found.shape}, not {wanted.shape}")
    largest = float(np.max(np.abs(found - wanted)))
    if not largest <= allowed:  # a NaN is not
        raise Mismatch(f"{what} is off by {largest:.1e}; allowed is {allowed:.1e}")
    return largest


def check_signatures(model: Path, expected: Expected) -> None:
    """Names, types, shapes and method of the signatures, as TensorFlow Serving reads them."""
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        meta_graph = tf.compat.v1.saved_model.load(session, ["serve"], str(model))
    shapes = {
        "z": (tf.float32, [-1, expected.inputs["z"].shape[1]]),
        "label": (tf.int64, [-1]),
        "image": (tf.float32, [-1, *expected.image.shape[1:]]),
        "image_bytes": (tf.string, [-1]),
    }
    inputs = {name: shapes[name] for name in expected.inputs}
    for name, output in OUTPUTS.items():
        definition = meta_graph.signature_def[name]
        if definition.method_name != METHOD:
            raise Mismatch(f"method of {name} is {definition.method_name}, not {METHOD}")
        check_tensors(f"inputs of {name}", definition.inputs, inputs)
        check_tensors(f"outputs of {name}", definition.outputs, {output: shapes[output]})


def check_tensors(what: str, infos: dict, wanted: dict) -> None:
    found = {
        name: (tf.as_dtype(info.dtype), [dim.size for dim in info.tensor_shape.dim])
        for name, info in infos.items()
    }
    if found != wanted:
        raise Mismatch(f"{what} are {found}, not {wanted}")


if __name__ == "__main__":
    sys.exit(main())
