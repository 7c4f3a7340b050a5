"""What the programs here share: exports, two ways to load them, and how images are compared.

It is imported before TensorFlow, which reads how much to log when it is imported itself.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

tf.get_logger().setLevel("ERROR")  # its advice to migrate from what this uses on purpose

TOLERANCE = 1e-5
"""Largest difference of two images in [0, 1]."""

HALF_A_LEVEL = 0.5 / 255

TYPES = {"z": np.float32, "label": np.int64, "low": np.float32}
"""Every input that a model may have, but for pictures as PNG."""

OUTPUTS = {"serving_default": "image", "png": "image_bytes"}
"""The one output of each signature that makes images."""

Inputs = dict[str, np.ndarray]
"""Latents `z`, and `label` where the model has classes; or the pictures `low` to enlarge."""

Call = Callable[[str, Inputs], np.ndarray]
"""Runs a signature on its inputs and returns its output."""


class Mismatch(Exception):
    """The export is not what it should be; the message is one line."""


@dataclass(frozen=True)
class Expected:
    """What Gantry makes.

    Inputs, their images in [0, 1], for an upscaler their levels, and how far TensorFlow's own Java
    API is from Gantry where that was compared.
    """

    inputs: Inputs
    image: np.ndarray
    level: np.ndarray | None
    plain: float | None

    @staticmethod
    def read(file: Path) -> "Expected":
        """Of an .npz file of arrays, or a .json file of an object of nested lists."""
        arrays = np.load(file) if file.suffix == ".npz" else json.loads(file.read_text("utf-8"))
        inputs = {name: np.array(arrays[name], t) for name, t in TYPES.items() if name in arrays}
        level = np.array(arrays["level"], np.float32) if "level" in arrays else None
        plain = float(arrays["plain"]) if "plain" in arrays else None
        return Expected(inputs, np.array(arrays["image"], np.float32), level, plain)


def version_folder(model: Path) -> Path:
    """The folder with saved_model.pb."""
    if (model / "saved_model.pb").is_file():
        return model
    versions = [folder for folder in model.glob("*/") if folder.name.isdigit()]
    if not versions:
        sys.exit(f"{model} has neither saved_model.pb nor a version folder; give savedmodels/NAME")
    return max(versions, key=lambda folder: int(folder.name))


def description(version: Path) -> dict:
    """What gantry.json says."""
    return json.loads((version / "gantry.json").read_text("utf-8"))


def load_eagerly(version: Path) -> Call:
    loaded = tf.saved_model.load(str(version))

    def call(signature: str, inputs: Inputs) -> np.ndarray:
        tensors = {name: tf.constant(values) for name, values in inputs.items()}
        return loaded.signatures[signature](**tensors)[OUTPUTS[signature]].numpy()

    return call


def load_in_session(version: Path) -> Call:
    """As TensorFlow Serving does."""
    session = tf.compat.v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        meta_graph = tf.compat.v1.saved_model.load(session, ["serve"], str(version))

    def call(signature: str, inputs: Inputs) -> np.ndarray:
        definition = meta_graph.signature_def[signature]
        output = definition.outputs[OUTPUTS[signature]].name
        fed = {definition.inputs[name].name: values for name, values in inputs.items()}
        return session.run(output, fed)

    return call


def meta_graph(version: Path) -> tf.compat.v1.MetaGraphDef:
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        return tf.compat.v1.saved_model.load(session, ["serve"], str(version))


def pictures(files: np.ndarray) -> np.ndarray:
    """PNG files as images in [0, 1]."""
    return np.stack([tf.io.decode_png(file).numpy() for file in files]) / np.float32(255)


def difference(what: str, found: np.ndarray, wanted: np.ndarray, allowed: float) -> float:
    """The largest one, where it is allowed."""
    if found.shape != wanted.shape:
        raise Mismatch(f"{what} has shape {found.shape}, not {wanted.shape}")
    largest = float(np.max(np.abs(found - wanted)))
    if not largest <= allowed:  # a NaN is not
        raise Mismatch(f"{what} is off by {largest:.1e}; allowed is {allowed:.1e}")
    return largest


def fits(array: np.ndarray, shape: list[int]) -> bool:
    """Whether an array has a shape of which -1 is any size."""
    found = array.shape
    return len(found) == len(shape) and all(s in (-1, n) for s, n in zip(shape, found, strict=True))
