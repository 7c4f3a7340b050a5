#!/usr/bin/env python3
"""Computes metrics of small made-up features with NumPy, SciPy, scikit-learn and TensorFlow.

    metrics_fixtures.py FILE

FILE is src/test/resources/dev/gantry/metrics/fixtures.json, which Gantry's tests compare their own
metrics with. Needs the packages in requirements.txt, in a virtual environment.
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read when TensorFlow is imported

import numpy as np
import scipy.linalg
import scipy.special
import scipy.stats
import tensorflow as tf
from sklearn.metrics.pairwise import euclidean_distances, polynomial_kernel
from sklearn.neighbors import NearestNeighbors

PRECISION_NEIGHBOURS = 3
DENSITY_NEIGHBOURS = 5
SCALE_WEIGHTS = np.array([0.0448, 0.2856, 0.3001])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    file = parser.parse_args().file
    random = np.random.default_rng(4)
    reals = rows(random.normal(size=(60, 6)) @ random.normal(size=(6, 6)) + 2)
    fakes = rows(random.normal(size=(50, 6)) @ random.normal(size=(6, 6)) + 1)
    fixtures = {
        "reals": reals.tolist(),
        "fakes": fakes.tolist(),
        "frechet": frechet(reals, fakes),
        "frechetOfFour": frechet_of_few(reals, fakes[:4]),
        "kernel": kernel_distance(reals, fakes),
        **overlap(reals, fakes),
        "neighbours": neighbours(fakes, reals),
        **classes(random),
        **pictures(random),
    }
    file.write_text(json.dumps(fixtures, separators=(",", ":")) + "\n", "utf-8")


def rows(values: np.ndarray) -> np.ndarray:
    """Float32 numbers of few digits, in float64."""
    return np.round(values, 4).astype(np.float32).astype(np.float64)


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = scipy.linalg.sqrtm(first @ second)
    apart = a.mean(0) - b.mean(0)
    return float(apart @ apart + np.trace(first + second - 2 * root.real))


def frechet_of_few(a: np.ndarray, b: np.ndarray) -> float:
    """Of singular covariances too: tr (AᵀA BᵀB)^½ is the sum of the singular values of A Bᵀ."""
    first = (a - a.mean(0)) / np.sqrt(len(a) - 1)
    second = (b - b.mean(0)) / np.sqrt(len(b) - 1)
    root = np.linalg.svd(first @ second.T, compute_uv=False).sum()
    apart = a.mean(0) - b.mean(0)
    return float(apart @ apart + (first**2).sum() + (second**2).sum() - 2 * root)


def kernel_distance(x: np.ndarray, y: np.ndarray) -> float:
    def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return polynomial_kernel(a, b, degree=3, gamma=1 / a.shape[1], coef0=1)

    def others(a: np.ndarray) -> float:
        return kernel(a, a)[~np.eye(len(a), dtype=bool)].mean()

    return float(others(x) + others(y) - 2 * kernel(x, y).mean())


def radii(a: np.ndarray, count: int) -> np.ndarray:
    # Its nearest is the row itself.
    distances, _ = NearestNeighbors(n_neighbors=count + 1).fit(a).kneighbors(a)
    return distances[:, -1]


def overlap(reals: np.ndarray, fakes: np.ndarray) -> dict[str, float]:
    distances = euclidean_distances(reals, fakes)
    inside = distances < radii(reals, DENSITY_NEIGHBOURS)[:, None]
    in_real = distances <= radii(reals, PRECISION_NEIGHBOURS)[:, None]
    in_fake = distances <= radii(fakes, PRECISION_NEIGHBOURS)[None, :]
    return {
        "precision": float(in_real.any(axis=0).mean()),
        "recall": float(in_fake.any(axis=1).mean()),
        "density": float(inside.sum(axis=0).mean() / DENSITY_NEIGHBOURS),
        "coverage": float(inside.any(axis=1).mean()),
    }


def neighbours(queries: np.ndarray, references: np.ndarray) -> dict[str, list]:
    distances, indices = NearestNeighbors(n_neighbors=3).fit(references).kneighbors(queries)
    return {"indices": indices.tolist(), "distances": distances.tolist()}


def classes(random: np.random.Generator) -> dict[str, object]:
    logits = random.normal(size=(40, 5)) * 3 + [2, 1, 0, -1, -9]
    probabilities = scipy.special.softmax(logits, axis=1).astype(np.float32).astype(np.float64)
    prior = np.array([0.1, 0.2, 0.3, 0.3, 0.1])
    divergences = scipy.stats.entropy(probabilities, probabilities.mean(0), axis=1)
    predicted = np.bincount(probabilities.argmax(1), minlength=5)
    return {
        "probabilities": probabilities.tolist(),
        "inceptionScore": float(np.exp(divergences.mean())),
        "prior": prior.tolist(),
        "histogram": predicted.tolist(),
        "divergence": float(scipy.stats.entropy(predicted / 40, prior)),
        "confident": float((probabilities.max(1) >= 0.9).mean()),
    }


def pictures(random: np.random.Generator) -> dict[str, object]:
    """Two pictures of 48x44, which have three scales."""
    smooth = np.add.outer(np.sin(np.arange(48) / 5), np.cos(np.arange(44) / 7)) * 50 + 120
    first = np.clip(smooth + random.normal(size=smooth.shape) * 12, 0, 255).astype(np.uint8)
    second = np.clip(smooth * 0.8 + random.normal(size=smooth.shape) * 12, 0, 255).astype(np.uint8)
    images = [tf.constant(picture[..., None] / 255, tf.float32) for picture in (first, second)]
    weights = SCALE_WEIGHTS / SCALE_WEIGHTS.sum()
    similarity = tf.image.ssim_multiscale(*images, max_val=1, power_factors=weights.tolist())
    return {
        "first": first.ravel().tolist(),
        "second": second.ravel().tolist(),
        "multiScaleSsim": float(similarity),
    }


if __name__ == "__main__":
    main()
