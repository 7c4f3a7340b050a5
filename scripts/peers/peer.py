"""What the peers share: how a training in PyTorch is timed, and how its figures are printed."""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from contextlib import nullcontext

import torch
from torch import nn


class Peer:
    """Two networks in training, and `step`, one iteration."""

    g: nn.Module
    d: nn.Module
    run_g: Callable[[torch.Tensor], torch.Tensor]
    """`g`, compiled where that is asked for: not the whole step, whose second backward pass needs
    what the first one frees."""
    run_d: Callable[[torch.Tensor], torch.Tensor]

    def __init__(self, options: argparse.Namespace) -> None:
        self.device = torch.device(options.device)
        self.layout = torch.channels_last if options.channels_last else torch.contiguous_format
        self._amp = getattr(torch, options.amp) if options.amp else None
        self._compile = options.compile
        self._scalers: dict[torch.optim.Optimizer, torch.amp.GradScaler] = {}

    def set_networks(self, g: nn.Module, d: nn.Module) -> None:
        """Brings both to the device."""
        self.g, self.d = (n.to(self.device, memory_format=self.layout) for n in (g, d))
        self.run_g, self.run_d = (torch.compile(n) if self._compile else n for n in (g, d))

    def step(self) -> None:
        raise NotImplementedError

    def median_seconds(self, warm_up: int, steps: int) -> float:
        """Of an iteration, once `warm_up` of them have passed."""
        seconds = []
        for _ in range(warm_up + steps):
            self._await()
            start = time.perf_counter()
            self.step()
            self._await()
            seconds.append(time.perf_counter() - start)
        return statistics.median(seconds[warm_up:])

    def _await(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def precision(self):
        return torch.autocast(self.device.type, self._amp) if self._amp else nullcontext()

    def update(self, optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        scaler = self._scalers.setdefault(optimizer, self._scaler())
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()

    def _scaler(self) -> torch.amp.GradScaler:
        """Only float16 needs one; others pass losses and gradients on."""
        return torch.amp.GradScaler(self.device.type, enabled=self._amp == torch.float16)


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
    parser.add_argument(
        "--amp",
        nargs="?",
        const="bfloat16",
        choices=("bfloat16", "float16"),
        help="autocast, to bfloat16 unless said; float16 with scaled losses",
    )
    parser.add_argument("--compile", action="store_true", help="torch.compile of the networks")
    parser.add_argument("--json", action="store_true")


def measure(
    training: Callable[[argparse.Namespace], Peer],
    options: argparse.Namespace,
    warm_up: int,
    images: int,
    **more,
) -> None:
    """Trains for a while and prints the figures of an iteration, which shows so many real images."""
    _prepare(options)
    peer = training(options)
    _report(peer, options, peer.median_seconds(warm_up, options.steps), images, **more)


def _prepare(options: argparse.Namespace) -> None:
    """Before networks are made."""
    torch.manual_seed(0)
    if options.threads:
        torch.set_num_threads(options.threads)
    # Of one shape always: the best algorithm is found in the warm-up.
    torch.backends.cudnn.benchmark = True


def _report(peer: Peer, options: argparse.Namespace, median: float, images: int, **more) -> None:
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
