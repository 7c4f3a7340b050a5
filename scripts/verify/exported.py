"""What the programs here share: exports, two ways to load them, and how answers are compared.

It is imported before TensorFlow, which reads how much to log when it is imported itself.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

tf.get_logger().setLevel("ERROR")  # its advice to migrate from what this uses on purpose

TOLERANCE = 1e-5
"""Largest difference of two floats, as a part of the largest that is wanted."""

HALF_A_LEVEL = 0.5 / 255

BATCHES = (1, 64)
"""Rows that are asked for at a time."""

DEFAULT = "serving_default"
"""The signature that is called where none is named."""

PNG = "_bytes"
"""How the names of inputs and outputs end that are PNG files."""

LOW = (7, 9)
"""Height and width of a picture where the model leaves its size open."""

Arrays = dict[str, np.ndarray]
"""Inputs or outputs by the names that they have in signatures.

Latents `z`, and `label` where the model has classes, give `image`; pictures `low`, or `low_bytes`
as PNG, give larger ones; `image_bytes` is these as PNG. A discriminator makes of an `image`, and
its `label` where it must be told, `score`, `class_logits` and `features`.
"""

Call = Callable[[str, Arrays], Arrays]
"""Runs a signature on its inputs and returns its outputs."""


class Mismatch(Exception):
    """The export is not what it should be; the message is one line."""


@dataclass(frozen=True)
class Expected:
    """What Gantry makes.

    Inputs and outputs, for an upscaler also the levels of its pictures, and how far from Gantry are
    TensorFlow's own Java API (`plain`) and ONNX Runtime for Java (`onnx`) where they were compared.
    """

    arrays: Arrays
    level: np.ndarray | None
    plain: float | None
    onnx: float | None

    @staticmethod
    def read(file: Path) -> "Expected":
        """Of an .npz file of arrays, or a .json file of an object of nested lists."""
        found = dict(
            np.load(file) if file.suffix == ".npz" else json.loads(file.read_text("utf-8"))
        )
        plain, onnx = found.pop("plain", None), found.pop("onnx", None)
        arrays = {name: typed(name, values) for name, values in found.items()}
        return Expected(arrays, arrays.pop("level", None), plain, onnx)

    def rows(self) -> int:
        return len(next(iter(self.arrays.values())))


def typed(name: str, values: object) -> np.ndarray:
    """Numbers in the type that models take and make under this name."""
    return np.array(values, np.int64 if name == "label" else np.float32)


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

    def call(signature: str, inputs: Arrays) -> Arrays:
        tensors = {name: tf.constant(values) for name, values in inputs.items()}
        outputs = loaded.signatures[signature](**tensors)
        return {name: tensor.numpy() for name, tensor in outputs.items()}

    return call


def load_in_session(version: Path) -> Call:
    """As TensorFlow Serving does."""
    session = tf.compat.v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        loaded = tf.compat.v1.saved_model.load(session, ["serve"], str(version))
    return call_in(session, loaded)


def call_in(session: tf.compat.v1.Session, loaded: tf.compat.v1.MetaGraphDef) -> Call:
    """The signatures of a graph that a session has."""

    def call(signature: str, inputs: Arrays) -> Arrays:
        definition = loaded.signature_def[signature]
        fed = {definition.inputs[name].name: values for name, values in inputs.items()}
        return session.run({k: info.name for k, info in definition.outputs.items()}, fed)

    return call


def meta_graph(version: Path) -> tf.compat.v1.MetaGraphDef:
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        return tf.compat.v1.saved_model.load(session, ["serve"], str(version))


def some_inputs(version: Path, signature: str, rows: int) -> Arrays:
    """Random values, and the classes in turn; the same for every signature that takes them."""
    said = description(version)
    inputs = {}
    for name, tensor in said["signatures"][signature]["inputs"].items():
        random = np.random.default_rng(rows)
        shape = [rows, *tensor["shape"][1:]]
        if name == "label":
            inputs[name] = np.arange(rows, dtype=np.int64) % len(said["labels"])
        elif name == "z":
            inputs[name] = random.standard_normal(shape, np.float32)
        elif name.endswith(PNG):
            inputs[name] = png_files(some_inputs(version, DEFAULT, rows)[name.removesuffix(PNG)])
        else:
            height_and_width = LOW if -1 in shape else shape[1:3]
            inputs[name] = random.random((rows, *height_and_width, shape[3]), np.float32)
    return inputs


def batch_sizes(signature: dict) -> tuple[int, ...]:
    """Rows that a signature is asked for at a time: a file is asked for alone."""
    return (1,) if any(name.endswith(PNG) for name in signature["inputs"]) else BATCHES


def in_floats(call: Call, signature: str, inputs: Arrays) -> Arrays:
    """What a signature makes, its images as floats where it makes files."""
    if signature != "png":
        return call(signature, inputs)
    decoded = {
        name.removesuffix(PNG): pictures(values) if name.endswith(PNG) else values
        for name, values in inputs.items()
    }
    return call(DEFAULT, decoded)


def pictures(files: np.ndarray) -> np.ndarray:
    """PNG files as images in [0, 1]."""
    return np.stack([tf.io.decode_png(file).numpy() for file in files]) / np.float32(255)


def png_files(images: np.ndarray) -> np.ndarray:
    """Images in [0, 1] as PNG files."""
    levels = np.round(images * 255).astype(np.uint8)
    return np.array([tf.io.encode_png(level).numpy() for level in levels], object)


def compare(version: Path, found: Call, wanted: Call, signatures: Iterable[str]) -> float:
    """Asks two for the same, for one row and for many; returns the largest difference of floats."""
    largest = 0.0
    for name in signatures:
        sizes = batch_sizes(description(version)["signatures"][name])
        inputs = some_inputs(version, name, max(sizes))
        made = in_floats(wanted, name, inputs)
        for rows in sizes:
            answer = found(name, {key: values[:rows] for key, values in inputs.items()})
            largest = max(largest, agree(name, answer, made, rows))
    return largest


def agree(signature: str, found: Arrays, wanted: Arrays, rows: int) -> float:
    """The largest difference of the floats of the first rows; PNG files are held against images."""
    largest = 0.0
    for name, array in found.items():
        what = f"{name} of {signature}"
        if name.endswith(PNG):
            image = np.clip(wanted[name.removesuffix(PNG)][:rows], 0, 1)
            check(what, difference(what, pictures(array), image), HALF_A_LEVEL + TOLERANCE)
        else:
            relative = difference(what, array, wanted[name][:rows]) / scale(wanted[name])
            largest = max(largest, check(what, relative, TOLERANCE))
    return largest


def scale(wanted: np.ndarray) -> float:
    """The largest magnitude."""
    return float(np.max(np.abs(wanted))) or 1.0


def difference(what: str, found: np.ndarray, wanted: np.ndarray) -> float:
    """The largest one of two values at the same place."""
    if found.shape != wanted.shape:
        raise Mismatch(f"{what} has shape {found.shape}, not {wanted.shape}")
    return float(np.max(np.abs(found - wanted)))


def check(what: str, found: float, allowed: float) -> float:
    """A difference, where it is allowed."""
    if not found <= allowed:  # a NaN is not
        raise Mismatch(f"{what} is off by {found:.1e}; allowed is {allowed:.1e}")
    return found


def fits(array: np.ndarray, shape: list[int]) -> bool:
    """Whether an array has a shape of which -1 is any size."""
    found = array.shape
    return len(found) == len(shape) and all(s in (-1, n) for s, n in zip(shape, found, strict=True))
