#!/usr/bin/env python3
"""Loads an exported model with Python's TensorFlow and compares what it makes with Gantry's.

    load_export.py MODEL EXPECTED

MODEL is savedmodels/NAME, where the highest version counts, or savedmodels/NAME/VERSION. EXPECTED
has what goes in and what Gantry makes of it, by the names that the signatures have for it: an .npz
file of arrays, or a .json file of an object with them as nested lists. A generator takes the
latents `z` [n, latent], and the labels `label` [n] where it has classes, and makes `image`
[n, height, width, channels] in [0, 1]. One that enlarges takes pictures as `low` in place of
latents; the levels 0 to 255 that Gantry makes of them may be there as `level`. A discriminator
takes `image`, and `label` where it must be told, and makes `score` [n], `features` [n, features],
and with a class head `class_logits` [n, classes]. Among Gantry's tests,
dev.gantry.verify.ExpectedAnswers writes such a file; all_families runs it for every recipe.

The model is loaded twice, by tf.saved_model.load and into a session as TensorFlow Serving does;
both must give the outputs of every signature, images also as PNG, for all rows at once (64 at
most) and for one alone, and refuse labels that are out of range. The signatures must be those that gantry.json
describes. Floats must agree to 1e-5 of the largest, and PNG files to half a level of 255. Prints one line and exits with 0 where all agree;
otherwise prints a line for each that does not and exits with 1. Needs the packages in
requirements.txt, in a virtual environment.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from exported import (
    HALF_A_LEVEL,
    PNG,
    TOLERANCE,
    Arrays,
    Call,
    Expected,
    Mismatch,
    agree,
    batch_sizes,
    check,
    description,
    difference,
    fits,
    load_eagerly,
    load_in_session,
    meta_graph,
    png_files,
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
    print(
        f"{model}: {expected.rows()} rows of {', '.join(description(model)['signatures'])} agree"
        f" within {largest:.1e}, loaded by Python's TensorFlow {tf.__version__} in both ways"
    )
    return 0


def compare(model: Path, expected: Expected) -> tuple[list[str], float]:
    """What does not agree, and the largest difference of the floats of what does."""
    failures, largest = [], 0.0
    for way, load in (("tf.saved_model.load", load_eagerly), ("session", load_in_session)):
        try:
            largest = max(largest, check_answers(load(model), expected, model))
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


def check_answers(call: Call, expected: Expected, model: Path) -> float:
    """Compares what the signatures give and returns the largest difference of the floats."""
    largest = 0.0
    for name, signature in description(model)["signatures"].items():
        for rows in batch_sizes(signature):
            inputs = first(rows, chosen(expected.arrays, signature["inputs"]))
            made = call(name, inputs)
            largest = max(largest, agree(name, made, expected.arrays, rows))
            if expected.level is not None and "image" in made:
                levels = expected.level[:rows] / 255
                apart = difference("level", np.clip(made["image"], 0, 1), levels)
                check("level", apart, HALF_A_LEVEL + TOLERANCE)
        if "label" in signature["inputs"]:
            check_refusal(call, name, inputs)
    return largest


def first(rows: int, arrays: Arrays) -> Arrays:
    return {name: values[:rows] for name, values in arrays.items()}


def chosen(arrays: Arrays, names: Iterable[str]) -> Arrays:
    """What a signature takes of what there is, pictures as PNG where it wants them so."""
    return {
        name: png_files(arrays[name.removesuffix(PNG)]) if name.endswith(PNG) else arrays[name]
        for name in names
    }


def check_refusal(call: Call, signature: str, inputs: Arrays) -> None:
    """One label out of range must fail the request, not make a picture of no class."""
    for label in (-1, np.iinfo(np.int64).max):
        labels = np.append(inputs["label"][:-1], np.int64(label))
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
            check_shapes(wanted[what], expected.arrays)


def check_shapes(described: dict, arrays: Arrays) -> None:
    """Whether what Gantry takes and makes has the shapes that are described."""
    for name, tensor in described.items():
        if name.endswith(PNG):
            continue
        if name not in arrays:
            raise Mismatch(f"{name} is not among {sorted(arrays)}, which Gantry takes and makes")
        shape, array = tensor["shape"], arrays[name]
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
