#!/usr/bin/env python3
"""Times WGAN-GP's training iteration in PyTorch: Gulrajani et al. 2017, algorithm 1.

    wgan_gp_torch.py [--type dcgan|cnn] [--normalization none|layer] [--size 32|64] [--width 64]
                     [--latent 100] [--batch 64] [--d-steps 5] [--steps 10] [--threads N]
                     [--device cpu|cuda] [--channels-last] [--amp] [--compile] [--json]

An iteration is so many steps of the critic, each on a real and a fake batch with the penalty at
points between them, then one of the generator on the last fakes. The networks are Gantry's of that
type, the normalization is the critic's. Two iterations warm up; the result is the median of the
others, and images a second counts the real images: batch times d-steps in an iteration.
`scripts/bench-peer` runs this beside Gantry.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from contextlib import nullcontext

import torch
from torch import nn

WARM_UP = 2
BASE = 4
PENALTY = 10.0
CNN_SLOPE = 0.1

Norm = Callable[[int], nn.Module]
"""From channels to a layer."""

NORMS: dict[str, Norm] = {
    "none": lambda channels: nn.Identity(),
    "layer": lambda channels: nn.GroupNorm(1, channels),
}


def dcgan_generator(latent: int, widths: list[int]) -> nn.Sequential:
    """Latents [batch, latent] to images; `widths` are the channels from the image inward."""
    inward = widths[::-1]
    layers = [nn.Unflatten(1, (latent, 1, 1)), *_up(latent, inward[0], 1, 0, bias=False)]
    for inputs, outputs in zip(inward, inward[1:]):
        layers += _up(inputs, outputs, 2, 1, bias=False)
    last = nn.ConvTranspose2d(widths[0], 3, 4, 2, 1, bias=False)
    return nn.Sequential(*layers, last, nn.Tanh())


def dcgan_critic(widths: list[int], norm: Norm) -> nn.Sequential:
    """Images to scores [batch]."""
    layers = [nn.Conv2d(3, widths[0], 4, 2, 1, bias=False), nn.LeakyReLU(0.2)]
    for inputs, outputs in zip(widths, widths[1:]):
        layers.append(nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False))
        layers += [norm(outputs), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, BASE, bias=False), nn.Flatten(0))


def cnn_generator(latent: int, widths: list[int]) -> nn.Sequential:
    """Latents [batch, latent] to images; `widths` are the channels from the image inward."""
    inward = widths[::-1]
    layers = [
        nn.Linear(latent, inward[0] * BASE * BASE),
        nn.Unflatten(1, (inward[0], BASE, BASE)),
        nn.BatchNorm2d(inward[0]),
        nn.ReLU(inplace=True),
    ]
    for inputs, outputs in zip(inward, inward[1:]):
        layers += _up(inputs, outputs, 2, 1, bias=True)
    return nn.Sequential(*layers, nn.Conv2d(widths[0], 3, 3, padding=1), nn.Tanh())


def cnn_critic(widths: list[int], norm: Norm) -> nn.Sequential:
    """Images to scores [batch]."""
    layers = [nn.Conv2d(3, widths[0], 3, padding=1), nn.LeakyReLU(CNN_SLOPE)]
    for inputs, outputs in zip(widths, widths[1:]):
        halved = nn.Conv2d(inputs, outputs, 4, 2, 1)
        same = nn.Conv2d(outputs, outputs, 3, padding=1)
        for convolution in (halved, same):
            layers += [convolution, norm(outputs), nn.LeakyReLU(CNN_SLOPE)]
    last = nn.Linear(widths[-1] * BASE * BASE, 1)
    return nn.Sequential(*layers, nn.Flatten(), last, nn.Flatten(0))


def _up(inputs: int, outputs: int, stride: int, padding: int, bias: bool) -> list[nn.Module]:
    layer = nn.ConvTranspose2d(inputs, outputs, 4, stride, padding, bias=bias)
    return [layer, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def start_as_gantry(module: nn.Module) -> None:
    """N(0, 0.02) for kernels, N(1, 0.02) for the scale of a batch norm, 0 for biases."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)


class Training:
    """Both networks, their optimizers, and one batch of reals that every step takes."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.device = torch.device(options.device)
        self._latents = (options.batch, options.latent)
        self._d_steps = options.d_steps
        self._amp = options.amp
        layout = torch.channels_last if options.channels_last else torch.contiguous_format
        norm = NORMS[options.normalization]
        halvings = {32: 3, 64: 4}[options.size]
        if options.type == "dcgan":
            widths = [options.width * 2**i for i in range(halvings)]
            self.g, self.d = dcgan_generator(options.latent, widths), dcgan_critic(widths, norm)
        else:
            widths = [options.width * 2**i for i in range(halvings + 1)]
            self.g, self.d = cnn_generator(options.latent, widths), cnn_critic(widths, norm)
        for network in (self.g, self.d):
            network.apply(start_as_gantry).to(self.device, memory_format=layout)
        reals = torch.rand(options.batch, 3, options.size, options.size) * 2 - 1
        self._reals = reals.to(self.device, memory_format=layout)
        self._g_adam = torch.optim.Adam(self.g.parameters(), lr=2e-4, betas=(0.0, 0.9))
        self._d_adam = torch.optim.Adam(self.d.parameters(), lr=2e-4, betas=(0.0, 0.9))

    def step(self) -> None:
        for k in range(self._d_steps):
            # Only the last fakes are the generator's to learn from.
            with torch.set_grad_enabled(k == self._d_steps - 1), self._precision():
                fakes = self.g(torch.randn(self._latents, device=self.device))
            self._critic_step(fakes.detach())
        with self._precision():
            g_loss = -self.d(fakes).mean()
        self._update(self._g_adam, g_loss)

    def _critic_step(self, fakes: torch.Tensor) -> None:
        with self._precision():
            loss = self.d(fakes).mean() - self.d(self._reals).mean()
        self._update(self._d_adam, loss + self._penalty(fakes))

    def _penalty(self, fakes: torch.Tensor) -> torch.Tensor:
        epsilon = torch.rand(len(fakes), 1, 1, 1, device=self.device)
        between = (fakes + epsilon * (self._reals - fakes)).requires_grad_()
        with self._precision():
            scores = self.d(between)
        (gradient,) = torch.autograd.grad(scores.sum(), between, create_graph=True)
        norms = gradient.float().flatten(1).norm(dim=1)
        return PENALTY * (norms - 1).square().mean()

    def finish(self) -> None:
        """Waits until the device has done what it was given."""
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def _precision(self):
        return torch.autocast(self.device.type, torch.bfloat16) if self._amp else nullcontext()

    @staticmethod
    def _update(optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()


def median_seconds(training: Training, steps: int, compiled: bool) -> float:
    step = torch.compile(training.step) if compiled else training.step
    seconds = []
    for _ in range(WARM_UP + steps):
        start = time.perf_counter()
        step()
        training.finish()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[WARM_UP:])


def parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def main() -> None:
    options = parse_options()
    torch.manual_seed(0)
    if options.threads:
        torch.set_num_threads(options.threads)
    training = Training(options)
    median = median_seconds(training, options.steps, options.compile)
    result = {
        "torch": torch.__version__,
        "device": options.device,
        "threads": torch.get_num_threads(),
        "type": options.type,
        "normalization": options.normalization,
        "size": options.size,
        "width": options.width,
        "batch": options.batch,
        "d_steps": options.d_steps,
        "amp": options.amp,
        "channels_last": options.channels_last,
        "compile": options.compile,
        "parameters": [parameters(training.g), parameters(training.d)],
        "ms_per_step": round(median * 1e3, 2),
        "images_per_second": round(options.batch * options.d_steps / median, 1),
    }
    if options.json:
        print(json.dumps(result))
    else:
        print("  ".join(f"{key}={value}" for key, value in result.items()))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--type", default="dcgan", choices=("dcgan", "cnn"), help="of the networks")
    parser.add_argument("--normalization", default="none", choices=NORMS, help="of the critic")
    parser.add_argument("--size", type=int, default=32, choices=(32, 64))
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--latent", type=int, default=100)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--d-steps", type=int, default=5, help="of the critic in an iteration")
    parser.add_argument("--steps", type=int, default=10, help="iterations that are timed")
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to PyTorch")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--amp", action="store_true", help="bfloat16 by autocast")
    parser.add_argument("--compile", action="store_true", help="torch.compile of the step")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
