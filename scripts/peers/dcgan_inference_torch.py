#!/usr/bin/env python3
"""Times DCGAN's generator in PyTorch: that of configs/cifar10-dcgan*, from latents to images.

    dcgan_inference_torch.py [--size 32|64] [--width 64] [--latent 100] [--batch N] [--seconds S]
                             [--threads N] [--channels-last] [--compile] [--json]

An image is in [0, 1] as a NumPy array, as Gantry's is a Java array. The result is the mean time of
a call over S seconds, after a third as long of warm-up. `scripts/bench-inference` runs this beside
Gantry and ONNX Runtime.
"""

import argparse
import json
import time
from collections.abc import Callable

import numpy as np
import torch
from dcgan_torch import generator, start_as_in_the_paper


def main() -> None:
    options = parse_options()
    torch.manual_seed(0)
    if options.threads:
        torch.set_num_threads(options.threads)
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    widths = [options.width * 2**i for i in range({32: 3, 64: 4}[options.size])]
    network = generator(options.latent, widths).apply(start_as_in_the_paper)
    network.eval().to(memory_format=layout)
    if options.compile:
        network = torch.compile(network)
    latents = np.random.default_rng(0).standard_normal((options.batch, options.latent, 1, 1))
    latents = latents.astype(np.float32)

    def call() -> np.ndarray:
        z = torch.from_numpy(latents).to(memory_format=layout)
        return ((network(z) + 1) * 0.5).numpy()

    with torch.inference_mode():
        mean_seconds(call, options.seconds / 3)
        mean = mean_seconds(call, options.seconds)
    report(options, mean)


def mean_seconds(call: Callable[[], np.ndarray], seconds: float) -> float:
    calls, start = 0, time.perf_counter()
    while time.perf_counter() < start + seconds:
        call()
        calls += 1
    return (time.perf_counter() - start) / calls


def report(options: argparse.Namespace, mean: float) -> None:
    result = {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "size": options.size,
        "batch": options.batch,
        "ms_per_call": mean * 1e3,
    }
    if options.json:
        print(json.dumps(result))
    else:
        print("  ".join(f"{key}={value}" for key, value in result.items()))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=32, choices=(32, 64))
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--latent", type=int, default=100)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to PyTorch")
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--compile", action="store_true", help="torch.compile of the network")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
