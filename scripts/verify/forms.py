#!/usr/bin/env python3
"""Compares an export in one form with one of the same checkpoint in another form.

    forms.py MODEL OTHER

Both are savedmodels/NAME or savedmodels/NAME/VERSION; MODEL as gantry export writes it without
options, OTHER with --fold, --weights, --truncation or --raw. What gantry.json says was done to
OTHER and not to MODEL is done to MODEL here: weights are rounded by NumPy, and latents squeezed by
SciPy's normal distributions. Both must then make the same, to 1e-5; folded batch norm changes
nothing but rounding. (Weights that were rounded after they were folded are of another MODEL, which
is folded itself.) With --raw the two must differ. Prints one line that also says how far OTHER is
from MODEL as it is, and exits with 0 where they agree; otherwise prints what does not and exits
with 1. Needs the packages in requirements.txt, in a virtual environment.
"""

import argparse
import sys
from pathlib import Path

from exported import (
    Arrays,
    Call,
    Mismatch,
    batch_sizes,
    call_in,
    compare,
    description,
    difference,
    load_in_session,
    meta_graph,
    scale,
    some_inputs,
    version_folder,
)

import numpy as np
import tensorflow as tf
from scipy import stats

KERNEL_VALUES = 1024
"""From so many values on, a constant is stored in half the bytes."""

WEIGHTS = "weights"
"""In gantry.json, whether they are averaged."""


def main() -> int:
    options = parse_options()
    model, other = version_folder(options.model), version_folder(options.other)
    try:
        largest = check(model, other)
    except Mismatch as error:
        print(f"{other}: {error}")
        return 1
    print(f"{other}: agrees within {largest:.1e}; {unchanged(model, other):.1e} from {model}")
    return 0


def check(model: Path, other: Path) -> float:
    """Returns the largest difference of the floats once MODEL is changed to be like OTHER."""
    done, signatures = description(model)["provenance"], description(other)["signatures"]
    form = {k: v for k, v in description(other)["provenance"].items() if done.get(k) != v}
    if WEIGHTS not in form:
        return compare(other, load_in_session(other), changed(model, form), signatures)
    if not unchanged(model, other):
        raise Mismatch("raw weights make just what averaged ones do")
    return 0.0


def unchanged(model: Path, other: Path) -> float:
    """The largest difference of the floats of two exports."""
    one, another, largest = load_in_session(model), load_in_session(other), 0.0
    for name, signature in description(model)["signatures"].items():
        inputs = some_inputs(model, name, max(batch_sizes(signature)))
        wanted = one(name, inputs)
        for output, made in another(name, inputs).items():
            if made.dtype != object:
                apart = difference(output, made, wanted[output]) / scale(wanted[output])
                largest = max(largest, apart)
    return largest


def changed(model: Path, form: dict[str, str]) -> Call:
    """A model in a form, by the names of gantry.json."""
    loaded = meta_graph(model)
    if "weight-type" in form:
        round_weights(loaded.graph_def, tf.as_dtype(form["weight-type"]).as_numpy_dtype)
    session = tf.compat.v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        tf.import_graph_def(loaded.graph_def, name="")
    call, threshold = call_in(session, loaded), float(form.get("truncation", 0))

    def squeezed(signature: str, inputs: Arrays) -> Arrays:
        if not threshold:
            return call(signature, inputs)
        share = stats.norm.cdf(inputs["z"].astype(np.float64))
        z = stats.truncnorm.ppf(share, -threshold, threshold)
        return call(signature, {**inputs, "z": z.astype(np.float32)})

    return squeezed


def round_weights(graph: tf.compat.v1.GraphDef, to: type) -> None:
    for node in graph.node:
        if node.op != "Const" or node.attr["dtype"].type != tf.float32.as_datatype_enum:
            continue
        values = tf.make_ndarray(node.attr["value"].tensor)
        if values.size >= KERNEL_VALUES:
            rounded = values.astype(to).astype(np.float32)
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(rounded))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("other", type=Path, metavar="OTHER")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
