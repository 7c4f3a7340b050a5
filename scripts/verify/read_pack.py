#!/usr/bin/env python3
"""Reads a packed set with Python's TensorFlow and compares it with Gantry's own decoding.

    read_pack.py PACKED [EXPECTED]

PACKED is a folder that `gantry data pack` made. Its shards are read by tf.data.TFRecordDataset, which
checks every checksum, and tf.io.parse_single_example. Sizes, labels, counts and the shards' SHA-256
must be those of its index.json. EXPECTED has the images in the order of the set, as Gantry decodes
the same source without packing, uint8 [n, height, width, channels], and before them the four numbers
as int32, big-endian: among Gantry's tests, dev.gantry.verify.DecodedImages writes such a file:

    java -cp ... dev.gantry.verify.DecodedImages SOURCE SIZE CHANNELS FILE

Prints one line and exits with 0 where all agree; otherwise says what does not and exits with 1.
Needs the packages in requirements.txt, in a virtual environment.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf


class Different(Exception):
    """What does not agree, in a line."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packed", type=Path)
    parser.add_argument("expected", type=Path, nargs="?")
    options = parser.parse_args()
    try:
        print(compare(options.packed, options.expected))
    except (Different, tf.errors.OpError) as e:
        print(f"read_pack: {e}", file=sys.stderr)
        return 1
    return 0


def compare(packed: Path, expected: Path | None) -> str:
    index = json.loads((packed / "index.json").read_text(encoding="utf-8"))
    shape = (index["size"], index["size"], index["channels"])
    wanted = None if expected is None else pixels(expected, shape, index["count"])
    labels = np.zeros(max(1, len(index["classes"])), dtype=np.int64)
    count = 0
    for shard in index["shards"]:
        file = packed / shard["file"]
        if sha256(file) != shard["sha256"]:
            raise Different(f"{file} has another SHA-256 than index.json says")
        first = count
        for image, label in images(file, shape, bool(index["classes"])):
            if wanted is not None and not np.array_equal(image, wanted[count]):
                raise Different(f"image {count} in {file} is not what Gantry decodes")
            labels[label] += 1
            count += 1
        if count - first != shard["count"]:
            raise Different(f"{file} has {count - first} records, index.json says {shard['count']}")
    if count != index["count"]:
        raise Different(f"{count} images, index.json says {index['count']}")
    compared = "all pixels as Gantry decodes them" if wanted is not None else "pixels not compared"
    return f"{count:,} images of {shape} in {len(index['shards'])} files, labels {labels.tolist()}; {compared}"


def images(file: Path, shape: tuple[int, ...], labelled: bool):
    names = ("image/height", "image/width", "image/channels")
    features = {name: tf.io.FixedLenFeature([], tf.int64) for name in names}
    features["image/raw"] = tf.io.FixedLenFeature([], tf.string)
    if labelled:
        features["image/label"] = tf.io.FixedLenFeature([], tf.int64)
    for record in tf.data.TFRecordDataset(str(file)):
        example = tf.io.parse_single_example(record, features)
        found = tuple(int(example[name]) for name in names)
        if found != shape:
            raise Different(f"{file} has an image of {found}, index.json says {shape}")
        image = np.frombuffer(example["image/raw"].numpy(), dtype=np.uint8).reshape(shape)
        yield image, int(example["image/label"]) if labelled else 0


def pixels(file: Path, shape: tuple[int, ...], count: int) -> np.ndarray:
    data = file.read_bytes()
    found = tuple(np.frombuffer(data[:16], dtype=">i4").tolist())
    if found != (count, *shape):
        raise Different(f"{file} has {found}, the packed set {(count, *shape)}")
    return np.frombuffer(data[16:], dtype=np.uint8).reshape(found)


def sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
