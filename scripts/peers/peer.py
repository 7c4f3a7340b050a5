"""What the peers share: how a training in PyTorch is timed, and how its figures are printed."""

import argparse
import json
import statistics
import time
from contextlib import nullcontext

import torch
from torch import nn


class Peer:
    """Two networks in training: `g`, `d`, and `step`, one iteration."""

    g: nn.Module
    d: nn.Module

    def __init__(self, options: argparse.Namespace) -> None:
        self.device = torch.device(options.device)
        self.layout = torch.channels_last if options.channels_last else torch.contiguous_format
        self._amp = options.amp

    def step(self) -> None:
        raise NotImplementedError

    def median_seconds(self, warm_up: int, steps: int, compiled: bool) -> float:
        """Of an iteration, once `warm_up` of them have passed."""
        step = torch.compile(self.step) if compiled else self.step
        seconds = []
        for _ in range(warm_up + steps):
            start = time.perf_counter()
            step()
            if self.device.type == "cuda":
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
        return statistics.median(seconds[warm_up:])

    def precision(self):
        return torch.autocast(self.device.type, torch.bfloat16) if self._amp else nullcontext()

    @staticmethod
    def update(optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()


def add_options(parser: argparse.ArgumentParser, batch: int, steps: int) -> None:
    """The options of every peer, with the defaults in which they differ."""
    parser.add_argument("--size", type=int, default=32, choices=(32, 64))
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--latent", type=int, default=100)
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--steps", type=int, default=steps, help="iterations that are timed")
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to PyTorch")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--amp", action="store_true", help="bfloat16 by autocast")
    parser.add_argument("--compile", action="store_true", help="torch.compile of the step")
    parser.add_argument("--json", action="store_true")


def prepare(options: argparse.Namespace) -> None:
    """Before networks are made."""
    torch.manual_seed(0)
    if options.threads:
        torch.set_num_threads(options.threads)


def report(peer: Peer, options: argparse.Namespace, median: float, images: int, **more) -> None:
    """Prints the figures of an iteration that showed so many real images."""
    result = {
        "torch": torch.__version__,
        "device": options.device,
        "threads": torch.get_num_threads(),
        **more,
        "size": options.size,
        "width": options.width,
        "batch": options.batch,
        "amp": options.amp,
        "channels_last": options.channels_last,
        "compile": options.compile,
        "parameters": [_parameters(peer.g), _parameters(peer.d)],
        "ms_per_step": round(median * 1e3, 2),
        "images_per_second": round(images / median, 1),
    }
    if options.json:
        print(json.dumps(result))
    else:
        print("  ".join(f"{key}={value}" for key, value in result.items()))


def _parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
