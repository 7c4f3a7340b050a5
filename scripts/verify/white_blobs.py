#!/usr/bin/env python3
"""Counts white blobs in generated images, and says what a white patch is worth to the critic.

    white_blobs.py --models DIR --cifar DIR NAME...

For each NAME, DIR has an exported generator NAME and its critic NAME-discriminator (gantry export
RUN --name NAME, and again with --network discriminator --name NAME-discriminator), which takes
the class of an image. CIFAR is a folder of CIFAR-10's binary batches, of which the first gives the
real images. A white blob is at least 30 connected pixels of 250 or more in each colour that do not
touch the border: real images have white skies and backgrounds, but these do. A patch is a square of
16x16 white pixels at a random place. Prints a Markdown table; needs requirements.txt.
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read when TensorFlow is imported

import numpy as np
import tensorflow as tf
from scipy import ndimage

WHITE = 250
LEAST_PIXELS = 30
PATCH = 16
BATCH = 100


def main() -> None:
    options = parse_options()
    reals, labels = cifar(options.cifar / "data_batch_1.bin", options.count)
    print(
        f"| critic | blobs in {options.count} images | white patch on fakes | on reals | reals over fakes |\n"
        "|---|---:|---:|---:|---:|\n"
        f"| (real images) | {blobs(reals):.2%} | | | |"
    )
    for name in options.names:
        generate = load(options.models / name)
        judge = load(options.models / f"{name}-discriminator")
        fakes = generated(generate, labels)
        fake, real = scores(judge, fakes, labels), scores(judge, reals, labels)
        on_fakes = scores(judge, patched(fakes), labels) - fake
        on_reals = scores(judge, patched(reals), labels) - real
        print(
            f"| {name} | {blobs(fakes):.2%} | {on_fakes.mean():+.2f} | {on_reals.mean():+.2f} |"
            f" {real.mean() - fake.mean():+.2f} |",
            flush=True,
        )


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--models", type=Path, required=True, metavar="DIR")
    parser.add_argument("--cifar", type=Path, required=True, metavar="DIR")
    parser.add_argument("--count", type=int, default=4000, help="images; default 4000")
    return parser.parse_args()


def cifar(file: Path, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Images [count, 32, 32, 3] in [0, 1], and labels [count]."""
    rows = np.fromfile(file, np.uint8).reshape(-1, 1 + 3 * 32 * 32)[:count]
    images = rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images.astype(np.float32) / 255, rows[:, 0].astype(np.int64)


def load(model: Path) -> tf.types.experimental.GenericFunction:
    """The default signature of the highest version."""
    versions = [path for path in model.iterdir() if path.name.isdigit()]
    newest = max(versions, key=lambda path: int(path.name))
    loaded = tf.saved_model.load(str(newest))
    signature = loaded.signatures["serving_default"]
    signature.loaded = loaded  # or its graph is gone with it
    return signature


def generated(generate, labels: np.ndarray) -> np.ndarray:
    """Images of these classes, in [0, 1]."""
    latent = generate.structured_input_signature[1]["z"].shape[1]
    z = np.random.default_rng(0).standard_normal((len(labels), latent)).astype(np.float32)
    parts = [
        generate(z=tf.constant(z[i : i + BATCH]), label=tf.constant(labels[i : i + BATCH]))["image"]
        for i in range(0, len(labels), BATCH)
    ]
    return np.concatenate(parts)


def scores(judge, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """[count]"""
    parts = [
        judge(image=tf.constant(images[i : i + BATCH]), label=tf.constant(labels[i : i + BATCH]))["score"]
        for i in range(0, len(labels), BATCH)
    ]
    return np.concatenate(parts)


def patched(images: np.ndarray) -> np.ndarray:
    """With a white square at a random place, the same in every call."""
    random = np.random.default_rng(1)
    changed = images.copy()
    for image in changed:
        y, x = random.integers(0, 32 - PATCH + 1, 2)
        image[y : y + PATCH, x : x + PATCH] = 1
    return changed


def blobs(images: np.ndarray) -> float:
    """The share of images that have one."""
    return float(np.mean([has_blob(image) for image in np.rint(images * 255)]))


def has_blob(image: np.ndarray) -> bool:
    parts, count = ndimage.label(image.min(axis=2) >= WHITE)
    border = set(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    return any(
        part not in border and np.sum(parts == part) >= LEAST_PIXELS for part in range(1, count + 1)
    )


if __name__ == "__main__":
    main()
