#!/usr/bin/env python3
"""Loads an exported model with Python's TensorFlow and compares its images with Gantry's.

    load_export.py MODEL EXPECTED

MODEL is savedmodels/NAME, where the highest version counts, or savedmodels/NAME/VERSION. EXPECTED
has what goes in and the images [n, height, width, channels] in [0, 1] that Gantry makes of it, as
`image`: an .npz file of those arrays, or a .json file of an object with them as nested lists. What
goes in is the latents `z` [n, latent], and the labels `label` [n] for a model with classes; or, for
one that enlarges pictures, those pictures `low` [n, height, width, channels] in [0, 1], and then
the levels 0 to 255 that Gantry makes of them may be there as `level`. Among Gantry's tests,
dev.gantry.verify.ExpectedImages writes such a file; all_families runs it for every recipe.

The model is loaded twice, by tf.saved_model.load and into a session as TensorFlow Serving does;
both must give the images, as floats and as PNG, for all inputs at once and for one alone, and
refuse labels that are out of range. Its signatures must be those that gantry.json describes. Prints
one line and exits with 0 where all agree; otherwise prints a line for each that does not and exits
with 1. Needs the packages in requirements.txt, in a virtual environment.
"""

import argparse
import sys
from pathlib import Path

from exported import (
    HALF_A_LEVEL,
    OUTPUTS,
    TOLERANCE,
    Call,
    Expected,
    Inputs,
    Mismatch,
    description,
    difference,
    fits,
    load_eagerly,
    load_in_session,
    meta_graph,
    pictures,
    version_folder,
)

import numpy as np
import tensorflow as tf

METHOD = "tensorflow/serving/predict"


def main() -> int:
    options = parse_options()
    model = version_folder(options.model)
    expected = Expected.read(options.expected)
    failures, largest = compare(model, expected)
    if failures:
        print("\n".join(failures))
        return 1
    shape = "x".join(str(size) for size in expected.image.shape[1:])
    print(
        f"{model}: {len(expected.image)} images of {shape} agree within {largest:.1e},"
        f" loaded by Python's TensorFlow {tf.__version__} in both ways"
    )
    return 0


def compare(model: Path, expected: Expected) -> tuple[list[str], float]:
    """What does not agree, and the largest difference of the floats of what does."""
    failures, largest = [], 0.0
    for way, load in (("tf.saved_model.load", load_eagerly), ("session", load_in_session)):
        try:
            largest = max(largest, check(load(model), expected, model))
        except Exception as error:  # whatever TensorFlow throws is a finding too
            failures.append(f"{model} by {way}: {type(error).__name__}: {error}")
    try:
        check_signatures(model, expected)
    except Mismatch as error:
        failures.append(f"{model}: {error}")
    return failures, largest


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("expected", type=Path, metavar="EXPECTED")
    return parser.parse_args()


def check(call: Call, expected: Expected, model: Path) -> float:
    """Compares what the signatures give and returns the largest difference of the floats."""
    largest = 0.0
    for count in (len(expected.image), 1):
        inputs = {name: values[:count] for name, values in expected.inputs.items()}
        wanted = expected.image[:count]
        image = call("serving_default", inputs)
        largest = max(largest, difference("image", image, wanted, TOLERANCE))
        if "low" not in inputs:
            made = pictures(call("png", inputs))
            difference("png", made, wanted, HALF_A_LEVEL + TOLERANCE)
        elif "png" in description(model)["signatures"]:
            made = pictures(call("png", as_png(inputs["low"], model)))
            difference("png", made, np.clip(wanted, 0, 1), HALF_A_LEVEL + TOLERANCE)
        if expected.level is not None:
            levels = expected.level[:count] / 255
            difference("level", np.clip(image, 0, 1), levels, HALF_A_LEVEL + TOLERANCE)
    if "label" in expected.inputs:
        check_refusal(call, expected.inputs)
    return largest


def as_png(low: np.ndarray, model: Path) -> Inputs:
    """Pictures for a signature that takes them as PNG, whatever it calls them."""
    (name,) = description(model)["signatures"]["png"]["inputs"]
    levels = np.round(low * 255).astype(np.uint8)
    return {name: np.array([tf.io.encode_png(level).numpy() for level in levels], object)}


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


def check_signatures(model: Path, expected: Expected) -> None:
    """Names, types, shapes and method of the signatures, as TensorFlow Serving reads them."""
    signatures = meta_graph(model).signature_def
    described = description(model)["signatures"]
    if set(signatures) != set(described):
        raise Mismatch(f"signatures are {sorted(signatures)}, not {sorted(described)}")
    for name, wanted in described.items():
        definition = signatures[name]
        if definition.method_name != METHOD:
            raise Mismatch(f"method of {name} is {definition.method_name}, not {METHOD}")
        for what in ("inputs", "outputs"):
            check_tensors(f"{what} of {name}", getattr(definition, what), wanted[what])
    default = described["serving_default"]
    if set(default["inputs"]) != set(expected.inputs):
        raise Mismatch(f"serving_default takes {list(default['inputs'])}")
    for name, array in {**expected.inputs, "image": expected.image}.items():
        shape = {**default["inputs"], **default["outputs"]}[name]["shape"]
        if shape[0] != -1 or not fits(array, shape):
            raise Mismatch(f"{name} is {shape}, which {array.shape} does not fit")


def check_tensors(what: str, infos: dict, described: dict) -> None:
    found = {
        name: (tf.as_dtype(info.dtype).name, [dim.size for dim in info.tensor_shape.dim])
        for name, info in infos.items()
    }
    wanted = {name: (tensor["type"], tensor["shape"]) for name, tensor in described.items()}
    if found != wanted:
        raise Mismatch(f"{what} are {found}, not {wanted}")


if __name__ == "__main__":
    sys.exit(main())
